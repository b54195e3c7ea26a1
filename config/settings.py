"""The configuration as a whole, and `load()`, which reads it. Its keys are in `sections.py`.

Later sources win: defaults, the TOML file, `DEALTRAIL_*` variables, systemd credentials.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.commands import ToldByCommand, filled_in, written_twice
from config.errors import ConfigError, Problem, passwords_in
from config.fields import ServerName
from config.files_section import FilesSettings, lacking_for_files
from config.health_section import HealthSettings
from config.keys import DATABASE_URLS, SERVER, Key, keys_of
from config.limits_section import LimitsSettings
from config.privacy_section import PrivacySettings
from config.sections import (
    AccessKind,
    Auth,
    DatabaseSettings,
    ExchangeSettings,
    GraphServerSettings,
    HistorySettings,
    LinkingSettings,
    LogSettings,
    MailboxSettings,
    OutlookSettings,
    RecordsSettings,
    ServerSettings,
    SyncSettings,
)
from config.sources import Layers, read_credentials, read_file, read_variables
from config.telemetry_section import TelemetrySettings
from config.web import contradictions_of_web, lacking_for_web
from config.web_sections import WebhooksSettings, WebSettings
from config.wording import problem_of

DEFAULT_SERVER = "exchange"  # what the section [exchange] is called where a mailbox names it

_NO_LOGIN = "{section}.auth = {auth} needs {missing}, in the file, as a variable or as a credential"


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
    outlook: OutlookSettings = OutlookSettings()
    history: HistorySettings = HistorySettings()
    files: FilesSettings = FilesSettings()
    privacy: PrivacySettings = PrivacySettings()
    exchange: ExchangeSettings = ExchangeSettings()
    server: dict[ServerName, Annotated[ServerSettings, Field(discriminator="kind")]] = Field(default_factory=dict)
    mailbox: tuple[MailboxSettings, ...] = ()
    limits: LimitsSettings = LimitsSettings()
    log: LogSettings = LogSettings()
    web: WebSettings = WebSettings()
    webhooks: WebhooksSettings = WebhooksSettings()
    health: HealthSettings = HealthSettings()
    telemetry: TelemetrySettings = TelemetrySettings()

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

    def server_name_of(self, mailbox: MailboxSettings) -> str:
        """The server that this mailbox is on, by its name; "exchange" is the section [exchange]."""
        if mailbox.server or self.exchange.endpoint or len(self.server) != 1:
            return mailbox.server or DEFAULT_SERVER
        return next(iter(self.server))

    def server_of(self, mailbox: MailboxSettings) -> ExchangeSettings | GraphServerSettings:
        """What is configured of the server that this mailbox is on."""
        return self.server_named(self.server_name_of(mailbox))

    def on_server(self, name: str) -> Set[str]:
        """The addresses of the mailboxes there, in lower case."""
        return {mailbox.address.casefold() for mailbox in self.mailbox if self.server_name_of(mailbox) == name}

    def server_named(self, name: str) -> ExchangeSettings | GraphServerSettings:
        return self.exchange if name == DEFAULT_SERVER else self.server[name]

    def login_of(self, mailbox: MailboxSettings) -> Login | None:
        """User name and password for this mailbox: its own, else its server's; None when a part is missing."""
        server = self.server_of(mailbox)
        if isinstance(server, GraphServerSettings):
            return None
        if mailbox.password is not None:
            return Login(mailbox.username or mailbox.address, mailbox.password)
        if server.password is None or not server.username:
            return None
        return Login(server.username, server.password)


