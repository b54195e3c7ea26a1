"""Recurring appointments: each past or changed occurrence in the window around today becomes an item of its own.

Changes of a folder tell of series as a whole. What they consist of is asked of the calendar when one of them changed,
and as time passes. Nothing is remembered on the way: a run that was cut off is repeated, and finds what it has stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from connectors.errors import AccessRefused, FolderGone, MailboxError, NotSupported, Refused
from connectors.mailbox import (
    Appointment,
    AppointmentKind,
    Change,
    Deleted,
    FolderKind,
    Listed,
    Unreadable,
    Upserted,
    is_computed,
)
from daemon.context import Cycle
from daemon.link import identity_of, named_in, occurrence_identity, series_identity
from daemon.sync.calendars import Calendar
from daemon.sync.computed_series import HOUR, Unlisted, Window, compute, listings, unlisted
from daemon.sync.decide import looked_at, store_items
from daemon.sync.directory import resolved
from daemon.sync.folders import where_is
from daemon.sync.stored import with_stored
from daemon.sync.unreadable import note_series, was_untold
from daemon.sync.unseen import with_people
from store.values import OccurrenceCopy, WatchedFolder, numbers_named_in

log = structlog.get_logger()

T = TypeVar("T")

AT_ONCE = 100  # occurrences a transaction
# When a calendar is looked at again: as soon as another occurrence is over, within these limits.
SOONEST, LATEST = timedelta(minutes=15), timedelta(days=1)
REFUSED = timedelta(hours=1)  # until a calendar that could not be looked at is tried again


def is_expanded_now(cycle: Cycle, calendar: WatchedFolder) -> bool:
    """Whether this calendar's occurrences are to be brought up to date."""
    is_read = calendar.cursor is not None and calendar.pass_started_at is None
    return is_read and (calendar.expand_after is None or calendar.expand_after <= cycle.now)


def expand_series(cycle: Cycle) -> None:
    """Bring the occurrences in every calendar that is due for it up to date; one that is refused holds up no other."""
    with cycle.context.store.read() as unit:
        calendars = unit.mailboxes.folders(cycle.due.id, FolderKind.CALENDAR.value)
    unread, computed = dict[str, str](), dict[str, str]()
    for folder in calendars:
        if cycle.context.stop.is_set():
            return
        if not is_expanded_now(cycle, folder):
            continue
        unread[folder.path] = computed[folder.path] = ""
        try:
            calendar = _expand(cycle, folder)
        except (AccessRefused, Refused, FolderGone) as refusal:  # a folder that is gone is noticed by its changes
            log.warning("series cannot be looked at", folder=folder.path, reason=str(refusal))
            with cycle.context.store.write() as unit:
                unit.mailboxes.expand_later(folder.id, cycle.now + REFUSED)
            if not isinstance(refusal, FolderGone):
                unread[folder.path] = _sentence(refusal)
        else:
            unread[folder.path], computed[folder.path] = calendar.computed.untold_words(), calendar.computed.words()
    if unread:
        note_series(cycle, unread, computed, [folder.path for folder in calendars])


def _sentence(refusal: MailboxError) -> str:
    return f"{refusal.reason}; {refusal.remedy}".rstrip("; ")


def _expand(cycle: Cycle, folder: WatchedFolder) -> Calendar:
    calendar = _open(cycle, folder)
    _begin_meetings(cycle, calendar)
    if calendar.masters:
        _look(cycle, calendar)
        news = _find_lost(cycle, calendar)
        _add_unlisted(cycle, calendar)
        if not _store_all(cycle, calendar, news):
            return calendar
        if astray := calendar.astray:
            calendar.view = [one for one in calendar.view if series_identity(one.identity) not in astray]
            _add_unlisted(cycle, calendar, astray)
            if not _store_all(cycle, calendar, ()):
                return calendar
    _finish(cycle, calendar)
    return calendar


def _store_all(cycle: Cycle, calendar: Calendar, others: Sequence[str]) -> bool:
    """These, and what is news in the view; False where the service stops before all of it is stored."""
    for some in _batches([*others, *(one.item_id for one in calendar.view if _is_news(one, calendar))]):
        if cycle.context.stop.is_set():
            return False
        _store(cycle, calendar, some)
    return True


