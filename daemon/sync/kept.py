"""What a reading does not tell of an item that is known, and an earlier one did: signs in it, and all that it was
before it was moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from connectors.mailbox import Email
from daemon.context import Cycle
from daemon.link import (
    ANSWER,
    AUTOMATIC,
    LIST,
    ORIGINAL,
    UNUSABLE,
    Facts,
    Linkable,
    facts_of,
    is_of_a_list,
    rests_on,
    with_receipt,
)
from daemon.sync.stored import note, whole
from store.unit import Unit
from store.values import HeldItem, KnownItem, WatchedFolder

Read = tuple[Linkable, Facts]

# What signs are told by that the store does not keep, or not of mail that was skipped.
_SIGNS = frozenset({"headers", "body", "item_class", "conversation_depth"})
_READERS = frozenset({"to", "cc", "bcc"})
_PEOPLE = frozenset({"from", "sender", "to", "cc", "bcc", "reply_to", "organizer", "attendees"})


def with_kept(
    cycle: Cycle,
    unit: Unit,
    folder: WatchedFolder,
    read: Sequence[Read],
    known: Sequence[KnownItem | None],
    now: datetime,
) -> Sequence[Read]:
    """The items, those that are known with what they were known by before and is not told now.

    Three queries where one may lack something that it was seen to have, whatever their number.
    """
    wanted = {
        one.item_id
        for (item, facts), one in zip(read, known, strict=True)
        if one is not None and item.untold and _may_lack(cycle, folder, item, facts, one)
    }
    if not wanted:
        return read
    held = unit.comparing.of_items(wanted)
    found = []
    for (item, facts), one in zip(read, known, strict=True):
        if one is not None and one.item_id in held and _may_lack(cycle, folder, item, facts, one):
            before = held[one.item_id]
            if not _is_under_its_id(item, one) and not facts.is_occurrence:
                item, as_read = whole(item, _as_here(before, one, cycle.due.id)), item
                note(cycle, folder, as_read, item)
                facts = facts_of(
                    with_receipt(item, now), cycle.context.policy.prefix, is_sent=folder.wellknown == "sentitems"
                )
            facts = _kept(item, facts, before)
        found.append((item, facts))
    return found


def _may_lack(cycle: Cycle, folder: WatchedFolder, item: Linkable, facts: Facts, known: KnownItem) -> bool:
    if (isinstance(item, Email) and item.is_draft) or not _was_here(cycle, folder, item, known):
        return False
    if _is_under_its_id(item, known):
        return isinstance(item, Email) and bool(item.untold & _SIGNS)
    return not facts.is_occurrence


def _was_here(cycle: Cycle, folder: WatchedFolder, item: Linkable, known: KnownItem) -> bool:
    """Whether its mailbox had this copy before: under its id, or under another in the folder that it was moved from.

    What lies beside others in Sent Items is a copy of its own, and bears no sign of what became of the rest on the way.
    """
    if known.pointer is not None:
        return True
    is_sent = folder.wellknown == "sentitems"
    return not is_sent and any(copy.mailbox_id == cycle.due.id for copy in known.pointers)


def _is_under_its_id(item: Linkable, known: KnownItem) -> bool:
    """Whether what is stored under its id was looked up by that when it was read."""
    return known.pointer is not None and known.pointer.server_id == item.item_id


def _as_here(before: HeldItem, known: KnownItem, mailbox_id: int) -> HeldItem:
    mine = known.pointer or next(copy for copy in reversed(known.pointers) if copy.mailbox_id == mailbox_id)
    return replace(before, is_private=mine.is_private, conversation_id=mine.conversation_id)


def _kept(item: Linkable, facts: Facts, before: HeldItem) -> Facts:
    traits, untold = dict(facts.traits), item.untold
    if sign := _sign(facts, before, untold):
        traits[AUTOMATIC] = sign
        if LIST in before.traits:
            traits[LIST] = before.traits[LIST]
    if ANSWER in before.traits and not facts.parents and "conversation_depth" in untold:
        traits[ANSWER] = before.traits[ANSWER]
    if UNUSABLE in before.traits and untold & _PEOPLE:
        traits.setdefault(UNUSABLE, before.traits[UNUSABLE])
    original = [one for one in before.participants if one.role == ORIGINAL and one not in facts.people]
    if not original or "headers" not in untold or facts.sensitivity:
        return replace(facts, traits=traits)
    writers = [one for one in facts.people if one.role not in _READERS]
    readers = [one for one in facts.people if one.role in _READERS]
    return replace(facts, traits=traits, people=(*writers, *original, *readers))


def _sign(facts: Facts, before: HeldItem, untold: frozenset[str]) -> str:
    """By which it was known to be automatic, where that is not told any more; of less than it was, the same."""
    was, now = before.traits.get(AUTOMATIC, ""), facts.traits.get(AUTOMATIC, "")
    is_less = not now or (is_of_a_list(now) and not is_of_a_list(was))
    return was if was and is_less and rests_on(was) in untold else ""
