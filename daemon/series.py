"""Recurring appointments: each past or changed occurrence in the window around today becomes an item of its own.

Changes of a folder tell of series as a whole. What they consist of is asked of the calendar when one of them changed,
and as time passes. Nothing is remembered on the way: a run that was cut off is repeated, and finds what it has stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from connectors.errors import AccessRefused, FolderGone, Refused
from connectors.mailbox import Appointment, AppointmentKind, Deleted, Folder, FolderKind, Listed, Unreadable, Upserted
from daemon import folders
from daemon.category import named_in
from daemon.cycle import Cycle
from daemon.decide import store_items
from daemon.directory import resolved
from daemon.link.identity import identity_of, occurrence_identity, series_identity
from daemon.unread import SERIES, note
from store.values import OccurrenceCopy, WatchedFolder, numbers_named_in

log = structlog.get_logger()

T = TypeVar("T")

AT_ONCE = 100  # occurrences a transaction
# When a calendar is looked at again: as soon as another occurrence is over, within these limits.
SOONEST, LATEST = timedelta(minutes=15), timedelta(days=1)
REFUSED = timedelta(hours=1)  # until a calendar that could not be looked at is tried again


def expand_series(cycle: Cycle) -> None:
    """Bring the occurrences in every calendar that is due for it up to date; one that is refused holds up no other."""
    for folder in folders.watched_folders(cycle):
        if cycle.office.stop.is_set():
            return
        is_read = folder.cursor is not None and folder.pass_started_at is None
        is_due = folder.expand_after is None or folder.expand_after <= cycle.now
        if folder.kind != FolderKind.CALENDAR or not is_read or not is_due:
            continue
        try:
            _expand(cycle, folder)
        except (AccessRefused, Refused, FolderGone) as refusal:  # a folder that is gone is noticed by its changes
            log.warning("series cannot be looked at", folder=folder.path, reason=str(refusal))
            with cycle.office.store.write() as unit:
                unit.mailboxes.expand_later(folder.id, cycle.now + REFUSED)
            if isinstance(refusal, Refused):
                note(cycle, SERIES, f"{folder.path}: {refusal.reason}; {refusal.remedy}".rstrip("; "))
        else:
            note(cycle, SERIES)


@dataclass(slots=True)
class _Calendar:
    """One calendar's window, and what is known of it."""

    folder: WatchedFolder
    where: Folder
    start: datetime
    end: datetime
    now: datetime
    masters: Mapping[str, str]  # server ids by identity
    known: Sequence[OccurrenceCopy]
    other_before: frozenset[str]  # series that had another rhythm
    view: Sequence[Listed] = ()
    by_server_id: dict[str, OccurrenceCopy] = field(init=False)
    by_identity: dict[str, OccurrenceCopy] = field(init=False)
    lost: list[OccurrenceCopy] = field(default_factory=list)  # known, and not there any more
    deleted: dict[str, frozenset[str]] = field(default_factory=dict)  # identities told as deleted, by series
    ends: list[datetime] = field(default_factory=list)  # of what is going on now
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.by_server_id = {copy.server_id: copy for copy in self.known}
        self.by_identity = {copy.identity: copy for copy in self.known}

    def held(self, series: str) -> int:
        """How many of the series' occurrences were known when it began."""
        return sum(copy.series == series for copy in self.known)


def _expand(cycle: Cycle, folder: WatchedFolder) -> None:
    calendar = _open(cycle, folder)
    if calendar.masters:
        calendar.view = cycle.mailbox.occurrences(calendar.where, calendar.start, calendar.end)
        news = _find_lost(cycle, calendar)
        news += [one.item_id for one in calendar.view if _is_news(one, calendar)]
        for some in _batches(news):
            if cycle.office.stop.is_set():
                return
            _store(cycle, calendar, some)
    _finish(cycle, calendar)


def _open(cycle: Cycle, folder: WatchedFolder) -> _Calendar:
    office, now = cycle.office, cycle.now
    start, end = now - office.series_before, now + office.series_after
    with office.store.write() as unit:
        unit.mailboxes.renew(cycle.due, now=now, lease=office.lease)
        unit.series.gone_with_masters(folder.id)
        masters, known = unit.series.masters(folder.id), unit.series.occurrences(folder.id, start)
        other_before = unit.series.other_before(folder.id, start)
    where = Folder(folder.server_id, folder.path, FolderKind(folder.kind), folder.wellknown)
    return _Calendar(folder, where, start, end, now, masters, known, other_before)


def _is_news(one: Listed, calendar: _Calendar) -> bool:
    """Past or changed, of a series that is known, and not as it was."""
    if series_identity(one.identity) not in calendar.masters:
        return False
    known = calendar.by_server_id.get(one.item_id)
    if known is not None:
        return known.change_key != one.change_key
    is_over = one.at is not None and one.at < calendar.now
    return is_over or one.kind is AppointmentKind.EXCEPTION


def _find_lost(cycle: Cycle, calendar: _Calendar) -> list[str]:
    """Note the copies that the window should show and does not; the ids of those that are only somewhere else."""
    shown = {one.item_id for one in calendar.view}
    missing = [copy for copy in calendar.known if copy.server_id not in shown and copy.at and copy.at < calendar.end]
    moved = []
    for some in _batches(missing):
        answers = cycle.mailbox.read(calendar.where, [copy.server_id for copy in some])
        for copy, answer in zip(some, answers, strict=True):
            if isinstance(answer, Deleted):
                calendar.lost.append(copy)
            elif isinstance(answer, Upserted):
                moved.append(copy.server_id)
    return moved


