"""What left a mailbox in a cycle, and the categories that items lost in it: what of that is believed."""

from __future__ import annotations

import structlog

from connectors.errors import ItemGone, MailboxError
from connectors.mailbox import Stamp, Stamped
from daemon.context import Cycle
from daemon.link import named_in, shown_after_all
from daemon.sync.unreadable import CATEGORIES, note

log = structlog.get_logger()


def settle_vanished(cycle: Cycle) -> None:
    """What left the mailbox in this turn is gone, unless it was so much that a person is asked first."""
    with cycle.context.store.read() as unit:
        is_any = unit.vanished.is_any(cycle.due.id)
    if not is_any:
        return
    with cycle.context.store.write() as unit:
        held = unit.vanished.settle(cycle.due.id, cycle.context.at_once)
    if held:
        log.warning("many items vanished at once: their history stays as it is", items=held)


def settle_losses(cycle: Cycle) -> None:
    """What lost a category in this cycle was withdrawn by its user, unless too many lost the same.

    A server that did not show the categories shows the same as one whose user took them off: it is asked once more, by
    the way in which they are read before they are written over, and where that does not tell it waits.
    """
    with cycle.context.store.read() as unit:
        is_any = unit.losses.is_any(cycle.due.id)
    if not is_any:
        return
    waiting = _look_for_lost(cycle)
    with cycle.context.store.write() as unit:
        frozen = unit.losses.settle(cycle.due.id, cycle.context.at_once, without=waiting)
    for number, count in frozen.items():
        log.warning("many items lost a category at once: nothing was taken off", number=number, items=count)


def _look_for_lost(cycle: Cycle) -> set[int]:
    """Take note of what was not lost after all; the items of which it cannot be told."""
    with cycle.context.store.read() as unit:
        lost = unit.losses.lost(cycle.due.id, cycle.context.at_once)
        pointers = unit.history.pointers(list(lost)) if lost else {}
    if not pointers:
        return set()
    numbers = {pointers[id].server_id: (pointers[id], lost[id]) for id in pointers}
    answers = cycle.mailbox.stamp([Stamp(server_id) for server_id in numbers])
    waiting, reason = set[int](), ""
    with cycle.context.store.write() as unit:
        for (pointer, gone), answer in zip(numbers.values(), answers, strict=True):
            match answer:
                case Stamped():
                    named = named_in(answer.categories, cycle.context.policy.prefix)
                    kept = shown_after_all(pointer, gone, named)
                    for number in kept:
                        unit.losses.not_lost(cycle.due.id, pointer.item_id, number)
                    if kept:
                        confirmed = pointer.confirmed | kept
                        key = answer.known(pointer.change_key)
                        unit.history.confirm([(pointer.id, answer.item_id, key, confirmed, named)])
                case ItemGone():
                    pass
                case MailboxError():
                    waiting.add(pointer.item_id)
                    reason = answer.reason
    note(cycle, CATEGORIES, reason and f"{reason}; nothing is taken for withdrawn")
    return waiting
