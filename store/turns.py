"""Which transactions may write at the same moment, and who waits for whom: on PostgreSQL, for SQLite has one writer.

A unit writes alone, or beside others that do. Beside others it first holds the names of all that it is going to store
and to look for: whoever stores the same waits for its end, and nobody else does. What is right only where nobody else
writes asks for a turn of its own: then the unit is given up, and done anew alone.

A name is held by a row that is there until the transaction ends, and that nobody sees: another that inserts the same
waits. Unlike the server's advisory locks, of which a page would take a thousand, rows need no room in its table of
locks, which once it is full is full for everybody. They are not in the write-ahead log.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import Connection

from store.repository import Repository

BESIDE = "beside"  # the execution option of a connection whose transaction is one among others that write

_HOLD = "INSERT INTO turns (name) SELECT unnest(CAST(%(names)s AS bigint[]))"
_LET_GO = "DELETE FROM turns WHERE name = ANY (CAST(%(names)s AS bigint[]))"


class WantsTurn(Exception):
    """What is to be done is right only where nobody else writes."""


class Turns(Repository):
    @property
    def is_beside(self) -> bool:
        """Whether others write at the same moment."""
        return is_beside(self._db)

    def alone(self) -> None:
        """What follows is right only where nobody else writes."""
        alone(self._db)

    def hold(self, names: Iterable[str]) -> None:
        """Beside others, wait until nobody else holds any of these, and hold them until the transaction ends.

        What others stored while they held them is seen by the statements that follow. All take theirs in one order, so
        that of two that want the same none waits for the other while that one waits for it.
        """
        if not is_beside(self._db):
            return
        numbers = sorted({_number(name) for name in names})
        if numbers:
            held = {"names": f"{{{','.join(map(str, numbers))}}}"}
            self._db.exec_driver_sql(_HOLD, held)
            self._db.exec_driver_sql(_LET_GO, held)


def is_beside(db: Connection) -> bool:
    return bool(db.get_execution_options().get(BESIDE, False))


def alone(db: Connection) -> None:
    """What follows is right only where nobody else writes: raises WantsTurn where others do."""
    if is_beside(db):
        raise WantsTurn


def make_turns(db: Connection) -> None:
    db.exec_driver_sql("CREATE UNLOGGED TABLE turns (name bigint CONSTRAINT pk_turns PRIMARY KEY)")


def _number(name: str) -> int:
    """Of 64 bits, whatever the name's length; where two names should share one, somebody waits for nothing."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
