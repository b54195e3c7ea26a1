"""What a database holds, all of it, to compare before and after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from store.engine import place_of
from store.models.base import Base
from store.patience import LOCK_WAIT

Contents = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def contents(url: str) -> Contents:
    """Every row of every table, by its primary key."""
    engine = place_of(url).engine(LOCK_WAIT)
    try:
        with engine.connect() as connection:
            return {
                table.name: {
                    tuple(row[column.name] for column in table.primary_key): dict(row)
                    for row in connection.execute(select(table)).mappings()
                }
                for table in Base.metadata.sorted_tables
            }
    finally:
        engine.dispose()


def differences(before: Contents, after: Contents) -> dict[str, set[str]]:
    """The columns that differ, by table; a row that came or went is `+` or `-`."""
    found: dict[str, set[str]] = {}
    for table in after:
        old, new = before[table], after[table]
        columns = {name for key in old.keys() & new.keys() for name in new[key] if old[key][name] != new[key][name]}
        columns |= {"+" for _ in new.keys() - old.keys()} | {"-" for _ in old.keys() - new.keys()}
        if columns:
            found[table] = columns
    return found