def section_of(server: str) -> str:
    """What the section of a server is called: "exchange", or "server.cloud"."""
    return server if server == DEFAULT_SERVER else f"{SERVER}.{server}"


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
        """Every secret text that is written somewhere, for the log to mask; what a program tells masks itself."""
        found: list[str] = []
        for key in self._secret_keys():
            if isinstance(key.value, ToldByCommand):
                continue
            text = key.value.get_secret_value()
            found += passwords_in(text) if key.name in DATABASE_URLS else [text]
        return tuple(filter(None, found))

    def require_servers(self) -> None:
        """Raises ConfigError when mailboxes cannot be reached with what is configured.

        Not a part of loading, as the record can be worked with by whoever may not read the server's password.
        """
        problems = [Problem(self.layers.place(path), what) for path, what in _lacking(self.settings)]
        problems += [
            Problem(self.layers.place(key.path), f"{key.name} is empty; write the secret, or take the key out")
            for key in self._secret_keys()
            if not (key.path[0] == "web" and isinstance(key.value, ToldByCommand))
            if not key.value.get_secret_value().strip()
        ]
        if problems:
            raise ConfigError(*problems)

    def secrets_of_service(self) -> tuple[Key, ...]:
        """The secrets that mailboxes and webhooks are worked with; those for signing in are the pages' own."""
        return tuple(key for key in self._secret_keys() if key.path[0] != "web")

    def require_web(self) -> None:
        """Raises ConfigError when nobody could reach the browser interface, or sign in, with what is configured."""
        problems = [Problem(self.layers.place(("web", key)), what) for key, what in lacking_for_web(self.settings.web)]
        if problems:
            raise ConfigError(*problems)

    def files_with_secrets(self) -> tuple[Path, ...]:
        """The configuration file where a secret is written in it, and the files with keys that it names."""
        written = (
            self.file
            for key in self._secret_keys()
            if self.file is not None and self.layers.origin(key.path).startswith(f"{self.file}:")
            if key.name not in DATABASE_URLS or passwords_in(key.value.get_secret_value())
        )
        servers = self.settings.server.values()
        named = (one.certificate_file for one in servers if isinstance(one, GraphServerSettings))
        return tuple(dict.fromkeys(filter(None, (*written, *named, self.settings.web.key_file))))

    def _secret_keys(self) -> tuple[Key, ...]:
        """Those that are set."""
        return tuple(key for key in keys_of(self.settings) if key.is_secret and key.value is not None)


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
        twice = written_twice(settings, lambda path: layers.origin(path) != "default")
        problems += [Problem(layers.place(path), what) for path, what in twice]
        settings = filled_in(settings, layers.place)
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
        name = settings.server_name_of(mailbox)
        if name != DEFAULT_SERVER and name not in settings.server:
            yield ("mailbox", position, "server"), _no_server(mailbox, settings)
        elif own_login and getattr(settings.server_of(mailbox), "access", None) is not AccessKind.DIRECT:
            yield ("mailbox", position, own_login), _own_login_unused(mailbox, own_login, name, settings)
    for name, server in settings.server.items():
        if isinstance(server, GraphServerSettings):
            section, there = f"{SERVER}.{name}", settings.on_server(name)
            yield from (((SERVER, name, key), what) for key, what in _contradictions_of(section, server, there))
    yield from ((("web", *key.split(".")), what) for key, what in contradictions_of_web(settings.web))
    if DEFAULT_SERVER in settings.server:
        yield (
            (SERVER, DEFAULT_SERVER),
            f"{SERVER}.{DEFAULT_SERVER} has the name of the section [{DEFAULT_SERVER}]; give it another one",
        )


def _no_server(mailbox: MailboxSettings, settings: Settings) -> str:
    known = ", ".join((DEFAULT_SERVER, *settings.server))
    return f'mailbox.{mailbox.address}.server is "{mailbox.server}", and there is no such server; allowed: {known}'


def _own_login_unused(mailbox: MailboxSettings, key: str, name: str, settings: Settings) -> str:
    server, section = settings.server_named(name), section_of(name)
    if isinstance(server, GraphServerSettings):
        why = f"{section} is Microsoft 365, where the application logs in for all mailboxes; take it out"
        return f"mailbox.{mailbox.address}.{key} is never used: {why}"
    return f"mailbox.{mailbox.address}.{key} is used with {section}.access = direct only, and that is {server.access}"