def _begin_meetings(cycle: Cycle, calendar: Calendar) -> None:
    """Look again at what waited for its attendees until its time came: no server tells of that, nothing was changed."""
    folder, now = calendar.folder, calendar.now
    with cycle.context.store.read() as unit:
        waiting = unit.series.waiting_meetings(folder.id, (folder.expanded_at or now) - LATEST)
    calendar.ends += [at for at, _ in waiting if at > now]
    for some in _batches([server_id for at, server_id in waiting if at <= now]):
        read = with_people(cycle, resolved(cycle, tuple(cycle.mailbox.read(calendar.where, some))))
        items = [one.item for one in with_stored(cycle, folder, read) if isinstance(one, Upserted)]
        begun = [item for item in items if isinstance(item, Appointment) and not item.is_draft]
        if begun:
            shown = looked_at(cycle, folder, begun, now)
            with cycle.context.store.write() as unit:
                unit.mailboxes.renew(cycle.due, now=now, lease=cycle.context.lease)
                calendar.counted += store_items(cycle, unit, folder, shown, now)


def _look(cycle: Cycle, calendar: Calendar) -> None:
    """What the server lists; nothing where it knows no such views, or takes them for wrong: that is computed.

    So it is where it refuses them for whatever else, if it did when it was asked before.
    """
    try:
        calendar.view = list(cycle.mailbox.occurrences(calendar.where, calendar.start, calendar.end))
    except NotSupported as refusal:
        log.warning("calendar cannot be viewed", folder=calendar.folder.path, reason=str(refusal))
        calendar.refused = refusal.reason
    except (Refused, AccessRefused) as refusal:
        with cycle.context.store.read() as unit:
            if not was_untold(unit, cycle.due.address, calendar.folder.path):
                raise
        log.warning("calendar is refused again", folder=calendar.folder.path, reason=str(refusal))
        calendar.refused = _sentence(refusal)


def _open(cycle: Cycle, folder: WatchedFolder) -> Calendar:
    context, now = cycle.context, cycle.now
    start, end = now - context.series_before, now + context.series_after
    with context.store.write() as unit:
        unit.mailboxes.renew(cycle.due, now=now, lease=context.lease)
        unit.series.gone_with_masters(folder.id)
        masters, known = unit.series.masters(folder.id), unit.series.occurrences(folder.id, start)
        other_before = unit.series.other_before(folder.id, start)
    where = where_is(folder)
    return Calendar(folder, where, start, end, now, masters, known, other_before)


def _is_news(one: Listed, calendar: Calendar) -> bool:
    """Past or changed, of a series that is known, and not as it was."""
    if series_identity(one.identity) not in calendar.masters:
        return False
    known = calendar.by_server_id.get(one.item_id)
    if known is None and (planned := calendar.computed.planned.get(one.item_id)):
        known = calendar.by_server_id.get(calendar.id_of(planned))  # made of the series, because that id leads nowhere
    if known is not None:
        return known.change_key != one.change_key
    is_over = one.at is not None and one.at < calendar.now
    return is_over or one.kind is AppointmentKind.EXCEPTION


def _find_lost(cycle: Cycle, calendar: Calendar) -> list[str]:
    """Note the copies that the window should show and does not; the ids of those that are only somewhere else."""
    shown = {one.item_id for one in calendar.view}
    missing = [copy for copy in calendar.known if copy.server_id not in shown and _is_of_the_stretch(copy, calendar)]
    missing = [copy for copy in missing if not is_computed(copy.server_id)]
    moved = []
    for some in _batches(missing):
        answers = cycle.mailbox.read(calendar.where, [copy.server_id for copy in some])
        for copy, answer in zip(some, answers, strict=True):
            if isinstance(answer, Deleted) or _is_known_otherwise(answer, copy.server_id, shown):
                calendar.lost.append(copy)
            elif isinstance(answer, Upserted) and answer.item.change_key != copy.change_key:
                moved.append(copy.server_id)
    return moved


def _is_known_otherwise(answer: object, server_id: str, shown: set[str]) -> bool:
    """Whether the calendar shows it under another id, as after a move to another interface that knows the old ids."""
    return isinstance(answer, Upserted) and answer.item.item_id != server_id and answer.item.item_id in shown


def _is_of_the_stretch(copy: OccurrenceCopy, calendar: Calendar) -> bool:
    return copy.at is not None and copy.at < calendar.end


