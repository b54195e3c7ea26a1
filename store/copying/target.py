"""What stands in the other database while it is filled, so that nobody works with half of it, and a copy can go on.

It has all tables, and in the place of its schema's number a word that no program takes for one. Triggers and
references are off, and what puts them back stands in a table beside: the rows come as they are, and what triggers
would make of them comes with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from enum import Enum
from urllib.parse import quote

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)

from store.causes import cause_of
from store.copying.numbers import count_on
from store.copying.rows import tables
from store.database import migrate, revision_of
from store.engine import Place, SqlitePlace
from store.errors import StoreError
from store.failures import failure_of
from store.history.index import make_index
from store.patience import LOCK_WAIT, Patience
from store.records.parts_index import PARTS
from store.records.words_index import WORDS
from store.revisions import COPYING, HEAD

_BUILT_IN = {"stages", "activities", "list_values", "daemon_state"}  # what a new database holds

_LOCK_WAIT = min(LOCK_WAIT, timedelta(seconds=10))

_metadata = MetaData()
_PROGRESS = Table(
    "copying",
    _metadata,
    Column("name", Text, primary_key=True),  # of a table; "" for the row of the whole
    Column("after", Text, nullable=False),  # the key of the last row that is there; the source, for the whole
    Column("is_whole", Integer, nullable=False),
)
_AFTERWARDS = Table(
    "copying_afterwards",
    _metadata,
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("statement", Text, nullable=False),
)


class State(Enum):
    MISSING = "is not there yet"
    EMPTY = "is empty"
    NEW = "holds nothing yet"
    UNFINISHED = "holds a part of this copy"


class Target:
    """The database that is filled; raises StoreError where it is none that may be."""

    def __init__(self, place: Place, url: str) -> None:
        self.place, self._url = place, url
        self._engine: Engine | None = None

    def state(self, source: str) -> State:
        """How it stands, for a copy of this source; changes nothing."""
        if isinstance(self.place, SqlitePlace) and not _has_tables(self.place):
            return State.MISSING  # and SQLite's way of writing is not changed in what may be somebody else's file
        with self.writing() as db:
            revision = revision_of(db)
            if revision is None:
                if names := inspect(db).get_table_names():
                    raise _refused(self.place, f"holds tables of another program ({names[0]})")
                return State.EMPTY
            if revision == COPYING:
                return self._unfinished(db, source)
            if revision != HEAD:
                raise _refused(self.place, f"holds the tables of another version (schema {revision}, needed {HEAD})")
            for table in tables():
                if table.name not in _BUILT_IN and db.execute(select(*table.primary_key.columns).limit(1)).first():
                    raise _refused(self.place, f"holds records already ({table.name})")
            return State.NEW

    def _unfinished(self, db: Connection, source: str) -> State:
        begun = db.scalar(select(_PROGRESS.c.after).where(_PROGRESS.c.name == ""))
        if begun != source:
            raise _refused(self.place, f"holds a part of {begun}, whose copying was not finished")
        return State.UNFINISHED

    def make_ready(self, source: str) -> None:
        """Make its tables, empty; from now on nobody takes it for a database to work with."""
        migrate(self._url)
        with self.writing() as db:
            _metadata.create_all(db)
            statements = _switch_off(db)
            rows = [{"place": place, "statement": one} for place, one in enumerate(statements)]
            db.execute(insert(_AFTERWARDS), rows)
            db.execute(insert(_PROGRESS).values(name="", after=source, is_whole=0))
            db.execute(text("UPDATE alembic_version SET version_num = :word"), {"word": COPYING})
            for table in reversed(tables()):
                db.execute(delete(table))

    # --- how far it has come ------------------------------------------------------------------------------------------

    def come_to(self, name: str) -> tuple[str, bool]:
        """The key of the last row of a table that is there, "" for none, and whether all of them are."""
        with self.writing() as db:
            found = db.execute(select(_PROGRESS.c.after, _PROGRESS.c.is_whole).where(_PROGRESS.c.name == name)).first()
        return (found.after, bool(found.is_whole)) if found else ("", False)

    def note(self, db: Connection, name: str, after: str, *, is_whole: bool = False) -> None:
        values = {"after": after, "is_whole": int(is_whole)}
        if not db.execute(update(_PROGRESS).where(_PROGRESS.c.name == name).values(**values)).rowcount:
            db.execute(insert(_PROGRESS).values(name=name, **values))

    def begin_anew(self, table: Table | None) -> None:
        """Without the rows of a table, or without the index of what items say."""
        with self.writing() as db:
            if table is None:
                db.execute(text("DROP TABLE item_words"))
                make_index(db)
            else:
                db.execute(delete(table))
            db.execute(delete(_PROGRESS).where(_PROGRESS.c.name == ("item_words" if table is None else table.name)))

    def finish(self, numbers: dict[str, int]) -> None:
        """It is a database like any other, with all that looks after it."""
        with self.writing() as db:
            statements = db.scalars(select(_AFTERWARDS.c.statement).order_by(_AFTERWARDS.c.place)).all()
            for index in (WORDS, PARTS):
                db.execute(text(f"DROP TABLE {index.table}"))
            for statement in statements:
                db.exec_driver_sql(statement)
            for index in (WORDS, PARTS):
                index.make(db)
            count_on(db, numbers)
            self.place.refuse_dangling(db)
            _metadata.drop_all(db)
            db.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})

    # --- connections --------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, in which nobody asks whether what a row refers to is there already."""
        if self._engine is None:
            self._engine = self.place.engine(_LOCK_WAIT)
        with self._engine.begin() as db:
            self.place.begin(db, writes=True, migrates=True, patience=Patience(_LOCK_WAIT))
            yield db

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()


def _has_tables(place: SqlitePlace) -> bool:
    """Whether the file is there, and dealtrail's; raises StoreError where it is somebody else's, or no database."""
    if not place.path.exists():
        return False
    if place.path.is_dir() and (cause := cause_of(place.path)):
        raise cause
    try:
        with closing(sqlite3.connect(f"file:{quote(str(place.path))}?mode=ro", uri=True)) as db:
            names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    except sqlite3.Error as error:
        raise failure_of(error, str(place)) from None
    if names and "alembic_version" not in names:
        raise _refused(place, f"holds tables of another program ({names[0]})")
    return bool(names)


def _refused(place: Place, reason: str) -> StoreError:
    return StoreError(str(place), reason, "name an empty database, or one that is not there yet")


def _switch_off(db: Connection) -> list[str]:
    """Let nothing follow from a row that comes; the statements that let it follow again."""
    if db.dialect.name == "sqlite":
        made = db.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in made:
            db.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return [statement for _, statement in made]
    undone = []
    for table, name, said in db.execute(text(_REFERENCES)).all():
        db.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        undone.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {said}")
    for table in db.scalars(text(_WITH_TRIGGERS)).all():
        db.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        undone.append(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return undone


_REFERENCES = """
    SELECT format('%I', relname), format('%I', conname), pg_get_constraintdef(one.oid) FROM pg_constraint one
    JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f' AND connamespace = 'public'::regnamespace"""
_WITH_TRIGGERS = """
    SELECT DISTINCT format('%I', relname) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"""
