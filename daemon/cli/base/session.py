"""What a command works with: the configuration that was chosen, and the database it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from daemon.cli.base.errors import WrongUse
from daemon.shapes import key_of

if TYPE_CHECKING:
    from config.renewal import Renewal
    from config.settings import Loaded, Settings
    from daemon.files import Contents
    from store.database import Store
    from store.rules.typed import Manner
    from store.unit import Unit
    from store.values import Actor


def today() -> datetime:
    return datetime.now(UTC)


@dataclass
class Session:
    """Nothing is read or opened before a command asks for it."""

    config: Path | None = None
    acting: str | None = None  # the user who was named as acting
    locale: str | None = None  # the one whose way of writing was named
    now: Callable[[], datetime] = today

    @cached_property
    def loaded(self) -> Loaded:
        """The configuration; raises ConfigError."""
        from config.settings import load

        return load(self.config)

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.sync.time_zone

    @property
    def manner(self) -> Manner:
        """How whoever types writes dates and numbers, and when it is; raises WrongUse for an unknown locale."""
        from daemon import bootstrap
        from store.rules.typed import Manner, known_locale

        if self.locale is not None and known_locale(self.locale) is None:
            raise WrongUse(f"{self.locale!r} is not a locale; write de_DE, nb_NO, en_GB")
        named = self.locale or self.settings.records.locale
        dates, numbers = (named, named) if named else bootstrap.locales()
        return Manner(self.now(), self.zone, dates, numbers)

    @property
    def prefix(self) -> str:
        """What the keys of opportunities begin with: OPP."""
        return self.settings.linking.category_prefix

    def key(self, number: int) -> str:
        """An opportunity as people name it: OPP-17."""
        return key_of(number, self.prefix)

    def tell_keys(self, error: Exception) -> None:
        """Let an error of the store speak of opportunities by the keys of the configuration that was read."""
        from store.errors import StoreError

        if isinstance(error, StoreError) and "loaded" in self.__dict__:
            error.prefix = self.prefix

    def start_log(self, quiet: bool = False) -> None:
        """Log to standard error as configured, never a secret; when `quiet`, errors only."""
        from config import log

        log.configure(self.settings.log.format.value, "error" if quiet else self.settings.log.level.value)
        for secret in self.loaded.secrets():
            log.hide(secret)

    def renewal(self) -> Renewal:
        """The configuration of a service that goes on: read again when its file is changed; no secret is logged."""
        from config import log
        from config.renewal import Renewal
        from config.settings import load

        def read() -> Loaded:
            loaded = load(self.config)
            loaded.require_servers()
            for secret in loaded.secrets():
                log.hide(secret)
            return loaded

        return Renewal(self.loaded, read)

    @contextmanager
    def store(self, lock_wait: timedelta | None = None) -> Iterator[Store]:
        """The database, found fit to work with; raises StoreError. Writers wait so long for others."""
        from daemon import bootstrap
        from store.patience import LOCK_WAIT

        store = bootstrap.open_store(self.settings, self.now, lock_wait or LOCK_WAIT)
        try:
            store.check()
            yield store
        finally:
            store.close()

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        with self.store() as store, store.read() as unit:
            unit.reads_as(lambda: self.manner)
            yield unit

    def contents(self, store: Store) -> Contents:
        """What files hold, from wherever it is kept."""
        from daemon import bootstrap

        return bootstrap.contents(self.settings, store)

    @contextmanager
    def looking(self) -> Iterator[Unit]:
        """The same with the rights of whoever uses the command line: not everybody may see everything."""
        with self.store() as store, self.looking_in(store) as unit:
            yield unit

    @contextmanager
    def looking_in(self, store: Store) -> Iterator[Unit]:
        """The same in a database that is open."""
        with store.read() as unit:
            unit.reads_as(lambda: self.manner)
            unit.act_as(self.actor(unit))
            yield unit

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """One transaction of whoever uses the command line: with their rights, recorded as theirs."""
        with self.store() as store, self.acting_in(store) as unit:
            yield unit

    @contextmanager
    def keeping(self) -> Iterator[Unit]:
        """One transaction that looks after the database, and changes no record: nobody acts in it."""
        with self.store() as store, store.write() as unit:
            yield unit

    @contextmanager
    def acting_in(self, store: Store) -> Iterator[Unit]:
        """The same in a database that is open."""
        with store.write() as unit:
            unit.act_as(self.actor(unit))
            unit.reads_as(lambda: self.manner)
            yield unit

    def actor(self, unit: Unit) -> Actor:
        """Whoever uses the command line; raises NotFound, Ambiguous and NotAllowed."""
        from daemon import bootstrap

        return unit.users.acting(self.acting or bootstrap.named_user(), bootstrap.login_name())


# How a command asks for its session, for a user or all of them, and for the switch that all showing commands have.
Here = Annotated[Session, Parameter(parse=False)]
OneOrAll = Annotated[str | None, Parameter(help="Id, e-mail address or a part of the name; left out: everybody.")]
AsJson = Annotated[bool, Parameter(name="--json", help="Print JSON, for programs.")]


def example(*commands: str) -> str:
    """The end of a command's help."""
    head = "Example:" if len(commands) == 1 else "Examples:"
    return "\n".join([head, *(f"  {command}" for command in commands)])
