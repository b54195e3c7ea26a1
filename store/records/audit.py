"""The audit trail: who changed what, when, from what, to what; in words, so that it outlives what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from store.bulk import insert_rows
from store.models import ChangeRow
from store.paging import Place, behind
from store.repository import Repository
from store.turns import alone
from store.values import Change, Record
from store.waking import Waking

Changes = Mapping[str, tuple[object, object]]  # field → (before, after)


class Audit(Repository):
    def changed(self, record: Record, id: int, changes: Changes) -> None:
        """Write down each field whose two values differ; those that say the same leave no trace."""
        told = ((field, _word(before), _word(after)) for field, (before, after) in changes.items())
        self._write([(record, id, *change) for change in told if change[1] != change[2]])

    def did(self, record: Record, id: int, act: str, before: object = None) -> None:
        """Write down an act on a whole record: "added", "deleted", "restored" …"""
        self._write([(record, id, "", _word(before), act)])

    def cleared(self, record: Record, field: str, before: Mapping[int, object]) -> None:
        """Write down that many records lost what they had in one field, each its own value."""
        self._write([(record, id, field, _word(value), None) for id, value in before.items()])

    def changed_in_all(self, record: Record, ids: Iterable[int], field: str, before: object, after: object) -> None:
        """Write down the same change of the same field of many."""
        self._write([(record, id, field, _word(before), _word(after)) for id in ids])

    def all_changed(self, record: Record, field: str, changes: Mapping[int, tuple[object, object]]) -> None:
        """The same field of many, by id, with its values before and after."""
        self._write([(record, id, field, _word(before), _word(after)) for id, (before, after) in changes.items()])

    def of(self, record: Record, id: int, limit: int | None = None) -> list[Change]:
        """What happened to one record, and to those that were merged into it; newest first."""
        return self._select(*self._theirs(record, id), limit=limit)

    def latest(
        self,
        limit: int = 50,
        *,
        user_id: int | None = None,
        actor: str | None = None,
        since: datetime | None = None,
        of: tuple[Record, int] | None = None,
        record: Record | None = None,
        place: Place = (),
    ) -> list[Change]:
        """What happened last: whatever it was about, or to one record or kind; by a user, or an actor of this name.

        Behind a `place`, which is that of a change in the order that is asked for: by time where it says since when.
        """
        conditions: list[Any] = []
        if user_id is not None:
            conditions.append(ChangeRow.user_id == user_id)
        if actor is not None:
            conditions.append(ChangeRow.actor == actor)
        if since is not None:
            conditions.append(ChangeRow.at >= since)
        if of is not None:
            conditions += self._theirs(*of)
        if record is not None:
            conditions.append(ChangeRow.record == record.value)
        if place:
            conditions.append(behind([(column, True) for column in _order(since is not None)], place))
        return self._select(*conditions, limit=limit, by_time=since is not None)

    def place_of(self, change: Change, *, by_time: bool) -> Place:
        return (change.at, change.id) if by_time else (change.id,)

    def newest(self) -> int:
        """A number that grows with each change; 0 before the first."""
        return self._db.scalar(select(func.max(ChangeRow.id))) or 0

    def has_actor(self, name: str) -> bool:
        """Whether somebody of this name, user or not, ever changed anything."""
        return self._db.execute(select(ChangeRow.id).where(ChangeRow.actor == name).limit(1)).first() is not None

    def named(self, record: Record, name: str) -> list[int]:
        """Ids of records that went for good under this name."""
        gone = (ChangeRow.record == record.value, ChangeRow.field == "", ChangeRow.after == "removed for good")
        return sorted(set(self._db.scalars(select(ChangeRow.record_id).where(*gone, ChangeRow.before == name))))

    def _theirs(self, record: Record, id: int) -> tuple[Any, ...]:
        from store.models import MergeRow  # nearly everything writes into the trail, and little reads it

        ids = {id}
        while record in (Record.ACCOUNT, Record.CONTACT):
            merged = select(MergeRow.merged_id).where(MergeRow.record == record.value, MergeRow.kept_id.in_(ids))
            if (more := ids | set(self._db.scalars(merged))) == ids:
                break
            ids = more
        one = ChangeRow.record_id == id if len(ids) == 1 else ChangeRow.record_id.in_(ids)
        return ChangeRow.record == record.value, one

    def _write(self, told: Iterable[tuple[Record, int, str, str | None, str | None]]) -> None:
        alone(self._db)  # it is read up to its last entry: none may be committed after a later one
        actor, at = self._transaction.actor, self._clock()
        told = list(told)
        for record in {one[0] for one in told}:
            self._beside(Waking).changed(record, (one[1] for one in told if one[0] is record))
        rows = [
            {
                "at": at,
                "user_id": actor.user_id,
                "actor": actor.name,
                "record": record.value,
                "record_id": id,
                "field": field,
                "before": before,
                "after": after,
            }
            for record, id, field, before, after in told
        ]
        insert_rows(self._db, ChangeRow, rows)

    def _select(self, *conditions: Any, limit: int | None, by_time: bool = False) -> list[Change]:
        columns = select(
            ChangeRow.id,
            ChangeRow.at,
            ChangeRow.actor,
            ChangeRow.record,
            ChangeRow.record_id,
            ChangeRow.field,
            ChangeRow.before,
            ChangeRow.after,
        )
        newest = [column.desc() for column in _order(by_time)]
        rows = self._db.execute(columns.where(*conditions).order_by(*newest).limit(limit))
        return [Change(**{**row._mapping, "record": Record(row.record)}) for row in rows]


def _order(by_time: bool) -> tuple[Any, ...]:
    return (ChangeRow.at, ChangeRow.id) if by_time else (ChangeRow.id,)


def _word(value: object) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            return "yes" if value else "no"
        case tuple() | list() | frozenset() | set():
            return ", ".join(str(one) for one in value) or None
        case _:
            return str(value)
