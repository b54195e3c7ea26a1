"""Whether a turn without news has anything to do: asked in one look at the database, of all that a turn sees to.

Where it has not, that stands until something changes in the database, or a moment comes that something waits for: so
long a turn only asks the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from connectors.mailbox import FolderKind
from daemon.context import Cycle
from daemon.news import Rest
from daemon.outlook import are_tasks_in_step, is_list_in_step
from daemon.sync.folders import are_stale, where_is
from daemon.sync.redecide import have_records_changed
from daemon.sync.series import is_expanded_now
from store.unit import Unit
from store.values import WatchedFolder


def is_at_rest(cycle: Cycle) -> bool:
    """Whether nothing waits to be judged, decided, looked at, owed or paid; then what a turn does comes to nothing.

    What changes while it is asked is seen by the next turn, as what changes after each step is.
    """
    due = cycle.due
    if cycle.has_stamped or cycle.seen or cycle.has_reread:
        return False
    with cycle.context.store.read() as unit:
        watched = unit.mailboxes.folders(due.id)
        if (
            unit.errands.due(due.id, now=cycle.now, limit=1)
            or unit.again.waiting()
            or unit.moves.is_cut_short(due.id)
            or unit.moves.unsettled(due.id, 1)
            or unit.vanished.is_any(due.id)
            or unit.losses.is_any(due.id)
            or any(is_expanded_now(cycle, one) for one in _calendars(watched))
            or not are_tasks_in_step(cycle, unit)
            or not is_list_in_step(cycle, unit)
        ):
            return False
        if cycle.has_listened:
            cycle.attention.rest = _rest(cycle, unit, watched)
        return True


def _rest(cycle: Cycle, unit: Unit, watched: Sequence[WatchedFolder]) -> Rest | None:
    """None where the next turn has something to look into all the same."""
    attention = cycle.attention
    if attention.is_drawn or any(map(attention.is_wanted, watched)):
        return None
    if are_stale(cycle, unit) or have_records_changed(unit):  # since this turn asked
        return None
    until = min(_moments(cycle, unit, watched), default=None)
    return Rest(unit.state.sign(), until, tuple(map(where_is, watched))) if until is not None else None


def _moments(cycle: Cycle, unit: Unit, watched: Sequence[WatchedFolder]) -> Iterable[datetime]:
    """When something is to be done though nothing changed: what is read now and then, and what time alone brings."""
    context, due = cycle.context, cycle.due
    if due.folders_listed_at is not None:
        yield due.folders_listed_at + context.refresh
    if (paid := unit.errands.next_due(due.id)) is not None:
        yield paid
    yield from (one.expand_after for one in _calendars(watched) if one.expand_after is not None)
    if (closed := unit.opportunities.first_closed(cycle.now - context.retire)) is not None:
        yield closed + context.retire  # its entry leaves the category list


def _calendars(watched: Sequence[WatchedFolder]) -> Iterable[WatchedFolder]:
    return (one for one in watched if one.kind == FolderKind.CALENDAR)
