"""What servers and logins allow to all processes together, and which process has how much of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, delete, select, update

from store.bulk import insert_rows
from store.models import LimitRow, LimitShareRow
from store.repository import Repository
from store.values import HeldShare, SharedLimit

_LIMIT = (LimitRow.key, LimitRow.says, LimitRow.told, LimitRow.pause)
_SHARE = tuple(getattr(LimitShareRow, name) for name in HeldShare.__slots__)


class Limits(Repository):
    def all(self, keys: Collection[str] | None = None) -> list[SharedLimit]:
        """These, or all that any process shares; one statement."""
        found = _known() if keys is None else _known().where(LimitRow.key.in_(sorted(keys)))
        return _grouped(self._db.execute(found).all())

    def locked(self, key: str, says: str) -> SharedLimit:
        """The limit, which nobody else changes before this transaction ends; made where it is new.

        To insert or update a row locks it, on PostgreSQL; on SQLite one writes at a time anyway.
        """
        row = {"key": key, "says": says, "told": 0, "pause": 0}
        insert_rows(self._db, LimitRow, [row], key=("key",), replaced=("says",))
        (found,) = _grouped(self._db.execute(_known().where(LimitRow.key == key)).all())
        return found

    def put(self, key: str, share: HeldShare) -> None:
        """What a process has from now on."""
        row = {"limit": key, **{name: getattr(share, name) for name in HeldShare.__slots__}}
        replaced = [name for name in HeldShare.__slots__ if name != "owner"]
        insert_rows(self._db, LimitShareRow, [row], key=("limit", "owner"), replaced=replaced)

    def take_back(self, key: str, owners: Collection[str]) -> None:
        """These processes have nothing of it any more."""
        gone = delete(LimitShareRow).where(LimitShareRow.limit == key, LimitShareRow.owner.in_(sorted(owners)))
        self._db.execute(gone)

    def pause(self, key: str, told: int, seconds: int) -> None:
        """The server asked for the time `told` to be left alone for so long."""
        self._db.execute(update(LimitRow).where(LimitRow.key == key).values(told=told, pause=seconds))

    def pause_is_over(self, key: str, told: int) -> None:
        """Unless the server asked once more meanwhile."""
        over = update(LimitRow).where(LimitRow.key == key, LimitRow.told == told)
        self._db.execute(over.values(pause=0))


@cache
def _known() -> Select[Any]:
    joined = LimitRow.__table__.outerjoin(LimitShareRow.__table__, LimitShareRow.limit == LimitRow.key)
    return select(*_LIMIT, *_SHARE).select_from(joined).order_by(LimitRow.key, LimitShareRow.place, LimitShareRow.owner)


def _grouped(rows: Sequence[Any]) -> list[SharedLimit]:
    limits: dict[tuple[str, str, int, int], list[HeldShare]] = {}
    for key, says, told, pause, *share in rows:
        shares = limits.setdefault((key, says, told, pause), [])
        if share[0] is not None:
            shares.append(HeldShare(*share))
    return [SharedLimit(*about, shares=tuple(shares)) for about, shares in limits.items()]