def _contradictions_of(section: str, server: GraphServerSettings, there: Set[str]) -> Iterator[tuple[str, str]]:
    """What does not go together in one section for Graph, as the key to blame and a sentence."""
    given = [key for key in ("client_secret", "certificate", "certificate_file") if getattr(server, key) is not None]
    if len(given) > 1:
        yield given[-1], f"{section} has {' and '.join(given)}; keep one of them"
    if server.certificate_password is not None and not {"certificate", "certificate_file"} & set(given):
        yield "certificate_password", f"{section}.certificate_password has no certificate that it belongs to"
    for key in ("authority", "endpoint"):
        if not getattr(server, key).lower().startswith("https://"):
            yield key, f'{section}.{key} is "{getattr(server, key)}"; allowed: an address that begins with https://'
    if not urlsplit(server.endpoint).path.strip("/"):
        wanted = "allowed: the address with its version, such as https://graph.microsoft.com/v1.0"
        yield "endpoint", f'{section}.endpoint is "{server.endpoint}"; {wanted}'
    for address in server.must_refuse:
        if address.casefold() in there:
            yield (
                "must_refuse",
                f"{section}.must_refuse names {address}, which is configured to be read; keep one of them",
            )


def _lacking(settings: Settings) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from ((("files", key), what) for key, what in lacking_for_files(settings.files))
    if not settings.mailbox:
        yield (), "no mailbox is configured; add a [[mailbox]] with its address"
    on = {settings.server_name_of(mailbox): mailbox for mailbox in settings.mailbox}
    for name in on or (DEFAULT_SERVER,):
        server, section = settings.server_named(name), section_of(name)
        path: tuple[str | int, ...] = (name,) if name == DEFAULT_SERVER else (SERVER, name)
        mailboxes = [mailbox for mailbox in settings.mailbox if settings.server_name_of(mailbox) == name]
        if isinstance(server, GraphServerSettings):
            yield from ((path, what) for what in _lacking_of_graph(section, server))
        else:
            yield from (((*path, *key), what) for key, what in _lacking_of_ews(section, server, mailboxes, settings))


def _lacking_of_graph(section: str, server: GraphServerSettings) -> Iterator[str]:
    given: dict[str, Any] = {
        "tenant_id": server.tenant_id,
        "client_id": server.client_id,
        "client_secret (or certificate)": server.client_secret or server.certificate or server.certificate_file,
    }
    missing = ", ".join(f"{section}.{name}" for name, value in given.items() if not value)
    if missing:
        yield f"Microsoft 365 needs {missing}, in the file, as a variable or as a credential"


def _lacking_of_ews(
    section: str, server: ExchangeSettings, mailboxes: Sequence[MailboxSettings], settings: Settings
) -> Iterator[tuple[tuple[str, ...], str]]:
    if not server.endpoint:
        example = "https://mail.us.example/EWS/Exchange.asmx"
        yield (), f"{section}.endpoint is missing; allowed: an address such as {example}"
    if server.auth is Auth.OAUTH2:
        given: dict[str, Any] = {
            "tenant_id (or token_url)": server.tenant_id or server.token_url,
            "client_id": server.client_id,
            "client_secret": server.client_secret,
        }
        missing = ", ".join(f"{section}.{name}" for name, value in given.items() if not value)
        if missing:
            yield ("auth",), _NO_LOGIN.format(section=section, auth=server.auth, missing=missing)
    elif server.auth in (Auth.BASIC, Auth.NTLM) and any(settings.login_of(mailbox) is None for mailbox in mailboxes):
        missing = " and ".join(f"{section}.{name}" for name in ("username", "password") if not getattr(server, name))
        yield ("auth",), _NO_LOGIN.format(section=section, auth=server.auth, missing=missing)
