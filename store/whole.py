"""Whether a database has all that this program made it with: tables, columns, indexes, and the triggers that count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import Connection, Index, MetaData, inspect, text

import store.models
from store.database import revision_of
from store.engine import place_of
from store.models import Base
from store.patience import LOCK_WAIT, Patience
from store.revisions import HEAD

WORDS = ("item_words", "record_words", "record_parts")  # which are beside the models
BEGINNINGS = ("record_parts_terms",)  # by which SQLite looks at one of them
_OF_TEXTS = [
    *(f"record_words_{place}" for place in range(1, 9)),
    *(f"record_parts_{place}" for place in (1, 2, 3, 8, 9)),
]
_OF_GATHERED = ["record_parts_7"]
TRIGGERS = {
    "both": (
        *("copies_came", "copies_left", "copies_moved"),
        *("latest_created", "latest_placed", "latest_shown", "latest_unlinked"),
        *("receipts_came", "receipts_changed", "receipts_left"),
        *("stages_built_in_keep", "stages_built_in_stay"),
        *("stay_sums_came", "stay_sums_left", "stays_changed", "stays_ended", "stays_gone", "sums_noted"),
        *("waiting_decided", "waiting_decided_again", "waiting_moved", "waiting_placed"),
    ),
    "sqlite": (
        *("sums_added", "sums_came", "sums_left", "sums_removed"),
        *(f"{name}_{what}" for name in _OF_TEXTS for what in ("added", "changed", "removed")),
        *(
            f"{name}_{what}_{end}"
            for name in _OF_GATHERED
            for what in ("added", "changed", "moved", "removed")
            for end in ("from", "to")
        ),
    ),
    "postgresql": ("sums_changed", *_OF_TEXTS, *_OF_GATHERED),
}


@dataclass(frozen=True, slots=True)
class Lacking:
    what: str  # "the index ix_items_thread"
    index: str = ""  # its name, where it is one: that can be made again


def lacking_of(url: str) -> Sequence[Lacking]:
    """Nothing where the schema is another version's, which is told elsewhere. Raises StoreError."""
    place = place_of(url)
    engine = place.reading(LOCK_WAIT)
    try:
        with engine.begin() as connection:
            place.begin(connection, writes=False)
            return list(_lacking(connection)) if revision_of(connection) == HEAD else []
    finally:
        engine.dispose()


def make_again(url: str, indexes: Sequence[str]) -> None:
    """These, from what the tables hold. Raises StoreError."""
    place = place_of(url)
    engine = place.engine(LOCK_WAIT)
    try:
        with engine.begin() as connection:
            place.begin(connection, writes=True, patience=Patience(LOCK_WAIT))
            for one in _indexes(_declared()):
                if one.name in indexes:
                    one.create(connection, checkfirst=True)
    finally:
        engine.dispose()


def _lacking(connection: Connection) -> Iterator[Lacking]:
    dialect, declared, there = connection.dialect.name, _declared(), inspect(connection)
    tables, triggers = set(there.get_table_names()), _triggers(connection)
    has = {table: {column["name"] for column in there.get_columns(table)} for table in tables & declared.tables.keys()}
    for name in (*declared.tables, *WORDS, *(BEGINNINGS if dialect == "sqlite" else ())):
        if name not in tables:
            yield Lacking(f"the table {name}")
    for name, columns in has.items():
        for column in declared.tables[name].columns:
            if column.name not in columns:
                yield Lacking(f"the column {column.name} of the table {name}")
    known = index_names(connection)
    for one in _indexes(declared):
        if one.table is not None and one.table.name in tables and one.name not in known:
            yield Lacking(f"the index {one.name}", str(one.name))
    for name in (*TRIGGERS["both"], *TRIGGERS[dialect]):
        if name not in triggers:
            yield Lacking(f"the trigger {name}")


def _declared() -> MetaData:
    """With all tables: each is declared when its file is loaded."""
    for module in iter_modules(store.models.__path__):
        import_module(f"{store.models.__name__}.{module.name}")
    return Base.metadata


def _indexes(declared: MetaData) -> Iterator[Index]:
    for table in declared.tables.values():
        yield from sorted(table.indexes, key=lambda one: str(one.name))


def index_names(connection: Connection) -> set[str]:
    of_server = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    return _names(connection, "SELECT name FROM sqlite_master WHERE type = 'index'", of_server)


def _triggers(connection: Connection) -> set[str]:
    of_server = (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    )
    return _names(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'", of_server)


def _names(connection: Connection, of_file: str, of_server: str) -> set[str]:
    return set(connection.scalars(text(of_file if connection.dialect.name == "sqlite" else of_server)))
