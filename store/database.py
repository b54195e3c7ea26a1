"""Opening, checking and migrating the database, and its two kinds of transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, inspect

from store.clocks import DatabasesClock
from store.engine import Place, place_of
from store.errors import (
    Collided,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseUnfinished,
    StoreError,
)
from store.measured import Transactions
from store.patience import LOCK_WAIT, Patience
from store.revisions import COPYING, HEAD, KNOWN
from store.turns import BESIDE, WantsTurn
from store.unit import Unit
from store.values import DAEMON, Actor

T = TypeVar("T")

_VERSION = "SELECT version_num FROM alembic_version"

TRIES = 5  # beside others, before it is done alone


class _Undone(Enum):
    """Why nothing of a unit was stored that is to be done anew."""

    WANTS_TURN = auto()
    GIVEN_UP = auto()


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The database, for any number of threads. Every method may raise a `store.errors.StoreError`."""

    def __init__(
        self, place: Place, clock: Callable[[], datetime], lock_wait: timedelta, machine: Callable[[], datetime]
    ) -> None:
        self._place = place
        self._turn = Lock()
        self._patience = Patience(lock_wait)
        self._writing = place.engine(lock_wait)
        self._writing_beside = self._writing.execution_options(**{BESIDE: True})
        self._reading = place.reading(lock_wait)
        self._looking = place.looking(self._reading)
        self.clock = DatabasesClock(clock, machine)  # right from the first `check` on
        self.spent = Transactions()

    @property
    def is_for_machines(self) -> bool:
        """Whether processes of several machines may work on it."""
        return self._place.is_for_machines

    @contextmanager
    def write(self, actor: Actor = DAEMON, *, is_quiet: bool = False) -> Iterator[Unit]:
        """One transaction: committed at a clean end, else rolled back. Writers take turns, on both databases.

        What is changed in it is recorded as done by `actor`. Each leaves a sign that something changed, by which a
        mailbox's turn knows that it has to look; a quiet one does not: it writes nothing that a turn looks at. Where a
        person acts, the mailboxes that show what was changed are due at once.
        """
        with self.spent.measured(writes=True), self._taking_turns(), self._writing.begin() as connection:
            self._place.begin(connection, writes=True, patience=self._patience)
            self._refuse_other_versions(connection)
            unit = Unit(connection, self.clock, actor)
            yield unit
            if not is_quiet:
                unit.waking.wake()
                unit.state.leave_sign()

    @contextmanager
    def write_beside(self) -> Iterator[Unit]:
        """One transaction, a quiet one, that is right whoever writes meanwhile: where the database lets it, it waits
        for nobody's turn.
        """
        if not self.is_for_machines:
            with self.write(is_quiet=True) as unit:
                yield unit
            return
        with self.spent.measured(writes=True), self._writing.begin() as connection:
            yield Unit(connection, self.clock)

    def write_among(self, work: Callable[[Unit], T]) -> T:
        """What the work comes to, done in one transaction: where the database lets several write, beside others.

        It may be done more than once: where another was faster, or is in its way, it is given up and done anew; alone
        where it wants to be, or was given up again and again.
        """
        tries = TRIES if self.is_for_machines else 0
        while tries:
            done = self._beside(work)
            if not isinstance(done, _Undone):
                return done
            tries = 0 if done is _Undone.WANTS_TURN else tries - 1
        with self.write() as unit:
            return work(unit)

    def _beside(self, work: Callable[[Unit], T]) -> T | _Undone:
        is_begun = False
        with self.spent.measured(writes=True), self._taking_turns():
            try:
                with self._writing_beside.begin() as connection:
                    self._place.begin_beside(connection, self._patience)
                    self._refuse_other_versions(connection)
                    is_begun = True
                    unit = Unit(connection, self.clock)
                    done = work(unit)
                    unit.end()
                    unit.state.leave_sign()
                    return done
            except WantsTurn:
                return _Undone.WANTS_TURN
            except (Collided, DatabaseLocked):
                if not is_begun or self._patience.is_at_its_end():
                    raise
                return _Undone.GIVEN_UP

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        """This process's writers among themselves; against other processes the database's own lock stands.

        SQLite lets a writer look again whether the other is done, up to a tenth of a second later each time: four
        threads that store pages waited for that most of the time.
        """
        step = self._patience.step.total_seconds()
        if not any(self._turn.acquire(timeout=step) for _ in self._patience.steps()):
            raise DatabaseLocked(
                str(self._place), "another thread is writing to it and did not finish in time", "it is tried again"
            )
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """One snapshot of the whole database, which does not change while it is looked at and cannot be written."""
        with self.spent.measured(writes=False), self._reading.begin() as connection:
            self._place.begin(connection, writes=False)
            yield Unit(connection, self.clock)

    @contextmanager
    def look(self) -> Iterator[Unit]:
        """For one statement alone, which cannot write: two of them may see two states of the database."""
        with self.spent.measured(writes=False), self._looking.begin() as connection:
            yield Unit(connection, self.clock)

    def wipe(self) -> None:
        """Leave nothing of what was erased in the room that it took; takes about as long as a copy of the database."""
        with self._taking_turns():
            self._place.wipe(self._writing, self._patience.longest)

    def ends_with(self, is_at_its_end: Callable[[], bool]) -> None:
        """Once this is so, nobody waits long for other writers any more."""
        self._patience.is_at_its_end = is_at_its_end

    def check(self) -> None:
        """Raises the DatabaseError that keeps this program from using the database; sets the clock by it, where several
        machines may work on it.
        """
        with self._reading.begin() as connection:
            self._place.begin(connection, writes=False)
            revision = revision_of(connection)
            if revision is None:
                _refuse_foreign(self._place, connection)
            if self.is_for_machines:
                self.clock.compare(connection)
        refuse_unfit(self._place, revision)

    def _refuse_other_versions(self, connection: Connection) -> None:
        """Asked by whoever has its turn, while nobody can migrate: processes of an older program may be at work when
        another machine's `init` brings the database to what they know nothing of.
        """
        revision = connection.exec_driver_sql(_VERSION).scalar()
        if revision != HEAD:
            refuse_unfit(self._place, revision)

    def close(self) -> None:
        """Give all connections back; the store is not used afterwards."""
        self._reading.dispose()
        self._writing.dispose()


