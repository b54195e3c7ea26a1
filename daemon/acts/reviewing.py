"""What waits for a person: finding it, doing what the person says, and deciding at once what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from daemon.shapes import Shape, entry_shape, key_of, loss_shape, vanished_shape
from store.errors import NotFound
from store.paging import Place
from store.repository import the_one
from store.text import fold
from store.unit import Unit
from store.values import AtOnceGone, FrozenLoss, HistoryItem, ReviewEntry

if TYPE_CHECKING:
    from daemon.link import LinkPolicy
    from daemon.sync import Followed

LOST, VANISHED = "lost category", "vanished"  # reasons to wait that are of a mailbox, not of an item
QUESTION = 0  # as the number of a loss: the category that asks

_NUMBERED = re.compile(r"(?:[^\W\d_]+-)?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Waiting:
    entries: Sequence[ReviewEntry]
    losses: Sequence[FrozenLoss]
    vanished: Sequence[AtOnceGone]
    has_more: bool

    def shape(self, prefix: str) -> Shape:
        return {
            "entries": [entry_shape(entry, prefix) for entry in self.entries],
            "lost": [loss_shape(loss, prefix) for loss in self.losses],
            "vanished": [vanished_shape(one) for one in self.vanished],
            "more": self.has_more,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it: the others of its thread that follow, and those that still wait."""

    item: HistoryItem
    others: Sequence[int]
    waiting: Sequence[int]
    left: int  # are decided in the daemon's next turn
    numbers: Sequence[int] = ()  # the opportunities that it is linked to

    def resolved(self, prefix: str) -> Shape:
        return {
            "item": self.item.id,
            "opportunities": [key_of(number, prefix) for number in self.numbers],
            "followed": self.others,
            "still_waiting": self.waiting,
            "left_to_the_daemon": self.left,
        }

    def dismissed(self, *, undo: bool) -> Shape:
        return {
            "item": self.item.id,
            "dismissed": not undo,
            "followed": self.others,
            "left_to_the_daemon": self.left,
        }


def waiting_for_people(
    unit: Unit, *, mailbox: str | None, rule: str | None, limit: int, offset: int = 0, place: Place = ()
) -> Waiting:
    """What waits in a mailbox, or in all, for a reason, or for any; raises NotFound and Ambiguous."""
    owner = mailbox_named(unit, mailbox)[0] if mailbox is not None else None
    entries = unit.reviewing.entries(mailbox_id=owner, rule=rule, limit=limit + 1, offset=offset, place=place)
    losses = [one for one in unit.losses.frozen() if owner in (None, one.mailbox_id)]
    vanished = [one for one in unit.vanished.held() if owner in (None, one.mailbox_id)]
    return Waiting(
        entries[:limit],
        losses if rule in (None, LOST) else [],
        vanished if rule in (None, VANISHED) else [],
        len(entries) > limit,
    )


def resolve(unit: Unit, entry: int, opportunities: Sequence[str], policy: LinkPolicy, now: datetime) -> Judged:
    """Link what waits to the opportunities that are named; others of its thread that wait follow."""
    numbers = [unit.opportunities.find(text).number for text in dict.fromkeys(opportunities)]
    waited = set(unit.reviewing.waiting_with(entry))
    item = unit.reviewing.resolve(entry, numbers)
    followed = _decide_now(unit, [entry], policy, now)
    waits = [id for id in unit.reviewing.waiting_with(entry) if id in waited]
    return Judged(item, sorted(followed.changed - {entry}), waits, followed.left, list(dict.fromkeys(numbers)))


def dismiss(unit: Unit, entry: int, policy: LinkPolicy, now: datetime, *, undo: bool = False) -> Judged:
    """Say that it belongs to none, with its thread, or take that back."""
    before = set(unit.reviewing.waiting_with(entry))
    touched = unit.reviewing.take_back(entry) if undo else [unit.reviewing.dismiss(entry).id]
    followed = _decide_now(unit, touched, policy, now)
    after = set(unit.reviewing.waiting_with(entry))
    others = (after - before if undo else before - after) - {entry}
    return Judged(unit.items.get(entry), sorted(others), sorted(after), followed.left)


def take_off(
    unit: Unit, mailbox: str, opportunity: str, prefix: str, policy: LinkPolicy, now: datetime
) -> tuple[FrozenLoss, list[int], int]:
    """A category that many items lost at once was meant to go: the loss, the items, and how many are decided later."""
    loss = loss_named(unit, mailbox, opportunity, prefix)
    items = unit.losses.take_off(loss)
    return loss, items, _decide_now(unit, items, policy, now).left


def put_back(unit: Unit, mailbox: str, opportunity: str, prefix: str) -> tuple[FrozenLoss, list[int]]:
    """It was an accident: the loss, and the items that get it back."""
    loss = loss_named(unit, mailbox, opportunity, prefix)
    return loss, unit.losses.put_back(loss)


def judge_vanished(unit: Unit, mailbox: str, *, is_gone: bool) -> tuple[str, int, int]:
    """What vanished at once from a mailbox was meant to, or not: its address, and how many items and tasks.

    Raises NotFound where nothing did.
    """
    id, address = mailbox_named(unit, mailbox)
    held = unit.vanished.held()
    if id not in {one.mailbox_id for one in held}:
        names = list(dict.fromkeys(one.address for one in held))
        raise NotFound("mailbox from which much vanished at once", mailbox, names)
    items, tasks = unit.vanished.are_gone(id) if is_gone else unit.vanished.are_kept(id)
    return address, items, tasks


def mailbox_named(unit: Unit, text: str) -> tuple[int, str]:
    """The mailbox's id and address; raises NotFound and Ambiguous."""
    known = [(one.id, one.address) for one in unit.mailboxes.status()]
    asked = text.strip().casefold()
    found = [(one, one[1]) for one in known if asked and asked in one[1]]
    return the_one("mailbox", text, found, lambda: [address for _, address in known])


def loss_named(unit: Unit, mailbox: str, text: str, prefix: str) -> FrozenLoss:
    """The lost category that was named; raises NotFound, which names those that there are."""
    id, address = mailbox_named(unit, mailbox)
    there = [loss for loss in unit.losses.frozen() if loss.mailbox_id == id]
    asked = text.strip()
    if numbered := _NUMBERED.fullmatch(asked):
        found = [loss for loss in there if loss.number == int(numbered[1])]
    elif asked.casefold() in ("question", "choose"):
        found = [loss for loss in there if loss.number == QUESTION]
    else:
        found = [loss for loss in there if asked and loss.title and fold(asked) in fold(loss.title)]
    if len(found) != 1:
        names = [key_of(loss.number, prefix) if loss.number else "question" for loss in there]
        raise NotFound(f"category that many items of {address} lost at once", text, names)
    return found[0]


def _decide_now(unit: Unit, item_ids: list[int], policy: LinkPolicy, now: datetime) -> Followed:
    from daemon.sync import decide_now

    return decide_now(unit, item_ids, policy, now)
