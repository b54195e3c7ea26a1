"""Copies that turned up beside another one in their mailbox: moved, or copies of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, or_, select, text, update

from store.models import PointerRow, StampedRow
from store.models.base import aliased
from store.repository import Repository, chunks

# In words that the index of such copies is found by.
_UNSETTLED = text("pointers.is_unsettled")

# What a copy shows, wherever it is now.
_SHOWN = (
    "server_id",
    "folder_id",
    "change_key",
    "named",
    "sent_along",
    "conversation_id",
    "is_private",
    "shows",
    "seen_at",
)
_ANY_STAMPED = select(StampedRow.pointer_id).where(StampedRow.mailbox_id == bindparam("mailbox")).limit(1)
_WAITING = select(PointerRow.id).where(_UNSETTLED, PointerRow.mailbox_id == bindparam("mailbox"))
_WAITING = _WAITING.order_by(PointerRow.id).limit(bindparam("most"))

_beside = aliased(PointerRow, name="beside")
# Of a copy that is selected: whether another one of its item in its mailbox was not judged yet.
WAITS_BESIDE = (
    select(_beside.id)
    .where(
        text("beside.is_unsettled"), _beside.item_id == PointerRow.item_id, _beside.mailbox_id == PointerRow.mailbox_id
    )
    .exists()
)


class Moves(Repository):
    def unsettled(self, mailbox_id: int, limit: int, refused: Collection[int] = ()) -> list[int]:
        """Some of the mailbox's copies whose categories were not judged yet, the oldest first.

        Without those that may still be missed in a folder whose news could not be read.
        """
        waiting = _WAITING
        if refused:
            other = aliased(PointerRow)
            there = (other.item_id == PointerRow.item_id, other.mailbox_id == mailbox_id, other.is_gone.is_(False))
            doubtful = select(other.id).where(*there, other.folder_id.in_(refused), other.id != PointerRow.id)
            waiting = waiting.where(~doubtful.exists())
        return list(self._db.scalars(waiting, {"mailbox": mailbox_id, "most": limit}))

    def in_doubt(self, copies: Collection[int]) -> frozenset[int]:
        """Those of these that were not judged yet, or beside which one stands that was not."""
        doubtful = select(PointerRow.id).where(PointerRow.is_gone.is_(False), or_(_UNSETTLED, WAITS_BESIDE))
        found: set[int] = set()
        for chunk in chunks(copies):
            found.update(self._db.scalars(doubtful.where(PointerRow.id.in_(chunk))))
        return frozenset(found)

    def elsewhere(self, mailbox_id: int) -> set[int]:
        """The folders in which copies stand beside which others turned up that were not judged yet."""
        other = aliased(PointerRow)
        beside = (other.item_id == PointerRow.item_id, other.mailbox_id == mailbox_id, other.id != PointerRow.id)
        found = select(other.folder_id).join(PointerRow, PointerRow.mailbox_id == other.mailbox_id)
        here = (_UNSETTLED, PointerRow.mailbox_id == mailbox_id, other.is_gone.is_(False))
        return set(self._db.scalars(found.where(*here, *beside).distinct()))

    def join(self, mailbox_id: int, copies: Collection[int]) -> tuple[list[int], dict[int, tuple[int, ...]]]:
        """Each of these that was moved becomes the copy that is gone where it was.

        The items of all, and what each copy's categories named before: those of a copy of its own, nothing.
        """
        items: dict[int, int] = {}
        for chunk in chunks(copies):
            items |= dict(
                self._db.execute(select(PointerRow.id, PointerRow.item_id).where(PointerRow.id.in_(chunk))).all()
            )
        gone: dict[int, list[int]] = defaultdict(list)
        for chunk in chunks(items.values()):
            left = select(PointerRow.item_id, PointerRow.id).where(PointerRow.item_id.in_(chunk))
            here = (PointerRow.mailbox_id == mailbox_id, PointerRow.is_gone, PointerRow.id.not_in(copies))
            for item_id, id in self._db.execute(left.where(*here).order_by(PointerRow.id)):
                gone[item_id].append(id)
        columns = [getattr(PointerRow, name) for name in _SHOWN]
        named = dict.fromkeys(copies, tuple[int, ...]())
        for id in copies:
            before = gone[items[id]].pop() if gone[items[id]] else None
            row = self._db.execute(select(*columns, PointerRow.is_gone).where(PointerRow.id == id)).one()
            if before is None or row.is_gone:
                continue
            self._db.execute(delete(PointerRow).where(PointerRow.id == id))
            shown = {name: getattr(row, name) for name in _SHOWN}
            named[before] = tuple(self._db.scalar(select(PointerRow.named).where(PointerRow.id == before)) or ())
            self._db.execute(update(PointerRow).where(PointerRow.id == before).values(is_gone=False, **shown))
        return list(dict.fromkeys(items.values())), named

    def confirmed_before(self, item_ids: Collection[int]) -> dict[int, frozenset[int]]:
        """What was known to be on copies of these before they were stamped in a turn that has not ended."""
        found = select(StampedRow.pointer_id, StampedRow.confirmed)
        found = found.join(PointerRow, PointerRow.id == StampedRow.pointer_id)
        return {
            id: frozenset(confirmed)
            for chunk in chunks(item_ids)
            for id, confirmed in self._db.execute(found.where(PointerRow.item_id.in_(chunk)))
        }

    def is_cut_short(self, mailbox_id: int) -> bool:
        """Whether a turn in which copies were stamped did not come to its end."""
        return self._db.scalar(_ANY_STAMPED, {"mailbox": mailbox_id}) is not None

    def turn_ended(self, mailbox_id: int) -> None:
        """What was stamped in it may have been copied from now on, unless a copy still waits to be judged."""
        other = aliased(PointerRow)
        waiting = select(other.id).join(PointerRow, PointerRow.item_id == other.item_id)
        waiting = waiting.where(
            PointerRow.id == StampedRow.pointer_id, other.mailbox_id == mailbox_id, other.is_unsettled.is_(True)
        )
        mine = delete(StampedRow).where(StampedRow.mailbox_id == mailbox_id)
        self._db.execute(mine.where(~waiting.exists()))

    def settled(self, copies: Sequence[int]) -> None:
        """Their categories were judged."""
        for chunk in chunks(copies):
            self._db.execute(update(PointerRow).where(PointerRow.id.in_(chunk)).values(is_unsettled=False))