def open_store(
    url: str,
    *,
    clock: Callable[[], datetime] = utc_now,
    lock_wait: timedelta = LOCK_WAIT,
    machine: Callable[[], datetime] = utc_now,
) -> Store:
    """The store at `url` (sqlite:////path or postgresql://…), not opened yet.

    Raises StoreError when the url cannot be used. A writer waits `lock_wait` for its turn, then gives up. `machine` is
    what this machine takes for the time: `clock` is corrected by how far that is off.
    """
    place = place_of(url)
    return Store(place, clock, lock_wait, machine)


def migrate(url: str, *, lock_wait: timedelta = LOCK_WAIT) -> str:
    """Make the database, or bring it up to date; the revision it then has.

    Does nothing to one that is up to date; refuses a newer one (DatabaseNewer) and one of another program. All or
    nothing, and safe when several processes do it at once.
    """
    from alembic import command
    from alembic.config import Config  # slow to load, and used here alone

    place = place_of(url)
    place.create()
    engine = place.engine(lock_wait)
    try:
        with engine.begin() as connection:
            place.begin(connection, writes=True, migrates=True, patience=Patience(lock_wait))
            revision = revision_of(connection)
            if revision is None:
                _refuse_foreign(place, connection)
            else:
                _refuse_newer(place, revision)
            if revision != HEAD:
                config = Config(attributes={"connection": connection})
                config.set_main_option(
                    "script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%")
                )
                command.upgrade(config, HEAD)
                place.refuse_dangling(connection)
    finally:
        engine.dispose()
    return HEAD


def revision_of(connection: Connection) -> str | None:
    """Of the schema; None where there are no tables of dealtrail."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql(_VERSION).scalar()


def refuse_unfit(place: Place, revision: str | None) -> None:
    """Raises the DatabaseError that keeps this program from using a database of that revision."""
    if revision is None:
        raise DatabaseMissing(str(place), "it holds no dealtrail tables", "run: dealtrail init")
    _refuse_newer(place, revision)
    if revision != HEAD:
        raise DatabaseOlder(
            str(place), f"made by an older version (schema {revision}, needed {HEAD})", "run: dealtrail init"
        )


def _refuse_newer(place: Place, revision: str) -> None:
    if revision == COPYING:
        raise DatabaseUnfinished(str(place))
    if revision not in KNOWN:
        raise DatabaseNewer(
            str(place),
            f"made by a newer version of dealtrail (schema {revision}, this program knows up to {HEAD})",
            "install that version, or restore a backup made before the upgrade",
        )


def _refuse_foreign(place: Place, connection: Connection) -> None:
    if tables := inspect(connection).get_table_names():
        raise StoreError(
            str(place), f"holds tables of another program ({tables[0]})", "give dealtrail a database of its own"
        )
