"""The index of words that records are found by: their names, and the last digits of their phone numbers.

The databases keep it themselves, by triggers, whoever writes a record: SQLite in FTS5, PostgreSQL in a tsvector with a
GIN index. It is made of what is stored without case and diacritics; a word is a run of letters and digits, of which
whatever is not ASCII is one: both databases part words alike so. The table is
beside the models, as that of the history's words is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from store.text import fold
from store.values import Record

PHONE = 7  # digits of a number that tell it from others, however its country and its trunk are written
MOST_WORDS = 10  # of a search
MOST_PHONES = 4096  # of one contact

_BASE = 1 << 48  # of each source of words, the rows are numbered from a multiple of it
_BETWEEN = r"[\x01-/:-`{-\x7f]+"  # words, in a text in small letters: what is ASCII and neither letter nor digit
_MARKS = (" ", "-", "(", ")", "/", ".", "\u00a0")  # in phone numbers, beside digits


@dataclass(frozen=True, slots=True)
class Source:
    """A column from which words come, and how the record that they are of is counted from its rows."""

    place: int
    record: Record
    table: str
    key: str
    column: str
    row: str  # the number of a row, in SQL, with {0} for `new` or `old`
    per: int = 1  # rows of one record
    is_phone: bool = False

    @property
    def base(self) -> int:
        return self.place * _BASE


NAMES = (
    Source(1, Record.OPPORTUNITY, "opportunities", "number", "folded", "{0}.number"),
    Source(2, Record.ACCOUNT, "accounts", "id", "folded", "{0}.id"),
    Source(3, Record.CONTACT, "contacts", "id", "folded", "{0}.id"),
    Source(4, Record.PROJECT, "projects", "id", "folded", "{0}.id"),
    Source(5, Record.MARKETING, "marketing", "id", "folded", "{0}.id"),
    Source(6, Record.PRODUCT, "products", "id", "folded", "{0}.id"),
)
PHONES = (
    Source(7, Record.ACCOUNT, "accounts", "id", "phone", "{0}.id", is_phone=True),
    Source(
        8,
        Record.CONTACT,
        "contact_phones",
        "contact_id",
        "number",
        f"({{0}}.contact_id * {MOST_PHONES} + {{0}}.position)",
        per=MOST_PHONES,
        is_phone=True,
    ),
)


def words_typed(typed: str) -> list[str]:
    """The words of a search as the index has them."""
    return list(dict.fromkeys(re.findall(r"[a-z0-9\u0080-\U0010ffff]+", fold(typed[:1000]))))[:MOST_WORDS]


def phone_typed(typed: str) -> str:
    """The digits of a phone number that is looked for; "" for what is none, or too short to tell one from another."""
    digits = re.sub(r"[^0-9]", "", typed)
    is_number = re.fullmatch(r"[+0-9() \u00a0./-]{7,40}", typed.strip())
    return digits[-PHONE:] if is_number and len(digits) >= PHONE else ""


def indexed(db: Connection, source: Source, words: Sequence[str], *, is_beginning: bool, limit: int) -> list[int]:
    """The records of a source with these words, the newest first; more than `limit`, as some may be deleted."""
    star = "*" if is_beginning else ""
    if db.dialect.name == "sqlite":
        statement = text(
            "SELECT rowid FROM record_words WHERE record_words MATCH :words AND rowid >= :start AND rowid < :end "
            "ORDER BY rowid DESC LIMIT :limit"
        )
        match = " AND ".join(f'"{word}"{star}' for word in words)
    else:
        statement = text(
            "SELECT row_id FROM record_words WHERE words @@ CAST(:words AS tsquery) "
            "AND row_id >= :start AND row_id < :end ORDER BY row_id DESC LIMIT :limit"
        )
        match = " & ".join(f"'{word}'{':*' if is_beginning else ''}" for word in words)
    asked = {"words": match, "start": source.base, "end": source.base + (1 << 48), "limit": 2 * limit}
    rows = db.scalars(statement, asked)
    return list(dict.fromkeys((row - source.base) // source.per for row in rows))


def make_record_words(db: Connection) -> None:
    """The table with the words of all records that there are."""
    is_sqlite = db.dialect.name == "sqlite"
    if is_sqlite:
        options = "content='', tokenize='ascii', detail=none, columnsize=0"
        db.exec_driver_sql(f"CREATE VIRTUAL TABLE record_words USING fts5(words, {options})")
    else:
        db.exec_driver_sql("CREATE TABLE record_words (row_id bigint PRIMARY KEY, words tsvector NOT NULL)")
        db.exec_driver_sql("CREATE INDEX ix_record_words_words ON record_words USING gin (words)")
    into = "record_words (rowid, words)" if is_sqlite else "record_words (row_id, words)"
    for one in (*NAMES, *PHONES):
        row, words = one.row.format("t"), _words(one, "t", is_sqlite=is_sqlite)
        db.exec_driver_sql(
            f"INSERT INTO {into} SELECT {one.base} + {row}, {words} FROM {one.table} AS t WHERE t.{one.column} <> ''"  # noqa: S608  # ours
        )
    keep_record_words(db)


def keep_record_words(db: Connection) -> None:
    """The triggers that keep it; again after a migration that made a table anew, which has none of the old one's."""
    there = "sqlite_master WHERE name" if db.dialect.name == "sqlite" else "pg_tables WHERE tablename"
    if not db.exec_driver_sql(f"SELECT count(*) FROM {there} = 'record_words'").scalar():  # noqa: S608  # ours
        return
    for one in (*NAMES, *PHONES):
        (_keep_sqlite if db.dialect.name == "sqlite" else _keep_postgresql)(db, one)


