"""The configuration as a whole, and `load()`, which reads it. Its keys are in `sections.py`.

Later sources win: defaults, the TOML file, `DEALTRAIL_*` variables, systemd credentials.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.errors import ConfigError, Problem, passwords_in
from config.keys import DATABASE_URL, keys_of
from config.sections import (
    AccessKind,
    Auth,
    DatabaseSettings,
    ExchangeSettings,
    HistorySettings,
    LinkingSettings,
    LogSettings,
    MailboxSettings,
    RecordsSettings,
    SyncSettings,
)
from config.sources import Layers, read_credentials, read_file, read_variables
from config.wording import problem_of

_NO_LOGIN = "exchange.auth = {auth} needs {missing}, in the file, as a variable or as a credential"


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: SecretStr


class Settings(BaseSettings):
    """What holds for this process. Made by `load()`; making one directly reads neither files nor variables."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database: DatabaseSettings = DatabaseSettings()
    records: RecordsSettings = RecordsSettings()
    sync: SyncSettings = Field(default_factory=SyncSettings)
    linking: LinkingSettings = LinkingSettings()
    history: HistorySettings = HistorySettings()
    exchange: ExchangeSettings = ExchangeSettings()
    mailbox: tuple[MailboxSettings, ...] = ()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)

    def login_of(self, mailbox: MailboxSettings) -> Login | None:
        """User name and password for this mailbox: its own, else the common ones; None when a part is missing."""
        if mailbox.password is not None:
            return Login(mailbox.username or mailbox.address, mailbox.password)
        if self.exchange.password is None or not self.exchange.username:
            return None
        return Login(self.exchange.username, self.exchange.password)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings and where each came from. `file` is None when there is none."""

    settings: Settings
    file: Path | None
    layers: Layers

    def origin(self, key: str) -> str:
        """Where a key's value was set: "default", "FILE:LINE", "variable NAME" or "credential NAME".

        Keys read as in `config show`: "sync.interval", "mailbox.bob@us.example.kind". Raises KeyError on another.
        """
        for known in keys_of(self.settings):
            if known.name == key:
                return self.layers.origin(known.path)
        raise KeyError(key)

    def secrets(self) -> tuple[str, ...]:
        """Every secret text in use, for the log to mask."""
        found: list[str] = []
        for key in keys_of(self.settings):
            if key.is_secret and key.value is not None:
                text = key.value.get_secret_value()
                found += passwords_in(text) if key.name == DATABASE_URL else [text]
        return tuple(filter(None, found))

    def require_exchange(self) -> None:
        """Raises ConfigError when mailboxes cannot be reached with what is configured.

        Not a part of loading, as the record can be worked with by whoever may not read the server's password.
        """
        problems = [Problem(self.layers.place(path), what) for path, what in _lacking(self.settings)]
        if problems:
            raise ConfigError(*problems)


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Loaded:
    """The configuration as the file, the variables and the credentials have it; raises ConfigError.

    The file is `path`, else the one that DEALTRAIL_CONFIG names, else /etc/dealtrail/config.toml if there is one.
    """
    known = keys_of(Settings)
    file, from_file = read_file(path, environ)
    variables = read_variables(environ, known)
    layers = Layers(variables, from_file)
    layers = Layers(read_credentials(environ, known, layers.values()), variables, from_file)
    problems = list(layers.problems())
    settings = _validated(layers, problems)
    if settings is not None:
        problems += [Problem(layers.place(path), what) for path, what in _contradictions(settings)]
    if problems or settings is None:
        raise ConfigError(*dict.fromkeys(problems))
    return Loaded(settings, file, layers)


def _validated(layers: Layers, problems: list[Problem]) -> Settings | None:
    try:
        return Settings(**layers.values())
    except ValidationError as error:
        problems += [problem_of(detail, layers, Settings) for detail in error.errors(include_url=False)]
        return None


def _contradictions(settings: Settings) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Values that are each allowed and do not go together, as the path to blame and a sentence."""
    times = Counter(mailbox.address.casefold() for mailbox in settings.mailbox)
    seen: set[str] = set()
    for position, mailbox in enumerate(settings.mailbox):
        address = mailbox.address.casefold()
        if times[address] > 1 and address in seen:
            yield ("mailbox", position, "address"), f"{mailbox.address} is configured more than once; keep one of them"
        seen.add(address)
        named = {name.casefold() for name in (*mailbox.folders, *mailbox.include_folders)}
        for name in mailbox.exclude_folders:
            if name.casefold() in named:
                yield (
                    ("mailbox", position, "exclude_folders"),
                    f"mailbox.{mailbox.address}.exclude_folders names {name!r}, which is named to be watched, too; "
                    "keep one of them",
                )
        own_login = "password" if mailbox.password is not None else "username" if mailbox.username else ""
        if own_login and settings.exchange.access is not AccessKind.DIRECT:
            yield (
                ("mailbox", position, own_login),
                f"mailbox.{mailbox.address}.{own_login} is used with exchange.access = direct only, "
                f"and that is {settings.exchange.access}",
            )


def _lacking(settings: Settings) -> Iterator[tuple[tuple[str | int, ...], str]]:
    exchange = settings.exchange
    if not settings.mailbox:
        yield (), "no mailbox is configured; add a [[mailbox]] with its address"
    if not exchange.endpoint:
        yield (
            ("exchange",),
            "exchange.endpoint is missing; allowed: an address such as https://mail.us.example/EWS/Exchange.asmx",
        )
    if exchange.auth is Auth.OAUTH2:
        given: dict[str, Any] = {
            "tenant_id (or token_url)": exchange.tenant_id or exchange.token_url,
            "client_id": exchange.client_id,
            "client_secret": exchange.client_secret,
        }
        missing = ", ".join(f"exchange.{name}" for name, value in given.items() if not value)
        if missing:
            yield ("exchange", "auth"), _NO_LOGIN.format(auth=exchange.auth, missing=missing)
    elif exchange.auth in (Auth.BASIC, Auth.NTLM):
        without = [mailbox for mailbox in settings.mailbox if settings.login_of(mailbox) is None]
        if without:
            missing = " and ".join(
                f"exchange.{name}" for name in ("username", "password") if not getattr(exchange, name)
            )
            yield ("exchange", "auth"), _NO_LOGIN.format(auth=exchange.auth, missing=missing)
