"""Ids for rows of a bulk insert, which cannot tell which it gave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Column, Connection, Select, func, select

from store.turns import is_beside

# In the upper bits of an advisory lock, by which a transaction beside others tells whoever asks which ids it may have:
# those after the one in the lower bits.
_MAY_HAVE, _BITS = 0x6964, 40

_NEXT = "SELECT nextval('{0}') FROM generate_series(1, %(many)s)"
_TOLD = (
    "WITH told AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(({1}::bigint << {2}) | last_value) FROM {0})"
    " SELECT nextval('{0}') FROM told, generate_series(1, %(many)s)"
)
_SETTLED = f"""
    SELECT least((SELECT max(id) FROM items), (
        SELECT min(((classid::bigint & {(1 << (_BITS - 32)) - 1}) << 32) | objid::bigint) FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> {_BITS - 32} = {_MAY_HAVE}
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))"""  # noqa: S608  # constants


def next_ids(db: Connection, column: Column[int], many: int) -> Sequence[int]:
    """So many ids that no row has or will have, in rising order.

    PostgreSQL's sequences give each once, whoever else asks. SQLite has one writer, so the next ones are free.
    """
    if not many:
        return ()
    if db.dialect.name == "sqlite":
        first = (db.scalar(_last(column)) or 0) + 1
        return range(first, first + many)
    return sorted(db.exec_driver_sql(_given(column, is_told=is_beside(db)), {"many": many}).scalars())


def settled(db: Connection, column: Column[int]) -> int:
    """The last id of items up to which nothing comes any more, as a transaction sees it that begins after this one.

    Ids are given in their order and committed in any: of a page that is being stored, those before it may come yet.
    """
    if db.dialect.name == "sqlite":
        return db.scalar(_last(column)) or 0
    return db.exec_driver_sql(_SETTLED).scalar() or 0


@cache
def _last(column: Column[int]) -> Select[int]:
    return select(func.max(column))


@cache
def _given(column: Column[int], *, is_told: bool) -> str:
    sequence = f"{column.table.name}_{column.name}_seq"
    return (_TOLD if is_told else _NEXT).format(sequence, _MAY_HAVE, _BITS)
