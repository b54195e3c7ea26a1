"""A table's rows, in pieces and in the order of its key, and the sum by which they are known to be the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, Table, Uuid, literal, select, tuple_

import store.models
from store.models import Base

LEFT_OUT = frozenset({"processes", "limits", "limit_shares"})  # who is at work on a database is not at work on its copy
_LEASE = {"lease_owner": None, "lease_until": None}
_FREED = {"mailboxes": _LEASE, "webhooks": _LEASE, "jobs": {"lease_owner": None}}  # for the same reason

PIECE = 1_000
_FILES = 4  # of those that hold whole files

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sum:
    """What rows come to, in whatever order they are read: how many, and a checksum of all that is in them."""

    rows: int = 0
    checksum: int = 0

    def and_of(self, rows: Iterable[Row]) -> Sum:
        many, total = self.rows, self.checksum
        for row in rows:
            many, total = many + 1, total + _checksum(row)
        return Sum(many, total % (1 << 128))


def tables() -> list[Table]:
    """All that are copied row by row, each after those that it refers to."""
    for module in iter_modules(store.models.__path__):
        import_module(f"{store.models.__name__}.{module.name}")
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def pieces(db: Connection, table: Table, after: Sequence[Any] | None = None) -> Iterator[list[Row]]:
    """The rows, without those up to the one with this key; leases are let go of."""
    key = list(table.primary_key.columns)
    size = _FILES if any(isinstance(column.type, LargeBinary) for column in table.columns) else PIECE
    freed = _FREED.get(table.name, {})
    while True:
        statement = select(*table.columns).order_by(*key).limit(size)
        if after is not None:
            place = [literal(part, column.type) for part, column in zip(after, key, strict=True)]
            statement = statement.where(tuple_(*key) > tuple_(*place))
        rows: list[Row] = [{**row, **freed} for row in db.execute(statement).mappings()]
        if rows:
            yield rows
        if len(rows) < size:
            return
        after = key_of(table, rows[-1])


def sum_of(db: Connection, table: Table) -> Sum:
    found = Sum()
    for rows in pieces(db, table):
        found = found.and_of(rows)
    return found


def key_of(table: Table, row: Row) -> list[Any]:
    return [row[column.name] for column in table.primary_key.columns]


def written_key(key: Sequence[Any]) -> str:
    return json.dumps(key, default=str)


def read_key(table: Table, written: str) -> list[Any]:
    columns = table.primary_key.columns
    kinds = [UUID if isinstance(column.type, Uuid) else lambda part: part for column in columns]
    return [kind(part) for kind, part in zip(kinds, json.loads(written), strict=True)]


def _checksum(row: Row) -> int:
    written = json.dumps(dict(row), sort_keys=True, default=_plain)
    return int.from_bytes(blake2b(written.encode(), digest_size=16).digest(), "big")


def _plain(value: object) -> str:
    return sha256(value).hexdigest() if isinstance(value, bytes | memoryview) else str(value)
