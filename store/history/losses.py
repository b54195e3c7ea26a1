"""Categories that went from items: withdrawals of their user, or one accident with the category itself."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, func, select, text, update

from store.errands import Errands
from store.history.again import Again
from store.models import ItemRow, LinkRow, MailboxRow, MarkRow, OpportunityRow, PointerRow
from store.records.audit import Audit
from store.repository import Repository, chunks
from store.rules.history import BY_A_PERSON
from store.values import AS_USUAL, QUESTION, AtOnce, ErrandKind, FrozenLoss, MarkKind, Record

# In words that the index of such marks is found by.
_GOING = text("marks.kind IN ('lost', 'frozen')")


_LOST = (
    select(MarkRow.item_id)
    .limit(1)
    .where(_GOING, MarkRow.mailbox_id == bindparam("mailbox"), MarkRow.kind == MarkKind.LOST.value)
)


class Losses(Repository):
    def is_any(self, mailbox_id: int) -> bool:
        """Whether the mailbox lost any category since the last time."""
        return self._db.scalar(_LOST, {"mailbox": mailbox_id}) is not None

    def lost(self, mailbox_id: int, believed: AtOnce = AS_USUAL) -> dict[int, list[int]]:
        """Copies of the mailbox that lost a category since the last time, and the numbers that each lost.

        Without those of which too many lost the same to be taken for withdrawals.
        """
        lost = (_GOING, MarkRow.mailbox_id == mailbox_id, MarkRow.kind == MarkKind.LOST.value)
        many = select(MarkRow.number).where(*lost).group_by(MarkRow.number).having(func.count() > believed.most)
        there = (
            PointerRow.mailbox_id == mailbox_id,
            PointerRow.is_gone.is_(False),
            PointerRow.is_occurrence.is_(False),
        )
        statement = (
            select(PointerRow.id, MarkRow.number)
            .join(MarkRow, MarkRow.item_id == PointerRow.item_id)
            .where(*lost, *there, MarkRow.number.not_in(many))
            .order_by(PointerRow.id, MarkRow.number)
        )
        found: dict[int, list[int]] = {}
        for pointer_id, number in self._db.execute(statement):
            found.setdefault(pointer_id, []).append(number)
        return found

    def not_lost(self, mailbox_id: int, item_id: int, number: int) -> None:
        """The category is there after all."""
        these = (_GOING, MarkRow.mailbox_id == mailbox_id, MarkRow.item_id == item_id, MarkRow.number == number)
        self._db.execute(delete(MarkRow).where(*these, MarkRow.kind == MarkKind.LOST.value))

    def settle(self, mailbox_id: int, believed: AtOnce = AS_USUAL, *, without: Collection[int] = ()) -> dict[int, int]:
        """What the mailbox lost since the last time is withdrawn; of a category that many lost, nothing is.

        How many items lost each of those. The items `without` wait for another time.
        """
        waiting = MarkRow.item_id.not_in(list(without))
        lost = (waiting, _GOING, MarkRow.mailbox_id == mailbox_id, MarkRow.kind == MarkKind.LOST.value)
        frozen: dict[int, int] = {}
        for number, count in self._db.execute(
            select(MarkRow.number, func.count()).where(*lost).group_by(MarkRow.number)
        ).all():
            if count > believed.most:
                frozen[number] = count
                marks = update(MarkRow).where(*lost, MarkRow.number == number)
                self._db.execute(marks.values(kind=MarkKind.FROZEN.value))
            else:
                items = [id for id in self._items(mailbox_id, number, MarkKind.LOST) if id not in without]
                self._take_off(items, mailbox_id, number)
        return frozen

    def frozen(self) -> list[FrozenLoss]:
        """What waits for a person to say what it means, by mailbox and number."""
        statement = (
            select(MailboxRow.id, MailboxRow.address, MarkRow.number, OpportunityRow.title, func.count())
            .join(MailboxRow, MailboxRow.id == MarkRow.mailbox_id)
            .outerjoin(OpportunityRow, OpportunityRow.number == MarkRow.number)
            .where(_GOING, MarkRow.kind == MarkKind.FROZEN.value)
            .group_by(MailboxRow.id, MailboxRow.address, MarkRow.number, OpportunityRow.title)
            .order_by(MailboxRow.address, MarkRow.number)
        )
        return [FrozenLoss(*row) for row in self._db.execute(statement)]

    def take_off(self, loss: FrozenLoss) -> list[int]:
        """It was meant: the user withdraws the category from all of them. The items."""
        items = self._items(loss.mailbox_id, loss.number, MarkKind.FROZEN)
        self._take_off(items, loss.mailbox_id, loss.number)
        self._told(loss, items, "taken off")
        return items

    def put_back(self, loss: FrozenLoss) -> list[int]:
        """It was an accident: the category is owed to all of them again. The items."""
        items = self._items(loss.mailbox_id, loss.number, MarkKind.FROZEN)
        by_hand = set()
        for chunk in chunks(items):
            held = (LinkRow.item_id.in_(chunk), LinkRow.number == loss.number, LinkRow.rule.in_(BY_A_PERSON))
            by_hand |= set(self._db.scalars(select(LinkRow.item_id).where(*held)))
            these = (MarkRow.mailbox_id == loss.mailbox_id, MarkRow.number == loss.number)
            kept = update(MarkRow).where(*these, MarkRow.item_id.in_([id for id in chunk if id in by_hand]))
            self._db.execute(kept.values(kind=MarkKind.SET.value))
            gone = [id for id in chunk if id not in by_hand]
            self._db.execute(delete(MarkRow).where(*these, MarkRow.item_id.in_(gone)))
        from store.history.mail import History  # who only shows what was lost loads nothing of mail

        copies = self._beside(History).pointers_of(items)
        here = [p for held in copies.values() for p in held if p.mailbox_id == loss.mailbox_id and not p.is_gone]
        for copy in here:
            if loss.number in copy.confirmed.difference(copy.named):  # only in another spelling: ours is to be written
                confirmed = sorted(copy.confirmed - {loss.number})
                self._db.execute(update(PointerRow).where(PointerRow.id == copy.id).values(confirmed=confirmed))
        keys = [str(copy.id) for copy in here]
        self._beside(Errands).owe(loss.mailbox_id, ErrandKind.STAMP, keys, due_at=self._clock())
        self._told(loss, items, "put back")
        return items

    def _told(self, loss: FrozenLoss, items: Collection[int], act: str) -> None:
        category = f"category of opportunity {loss.number}" if loss.number != QUESTION else "question which opportunity"
        self._beside(Audit).changed_in_all(Record.ITEM, items, f"{category} in {loss.address}", "lost", act)

    def _take_off(self, items: Collection[int], mailbox_id: int, number: int) -> None:
        for chunk in chunks(items):
            these = (MarkRow.mailbox_id == mailbox_id, MarkRow.number == number, MarkRow.item_id.in_(chunk))
            if number == QUESTION:
                self._db.execute(delete(MarkRow).where(*these))
                self._db.execute(update(ItemRow).where(ItemRow.id.in_(chunk)).values(is_dismissed=True))
            else:
                self._db.execute(update(MarkRow).where(*these).values(kind=MarkKind.WITHDRAWN.value))
        self._beside(Again).queue(items)
        self._beside(Again).follow(items)

    def _items(self, mailbox_id: int, number: int, kind: MarkKind) -> list[int]:
        these = (_GOING, MarkRow.mailbox_id == mailbox_id, MarkRow.kind == kind.value, MarkRow.number == number)
        return list(self._db.scalars(select(MarkRow.item_id).where(*these).order_by(MarkRow.item_id)))