def _add_unlisted(cycle: Cycle, calendar: Calendar, astray: frozenset[str] = frozenset()) -> None:
    """Where the server does not list what series consist of, compute it; an ordinary one is asked for nothing.

    What was known and is expected still is not lost, whatever the server says of the id that it had. What it lists
    and does not have (`astray`) is computed as well.
    """
    found = (
        Unlisted(frozenset(calendar.masters))
        if calendar.refused
        else unlisted(calendar.view, calendar.masters, calendar.lost)
    )
    if astray:
        found = replace(found, certain=found.certain | astray)
    if found:
        names = sorted(found.certain | found.possible)
        told = dict(zip(names, cycle.mailbox.series(calendar.where, [calendar.masters[n] for n in names]), strict=True))
        window = Window(calendar.folder.id, calendar.start, calendar.end, cycle.plan.zone)
        calendar.computed = compute(found, told, window, calendar.known, calendar.view)
        calendar.computed.refused = calendar.refused
        calendar.computed.astray = astray
        there = _there_by_themselves(cycle, calendar)
        calendar.view += listings(calendar.computed, told, calendar.view, there)
    listed = {one.item_id for one in calendar.view}
    ours = [copy for copy in calendar.known if is_computed(copy.server_id) and copy.server_id not in listed]
    calendar.lost += [copy for copy in ours if _is_of_the_stretch(copy, calendar)]
    planned = calendar.computed.planned
    news = {
        planned[one.item_id].identity for one in calendar.view if one.item_id in planned and _is_news(one, calendar)
    }
    calendar.lost = [copy for copy in calendar.lost if copy.identity in news or not calendar.computed.keeps(copy)]


def _there_by_themselves(cycle: Cycle, calendar: Calendar) -> set[str]:
    """Identities that need no computing: they are known under an id of the server's, or the view shows them."""
    lost, planned = {copy.server_id for copy in calendar.lost}, calendar.computed.planned
    real = [copy for copy in calendar.known if not is_computed(copy.server_id) and copy.server_id not in lost]
    there = {copy.identity for copy in real}
    with cycle.context.store.read() as unit:
        there |= unit.series.by_themselves(cycle.due.id, calendar.computed.expected)
    changed = [one for one in calendar.view if one.kind is AppointmentKind.EXCEPTION and one.item_id not in planned]
    unknown = [one.item_id for one in changed if one.item_id not in calendar.by_server_id]
    for some in _batches(unknown):
        for answer in cycle.mailbox.read(calendar.where, some):
            if isinstance(answer, Upserted) and isinstance(answer.item, Appointment):
                there.add(identity_of(answer.item))
    return there


def _read(cycle: Cycle, calendar: Calendar, ids: Sequence[str]) -> list[Change]:
    """The occurrences as they stand: from the server, and made of their masters where it does not list them."""
    planned, asked = calendar.computed.planned, [one for one in ids if not is_computed(one)]
    answers = dict(zip(asked, cycle.mailbox.read(calendar.where, asked), strict=True)) if asked else {}
    made = [one for one in ids if one in planned and not isinstance(answers.get(one), Upserted | Unreadable)]
    wanted = sorted({planned[one].series for one in made} - calendar.whole.keys())
    masters = cycle.mailbox.read(calendar.where, [calendar.masters[name] for name in wanted]) if wanted else ()
    for name, answer in zip(wanted, masters, strict=True):
        if isinstance(answer, Upserted) and isinstance(answer.item, Appointment):
            calendar.whole[name] = answer.item
    keys = {one.item_id: one.change_key for one in calendar.view}
    for one in made:
        plan, master = planned[one], calendar.whole.get(planned[one].series)
        answers[one] = Upserted(plan.out_of(master, calendar.id_of(plan), keys[one])) if master else Deleted(one)
    for one, answer in answers.items():
        if one in planned and one not in made and isinstance(answer, Upserted) and isinstance(answer.item, Appointment):
            answers[one] = Upserted(planned[one].as_read(answer.item))
    return [answers[one] for one in ids]


def _store(cycle: Cycle, calendar: Calendar, ids: Sequence[str]) -> None:
    """Read some occurrences, and store those that are history. What got another id is the same copy still."""
    folder, now = calendar.folder, calendar.now
    answers = _read(cycle, calendar, ids)
    _note_astray(calendar, ids, answers)
    read = with_people(cycle, resolved(cycle, tuple(answers)))
    changes = with_stored(cycle, folder, read)
    items = [change.item for change in changes if isinstance(change, Upserted)]
    occurrences = [item for item in items if isinstance(item, Appointment)]
    inherited = _read_masters(cycle, calendar, {series_identity(one.uid) for one in occurrences})
    corrected = _correct(calendar, occurrences)
    kept = [one for one in occurrences if series_identity(one.uid) in inherited and _is_history(one, calendar)]
    identities = {identity_of(one) for one in kept}
    shown = looked_at(cycle, folder, kept, now)
    with cycle.context.store.write() as unit:
        unit.mailboxes.renew(cycle.due, now=now, lease=cycle.context.lease)
        unit.series.correct(corrected)
        unit.series.gone([copy for copy in calendar.lost if copy.identity in identities])
        counted = store_items(cycle, unit, folder, shown, now, inherited)
        for change in changes:
            if isinstance(change, Unreadable):
                version = cycle.context.version
                unit.quarantine.add(cycle.due.id, folder.id, change.item_id, change.reason, now=now, read_by=version)
                counted["quarantined"] += 1
        unit.quarantine.readable(cycle.due.id, [one.item_id for one in kept])
    calendar.lost = [copy for copy in calendar.lost if copy.identity not in identities]
    calendar.counted += counted
    cycle.seen += counted


