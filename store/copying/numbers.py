"""Numbers that the databases give, each once: a copy counts on from where its source had come to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Integer, Table, func, select, text

from store.copying.rows import tables
from store.numbers import keep_numbers


def given(db: Connection) -> dict[str, int]:
    """The last number that was given for a row of each table that counts, whether the row is there or not."""
    if db.dialect.name == "sqlite":
        return {str(name): int(last) for name, last in db.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    found = {}
    for table in tables():
        if sequence := _sequence(db, table):
            last, is_called = db.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608  # the server's own name
            found[table.name] = last if is_called else 0
    return found


def count_on(db: Connection, numbers: Mapping[str, int]) -> None:
    """Give none of these, nor any that a row has."""
    if db.dialect.name == "sqlite":
        counted = db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"))
        keep_numbers(db.exec_driver_sql, {name: numbers.get(name, 0) for name in counted.all()})
        return
    for table in tables():
        if sequence := _sequence(db, table):
            (key,) = table.primary_key.columns
            last = max(db.scalar(select(func.max(key))) or 0, numbers.get(table.name, 0))
            db.execute(select(func.setval(sequence, max(last, 1), last > 0)))


def _sequence(db: Connection, table: Table) -> str | None:
    """By which PostgreSQL numbers the table's rows; None where it does not."""
    key = list(table.primary_key.columns)
    if len(key) != 1 or not isinstance(key[0].type, Integer):
        return None
    return db.scalar(select(func.pg_get_serial_sequence(table.name, key[0].name)))