def _store(cycle: Cycle, calendar: _Calendar, ids: Sequence[str]) -> None:
    """Read some occurrences, and store those that are history. What got another id is the same copy still."""
    folder, now = calendar.folder, calendar.now
    changes = resolved(cycle, tuple(cycle.mailbox.read(calendar.where, ids)))
    items = [change.item for change in changes if isinstance(change, Upserted)]
    occurrences = [item for item in items if isinstance(item, Appointment)]
    inherited = _read_masters(cycle, calendar, {series_identity(one.uid) for one in occurrences})
    kept = [one for one in occurrences if series_identity(one.uid) in inherited and _is_history(one, calendar)]
    identities = {identity_of(one) for one in kept}
    with cycle.office.store.write() as unit:
        unit.mailboxes.renew(cycle.due, now=now, lease=cycle.office.lease)
        unit.series.gone([copy for copy in calendar.lost if copy.identity in identities])
        counted = store_items(cycle, unit, folder, kept, now, inherited)
        for change in changes:
            if isinstance(change, Unreadable):
                unit.quarantine.add(cycle.due.id, folder.id, change.item_id, change.reason, now=now)
                counted["quarantined"] += 1
        unit.quarantine.readable(cycle.due.id, [one.item_id for one in kept])
    calendar.lost = [copy for copy in calendar.lost if copy.identity not in identities]
    calendar.counted += counted
    cycle.seen += counted


def _read_masters(cycle: Cycle, calendar: _Calendar, series: Collection[str]) -> dict[str, frozenset[int]]:
    """What these series carry now, and note what they tell of deleted occurrences; without those that are gone."""
    wanted = {identity: calendar.masters[identity] for identity in sorted(series) if identity in calendar.masters}
    carried: dict[str, frozenset[int]] = {}
    for identity, change in zip(wanted, cycle.mailbox.read(calendar.where, list(wanted.values())), strict=True):
        if isinstance(change, Upserted) and isinstance(change.item, Appointment):
            master = change.item
            named = named_in(master.categories, cycle.office.policy.prefix)
            carried[identity] = frozenset((*named, *numbers_named_in(named)))
            starts = (occurrence_identity(master.uid, start) for start in master.deleted_occurrences)
            calendar.deleted[identity] = frozenset(starts)
    return carried


def _is_history(one: Appointment, calendar: _Calendar) -> bool:
    """Changed, or over. What was is not undone by what becomes of its series as a whole."""
    if one.kind not in (AppointmentKind.OCCURRENCE, AppointmentKind.EXCEPTION):
        return False
    end, known = one.end or one.start, calendar.by_identity.get(identity_of(one))
    is_over = end is not None and end <= calendar.now
    if one.kind is AppointmentKind.EXCEPTION or not is_over:
        if not is_over and end is not None:
            calendar.ends.append(end)
        return one.kind is AppointmentKind.EXCEPTION or known is not None
    if known is not None:
        return not one.is_cancelled
    # Of a series that had another rhythm when it was last looked at: then it did not take place.
    looked, series = calendar.folder.expanded_at, series_identity(one.uid)
    is_past_look = looked is not None and end is not None and end <= looked
    had_another = series in calendar.other_before or any(copy.series == series for copy in calendar.lost)
    return not (is_past_look and had_another)


def _finish(cycle: Cycle, calendar: _Calendar) -> None:
    """What is lost is gone, and cancelled where its series goes on without it."""
    _read_masters(cycle, calendar, {copy.series for copy in calendar.lost} - calendar.deleted.keys())
    with cycle.office.store.write() as unit:
        unit.mailboxes.renew(cycle.due, now=calendar.now, lease=cycle.office.lease)
        unit.series.gone(calendar.lost)
        cancelled = unit.series.cancel([copy.item_id for copy in calendar.lost if _is_called_off(copy, calendar)])
        unit.mailboxes.expanded(calendar.folder.id, at=calendar.now, again_after=_again_after(calendar))
    if calendar.masters:
        facts = {"series": len(calendar.masters), "cancelled": len(cancelled), **calendar.counted}
        log.info("series looked at", folder=calendar.folder.path, **facts)


def _is_called_off(copy: OccurrenceCopy, calendar: _Calendar) -> bool:
    """Deleted by itself. When a series gets another rhythm, those that it had before took place all the same.

    Servers may leave out which were deleted: then a few that are missing were, and many are another rhythm.
    """
    told, end = calendar.deleted.get(copy.series), copy.ended_at or copy.at
    if told is None:
        return False  # the series went meanwhile
    if end is None or end > calendar.now:
        return True
    missing = sum(other.series == copy.series for other in calendar.lost)
    return copy.identity in told if told else missing <= calendar.held(copy.series) - missing


def _again_after(calendar: _Calendar) -> datetime:
    coming = [one.at for one in calendar.view if one.at is not None and one.at > calendar.now]
    first = min((*calendar.ends, *coming), default=calendar.now + LATEST)
    return min(max(first, calendar.now + SOONEST), calendar.now + LATEST)


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
