"""Appointments of which a server does not show who takes part: nothing is decided about those by what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.mailbox import Appointment, Change, Deleted, Unreadable, Upserted, is_computed
from daemon.context import Cycle

REASON = "the server does not show who takes part in it"


def with_people(cycle: Cycle, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes; of appointments that were never seen with anybody, that they cannot be read yet.

    They are tried again like all that could not be understood. What is known is left to what is stored of it.
    """
    silent = [id for one in changes if (id := _without_people(cycle, one))]
    if not silent:
        return tuple(changes)
    with cycle.context.store.read() as unit:
        known = unit.comparing.held(cycle.due.id, silent)
    unseen = set(silent) - known.keys()
    return tuple(
        _unseen(one.item.item_id) if isinstance(one, Upserted) and one.item.item_id in unseen else one
        for one in changes
    )


def _unseen(item_id: str) -> Change:
    # What we made of a series is not there to be tried again: it is made again.
    return Deleted(item_id) if is_computed(item_id) else Unreadable(item_id, REASON)


def _without_people(cycle: Cycle, change: Change) -> str:
    """The id of an appointment that shows nobody from outside, and may have them all the same."""
    if not isinstance(change, Upserted) or not isinstance(change.item, Appointment) or change.item.are_people_told:
        return ""
    organizer = change.item.organizer
    is_from_outside = organizer is not None and organizer.address and not cycle.context.policy.is_own(organizer.address)
    return "" if is_from_outside else change.item.item_id
