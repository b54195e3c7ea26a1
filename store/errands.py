"""Errands: what is owed to Outlook, kept until it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, select, update

from store.bulk import insert_rows, run_many
from store.models import ErrandRow, MailboxRow
from store.repository import Repository
from store.values import Errand, ErrandKind, ParkedErrand
from store.waking import Waking

_ERRANDS = select(
    ErrandRow.id,
    ErrandRow.mailbox_id,
    ErrandRow.kind,
    ErrandRow.key,
    ErrandRow.revision,
    ErrandRow.attempts,
    ErrandRow.reason,
)

_DUE = _ERRANDS.where(
    ErrandRow.mailbox_id == bindparam("mailbox"), ErrandRow.is_parked.is_(False), ErrandRow.due_at <= bindparam("now")
)
_DUE = _DUE.order_by(ErrandRow.due_at, ErrandRow.id).limit(bindparam("most"))
_DUE_OF_KIND = _DUE.where(ErrandRow.kind == bindparam("kind"))
_NEXT = select(func.min(ErrandRow.due_at)).where(
    ErrandRow.mailbox_id == bindparam("mailbox"), ErrandRow.is_parked.is_(False)
)
_OF_KIND = (ErrandRow.mailbox_id == bindparam("mailbox"), ErrandRow.kind == bindparam("kind"))
_KEYS = select(ErrandRow.key).where(*_OF_KIND)
_PUT_OFF = select(ErrandRow.key, ErrandRow.due_at).where(
    *_OF_KIND, ErrandRow.is_parked.is_(False), ErrandRow.attempts == 0, ErrandRow.due_at > bindparam("now")
)
_PAID = delete(ErrandRow).where(ErrandRow.id == bindparam("b_id"), ErrandRow.revision == bindparam("b_revision"))


class Errands(Repository):
    def owe(self, mailbox_id: int, kind: ErrandKind, keys: Sequence[str], *, due_at: datetime) -> None:
        """Owe these. What is owed already is owed anew: due at `due_at`, tried from the start, parked no longer.

        It still waits since it was due first, unless it is put off until later.
        """
        rows = [
            {
                "mailbox_id": mailbox_id,
                "kind": kind.value,
                "key": key,
                "revision": 1,
                "attempts": 0,
                "due_at": due_at,
                "waits_since": due_at,
                "is_parked": False,
                "reason": "",
            }
            for key in dict.fromkeys(keys)
        ]
        key, anew = ("mailbox_id", "kind", "key"), ("due_at", "is_parked", "attempts", "reason")
        later, since = due_at > self._clock(), ("waits_since",)
        replaced, least = ((*anew, *since), ()) if later else (anew, since)
        insert_rows(self._db, ErrandRow, rows, key=key, replaced=replaced, counted=("revision",), least=least)
        if rows and not later:
            self._beside(Waking).owes(mailbox_id)

    def due(self, mailbox_id: int, *, now: datetime, limit: int, kind: ErrandKind | None = None) -> list[Errand]:
        """What is to be paid now, the longest owed first."""
        asked = {"mailbox": mailbox_id, "now": now, "most": limit} | ({"kind": kind.value} if kind else {})
        return [_errand(row) for row in self._db.execute(_DUE_OF_KIND if kind else _DUE, asked)]

    def next_due(self, mailbox_id: int) -> datetime | None:
        """When the first of those is to be paid that are not parked; None where there are none."""
        return self._db.scalar(_NEXT, {"mailbox": mailbox_id})

    def keys(self, mailbox_id: int, kind: ErrandKind) -> set[str]:
        """Keys of all errands of one kind that are owed, parked ones included."""
        return set(self._db.scalars(_KEYS, {"mailbox": mailbox_id, "kind": kind.value}))

    def put_off(self, mailbox_id: int, kind: ErrandKind, *, now: datetime) -> dict[str, datetime]:
        """When those of one kind are due that wait for later though nothing went wrong with them."""
        waiting = self._db.execute(_PUT_OFF, {"mailbox": mailbox_id, "kind": kind.value, "now": now})
        return {row.key: row.due_at for row in waiting}

    def paid(self, errands: Sequence[Errand]) -> None:
        """These are settled; one that was owed anew meanwhile stays owed."""
        rows = [{"b_id": errand.id, "b_revision": errand.revision} for errand in errands]
        if rows:
            run_many(self._db, _PAID, rows)

    def postpone(self, errand: Errand, *, until: datetime, reason: str) -> None:
        """Try again at `until`; nothing when it was owed anew meanwhile."""
        self._db.execute(
            update(ErrandRow).where(_same(errand)).values(due_at=until, attempts=ErrandRow.attempts + 1, reason=reason)
        )

    def park(self, errand: Errand, *, reason: str) -> None:
        """Do not try it again until it is owed anew; nothing when it was meanwhile."""
        self._db.execute(
            update(ErrandRow)
            .where(_same(errand))
            .values(is_parked=True, attempts=ErrandRow.attempts + 1, reason=reason)
        )

    def try_parked_again(self, mailbox_id: int, *, due_at: datetime) -> int:
        """Give the parked ones another chance: what stood in their way may be gone. How many there were."""
        parked = update(ErrandRow).where(ErrandRow.mailbox_id == mailbox_id, ErrandRow.is_parked.is_(True))
        return self._db.execute(parked.values(is_parked=False, due_at=due_at)).rowcount

    def counts(self, mailbox_id: int) -> tuple[int, int]:
        """How many are owed, and how many are parked beside them."""
        is_parked = func.count().filter(ErrandRow.is_parked)
        total, parked = self._db.execute(
            select(func.count(), is_parked).where(ErrandRow.mailbox_id == mailbox_id)
        ).one()
        return total - parked, parked

    def parked(self) -> list[ParkedErrand]:
        """Those that wait for a person, with the reason, by mailbox."""
        statement = (
            _ERRANDS.add_columns(MailboxRow.address)
            .join(MailboxRow, MailboxRow.id == ErrandRow.mailbox_id)
            .where(ErrandRow.is_parked)
            .order_by(MailboxRow.address, ErrandRow.id)
        )
        return [ParkedErrand(row.address, _errand(row), row.reason) for row in self._db.execute(statement)]


def _errand(row: Any) -> Errand:
    return Errand(row.id, row.mailbox_id, ErrandKind(row.kind), row.key, row.revision, row.attempts, row.reason)


def _same(errand: Errand) -> ColumnElement[bool]:
    return and_(ErrandRow.id == errand.id, ErrandRow.revision == errand.revision)
