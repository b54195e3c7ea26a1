"""Copies that left a mailbox: deleted by its user, unless too many left in one turn; then a person is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, insert, literal, or_, select, update

from store.errands import Errands
from store.history.again import Again
from store.models import ItemRow, MailboxRow, PointerRow, VanishedRow
from store.models.base import aliased
from store.records.audit import Audit
from store.repository import Repository
from store.tasks import Tasks
from store.values import (
    AS_USUAL,
    AtOnce,
    AtOnceGone,
    ErrandKind,
    FollowedTask,
    Record,
    TaskVanished,
    VanishedState,
)

EXAMPLES = 3  # subjects that a person is shown

_WAITING = (
    select(VanishedRow.pointer_id)
    .join(PointerRow, PointerRow.id == VanishedRow.pointer_id)
    .where(
        VanishedRow.mailbox_id == bindparam("mailbox"),
        or_(
            VanishedRow.state == VanishedState.LEFT.value,
            and_(VanishedRow.state == VanishedState.HELD.value, PointerRow.is_gone.is_(False)),
        ),
    )
    .limit(1)
)


class Vanished(Repository):
    def left(self, copies: tuple[ColumnElement[bool], ...], state: VanishedState = VanishedState.LEFT) -> None:
        """Take note of copies that are there, and are about to count as gone."""
        columns = (PointerRow.id, PointerRow.mailbox_id, literal(state.value), literal(self._clock()))
        going = select(*columns).where(*copies)
        names = ["pointer_id", "mailbox_id", "state", "left_at"]
        self._db.execute(delete(VanishedRow).where(VanishedRow.pointer_id.in_(select(PointerRow.id).where(*copies))))
        self._db.execute(insert(VanishedRow).from_select(names, going))

    def is_any(self, mailbox_id: int) -> bool:
        """Whether any copy of the mailbox is to be judged, or one that waits for a person came back."""
        return self._db.scalar(_WAITING, {"mailbox": mailbox_id}) is not None

    def settle(self, mailbox_id: int, believed: AtOnce = AS_USUAL) -> int:
        """What left since the last time is gone, unless it was too much at once: then it waits; how many wait anew.

        What was moved within the mailbox, or came back, did not leave it.
        """
        mine = VanishedRow.mailbox_id == mailbox_id
        back = select(PointerRow.id).where(PointerRow.mailbox_id == mailbox_id, PointerRow.is_gone.is_(False))
        self._db.execute(delete(VanishedRow).where(mine, VanishedRow.pointer_id.in_(back)))
        copy, other = aliased(PointerRow), aliased(PointerRow)
        is_elsewhere = exists().where(
            copy.id == VanishedRow.pointer_id,
            other.item_id == copy.item_id,
            other.mailbox_id == mailbox_id,
            other.is_gone.is_(False),
        )
        self._db.execute(delete(VanishedRow).where(mine, is_elsewhere))
        left = (mine, VanishedRow.state == VanishedState.LEFT.value)
        count = self._db.scalar(select(func.count()).select_from(VanishedRow).where(*left)) or 0
        if count > believed.most and believed.is_accident(count, self._known(mailbox_id)):
            self._db.execute(update(VanishedRow).where(*left).values(state=VanishedState.HELD.value))
            return count
        if count:
            self._are_gone(left)
        return 0

    def held(self) -> list[AtOnceGone]:
        """What waits for a person to say what it means, by mailbox."""
        held = VanishedRow.state == VanishedState.HELD.value
        counted = (
            select(MailboxRow.id, MailboxRow.address, func.count(), func.min(VanishedRow.left_at))
            .join(MailboxRow, MailboxRow.id == VanishedRow.mailbox_id)
            .where(held)
            .group_by(MailboxRow.id, MailboxRow.address)
            .order_by(MailboxRow.address)
        )
        items = [
            AtOnceGone(id, address, "items", count, at, self._examples(id))
            for id, address, count, at in self._db.execute(counted).all()
        ]
        return sorted([*items, *self._held_tasks()], key=lambda one: (one.address, one.what))

    def are_gone(self, mailbox_id: int) -> tuple[int, int]:
        """A person says that they were meant to go: how many items, and tasks.

        What the user's deleting of these tasks means for their records happens in the mailbox's next turn.
        """
        tasks = [task for task in self._beside(Tasks).held() if task.mailbox_id == mailbox_id]
        for task in tasks:
            self._beside(Tasks).save(replace(task, vanished=TaskVanished.GONE))
        self._owe(mailbox_id, tasks)
        return self._decided(mailbox_id, "gone"), len(tasks)

    def are_kept(self, mailbox_id: int) -> tuple[int, int]:
        """A person says that it was an accident: how many items, and tasks.

        The history goes on as if the items were there; the tasks are made anew in the mailbox's next turn.
        """
        tasks = [task for task in self._beside(Tasks).held() if task.mailbox_id == mailbox_id]
        for task in tasks:
            self._beside(Tasks).save(replace(task, server_id="", change_key="", seen=None, vanished=None))
        self._owe(mailbox_id, tasks)
        return self._decided(mailbox_id, "kept"), len(tasks)

    def _owe(self, mailbox_id: int, tasks: Sequence[FollowedTask]) -> None:
        keys = [str(task.guid) for task in tasks]
        self._beside(Errands).owe(mailbox_id, ErrandKind.TASK, keys, due_at=self._clock())

    def _held_tasks(self) -> Iterator[AtOnceGone]:
        held: dict[int, list[FollowedTask]] = defaultdict(list)
        for task in self._beside(Tasks).held():
            held[task.mailbox_id].append(task)
        named = select(MailboxRow.id, MailboxRow.address).where(MailboxRow.id.in_(list(held)))
        for id, address in self._db.execute(named).all():
            subjects = [task.seen.subject for task in held[id][:EXAMPLES] if task.seen]
            yield AtOnceGone(id, address, "tasks", len(held[id]), None, tuple(subjects))

    def _decided(self, mailbox_id: int, act: str) -> int:
        held = (VanishedRow.mailbox_id == mailbox_id, VanishedRow.state == VanishedState.HELD.value)
        items = select(PointerRow.item_id).join(VanishedRow, VanishedRow.pointer_id == PointerRow.id).where(*held)
        item_ids = list(dict.fromkeys(self._db.scalars(items)))
        address = self._db.scalars(select(MailboxRow.address).where(MailboxRow.id == mailbox_id)).one()
        self._beside(Audit).changed_in_all(Record.ITEM, item_ids, f"copy in {address}", "vanished with many", act)
        if act == "gone":
            self._are_gone(held)
        else:
            self._db.execute(update(VanishedRow).where(*held).values(state=VanishedState.KEPT.value))
        return len(item_ids)

    def _are_gone(self, these: tuple[ColumnElement[bool], ...]) -> None:
        asking = (
            select(PointerRow.item_id)
            .join(VanishedRow, VanishedRow.pointer_id == PointerRow.id)
            .where(*these, PointerRow.is_asked)
        )
        self._beside(Again).queue(self._db.scalars(asking).all())  # another copy is to ask instead
        self._db.execute(delete(VanishedRow).where(*these))

    def _known(self, mailbox_id: int) -> int:
        there = (
            PointerRow.mailbox_id == mailbox_id,
            PointerRow.is_gone.is_(False),
            PointerRow.is_occurrence.is_(False),
        )
        return self._db.scalar(select(func.count()).select_from(PointerRow).where(*there)) or 0

    def _examples(self, mailbox_id: int) -> tuple[str, ...]:
        held = (VanishedRow.mailbox_id == mailbox_id, VanishedRow.state == VanishedState.HELD.value)
        newest = (
            select(ItemRow.subject)
            .join(PointerRow, PointerRow.item_id == ItemRow.id)
            .join(VanishedRow, VanishedRow.pointer_id == PointerRow.id)
            .where(*held, ItemRow.is_redacted.is_(False))
            .order_by(ItemRow.id.desc())
            .limit(EXAMPLES)
        )
        return tuple(self._db.scalars(newest))
