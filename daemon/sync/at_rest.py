"""Whether a turn without news has anything to do: asked in one look at the database, of all that a turn sees to."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.mailbox import FolderKind
from daemon.context import Cycle
from daemon.outlook import are_tasks_in_step, is_list_in_step
from daemon.sync.series import is_expanded_now
from store.unit import Unit
from store.values import WatchedFolder


def is_at_rest(cycle: Cycle) -> bool:
    """Whether nothing waits to be judged, decided, looked at, owed or paid; then what a turn does comes to nothing.

    What changes while it is asked is seen by the next turn, as what changes after each step is.
    """
    due = cycle.due
    if cycle.has_stamped or cycle.seen:
        return False
    with cycle.context.store.read() as unit:
        return not (
            unit.errands.due(due.id, now=cycle.now, limit=1)
            or unit.again.waiting()
            or unit.moves.is_cut_short(due.id)
            or unit.moves.unsettled(due.id, 1)
            or unit.vanished.is_any(due.id)
            or unit.losses.is_any(due.id)
            or any(is_expanded_now(cycle, one) for one in _calendars(cycle, unit))
            or not are_tasks_in_step(cycle, unit)
            or not is_list_in_step(cycle, unit)
        )


def _calendars(cycle: Cycle, unit: Unit) -> Iterable[WatchedFolder]:
    return unit.mailboxes.folders(cycle.due.id, FolderKind.CALENDAR.value)