def _note_astray(calendar: Calendar, ids: Sequence[str], answers: Sequence[Change]) -> None:
    """Note of which series the server has what its view shows; what it called off meanwhile is one of several."""
    shown = {one.item_id: series_identity(one.identity) for one in calendar.view}
    for id, answer in zip(ids, answers, strict=True):
        if id in shown:
            (calendar.missed if isinstance(answer, Deleted) else calendar.found).add(shown[id])


def _correct(calendar: Calendar, occurrences: Sequence[Appointment]) -> dict[int, str]:
    """What was computed and is listed an hour off, because nobody knew its time zone: by item, its real identity."""
    made = {copy.identity: copy for copy in calendar.lost if is_computed(copy.server_id)}
    found: dict[int, str] = {}
    for one in occurrences if made else ():
        identity, original = identity_of(one), one.original_start
        if original is None or is_computed(one.item_id) or identity in calendar.by_identity:
            continue
        near = (occurrence_identity(one.uid, original + by) for by in (HOUR, -HOUR))
        copy = next((made.pop(name) for name in near if name in made), None)
        if copy is not None:
            real = replace(copy, identity=identity)
            calendar.lost = [real if lost is copy else lost for lost in calendar.lost]
            calendar.by_identity[identity] = real
            found[copy.item_id] = identity
    return found


def _read_masters(cycle: Cycle, calendar: Calendar, series: Collection[str]) -> dict[str, frozenset[int]]:
    """What these series carry now, and note what they tell of deleted occurrences; without those that are gone."""
    known = {name: calendar.whole[name] for name in sorted(series) if name in calendar.whole}
    wanted = {name: calendar.masters[name] for name in sorted(series) if name in calendar.masters and name not in known}
    for name, change in zip(wanted, cycle.mailbox.read(calendar.where, list(wanted.values())), strict=True):
        if isinstance(change, Upserted) and isinstance(change.item, Appointment):
            known[name] = change.item
    carried: dict[str, frozenset[int]] = {}
    for name, master in known.items():
        named = named_in(master.categories, cycle.context.policy.prefix)
        carried[name] = frozenset((*named, *numbers_named_in(named)))
        starts = (occurrence_identity(master.uid, start) for start in master.deleted_occurrences)
        calendar.deleted[name] = frozenset(starts) | calendar.computed.deleted.get(name, frozenset())
    return carried


def _is_history(one: Appointment, calendar: Calendar) -> bool:
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


def _finish(cycle: Cycle, calendar: Calendar) -> None:
    """What is lost is gone, and cancelled where its series goes on without it."""
    _read_masters(cycle, calendar, {copy.series for copy in calendar.lost} - calendar.deleted.keys())
    with cycle.context.store.write() as unit:
        unit.mailboxes.renew(cycle.due, now=calendar.now, lease=cycle.context.lease)
        unit.series.gone(calendar.lost)
        cancelled = unit.series.cancel([copy.item_id for copy in calendar.lost if _is_called_off(copy, calendar)])
        unit.mailboxes.expanded(calendar.folder.id, at=calendar.now, again_after=_again_after(calendar))
    if calendar.masters:
        facts = {"series": len(calendar.masters), "cancelled": len(cancelled), **calendar.counted}
        tell = log.info if cancelled or calendar.counted else log.debug
        tell("series looked at", folder=calendar.folder.path, **facts)


def _is_called_off(copy: OccurrenceCopy, calendar: Calendar) -> bool:
    """Deleted by itself. When a series gets another rhythm, those that it had before took place all the same.

    Servers may leave out which were deleted: then a few that are missing were, and many are another rhythm.
    """
    told, end = calendar.deleted.get(copy.series), copy.ended_at or copy.at
    if told is None:
        return False  # the series went meanwhile
    if copy.identity not in told and calendar.computed.keeps(copy):
        return False
    if end is None or end > calendar.now:
        return True
    if copy.series in calendar.computed.series:  # the rule tells that it has another rhythm
        return copy.identity in told
    missing = sum(other.series == copy.series for other in calendar.lost)
    return copy.identity in told if told else missing <= calendar.held(copy.series) - missing


def _again_after(calendar: Calendar) -> datetime:
    coming = [one.at for one in calendar.view if one.at is not None and one.at > calendar.now]
    first = min((*calendar.ends, *coming), default=calendar.now + LATEST)
    return min(max(first, calendar.now + SOONEST), calendar.now + LATEST)


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