def _keep_sqlite(db: Connection, one: Source) -> None:
    new, old = (
        (f"{one.base} + {one.row.format(which)}", _words(one, which, is_sqlite=True)) for which in ("new", "old")
    )
    had, has = f"old.{one.column} <> ''", f"new.{one.column} <> ''"
    add = f"INSERT INTO record_words (rowid, words) SELECT {new[0]}, {new[1]} WHERE {has};"  # ours
    remove = (
        "INSERT INTO record_words (record_words, rowid, words) "  # ours
        f"SELECT 'delete', {old[0]}, {old[1]} WHERE {had};"
    )
    for name, event, when, act in (
        ("added", "INSERT", has, add),
        ("removed", "DELETE", had, remove),
        # In this order, and so in one trigger: SQLite promises none of several, and what is in both texts must stay.
        ("changed", f"UPDATE OF {one.column}", f"old.{one.column} <> new.{one.column}", f"{remove} {add}"),
    ):
        db.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS record_words_{one.place}_{name} AFTER {event} ON {one.table} "
            f"WHEN {when} BEGIN {act} END"
        )


def _keep_postgresql(db: Connection, one: Source) -> None:
    row_new, row_old = (f"{one.base} + {one.row.format(which)}" for which in ("NEW", "OLD"))
    name = f"record_words_{one.place}"
    db.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608  # ours
        f"IF TG_OP <> 'INSERT' THEN DELETE FROM record_words WHERE row_id = {row_old}; END IF; "
        f"IF TG_OP <> 'DELETE' THEN IF NEW.{one.column} <> '' THEN INSERT INTO record_words VALUES "
        f"({row_new}, {_words(one, 'NEW', is_sqlite=False)}); END IF; END IF; RETURN NULL; END $$"
    )
    db.exec_driver_sql(
        f"CREATE OR REPLACE TRIGGER {name} AFTER INSERT OR DELETE OR UPDATE OF {one.column} ON {one.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _words(one: Source, row: str, *, is_sqlite: bool) -> str:
    """The words of a row, as SQL: FTS5 parts a text by itself, PostgreSQL is told how."""
    column = f"{row}.{one.column}"
    if one.is_phone:
        for mark in _MARKS:
            column = f"replace({column}, '{mark}', '')"
        digits = f"substr({column}, -{PHONE})" if is_sqlite else f"right({column}, {PHONE})"
        return digits if is_sqlite else f"array_to_tsvector(array_remove(ARRAY[{digits}], ''))"
    if is_sqlite:
        return column
    return f"array_to_tsvector(array_remove(regexp_split_to_array({column}, '{_BETWEEN}'), ''))"
