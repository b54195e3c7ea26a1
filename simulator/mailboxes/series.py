"""Recurring appointments: the master, its exceptions, and occurrences made when somebody looks."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.soap import EwsError
from simulator.xml import leaf, moment, timestamp

# What only a master shows.
_OF_MASTERS = ("Recurrence", "FirstOccurrence", "LastOccurrence", "ModifiedOccurrences", "DeletedOccurrences")


def original_starts(master: Item) -> Iterator[datetime]:
    """When the occurrences were meant to start, the deleted ones included."""
    if master.series is None:
        raise EwsError("ErrorCalendarCannotUseIdForRecurringMasterId", "The id is not that of a series.")
    return master.series.pattern.starts(moment(master.get("Start")), master.series.zone)


def occurrence_at(mailbox: Mailbox, master: Item, original: datetime) -> Item:
    """The occurrence, or the exception that took its place; raises EwsError when it was deleted."""
    series = master.series
    if series is None or original in series.deleted:
        raise EwsError("ErrorCalendarOccurrenceIsDeletedFromRecurrence", "The occurrence was deleted.")
    item_id = mailbox.occurrence_id(master, original)
    mailbox.occurrences[item_id] = (master, original)
    found = series.exceptions.get(original)
    if found is None:
        found = copy.copy(master)
        found.fields = {name: value for name, value in master.fields.items() if name not in _OF_MASTERS}
        found.extended = dict(master.extended)
        found.series = None
        found.master, found.original = master, original
        found.put("Start", timestamp(original))
        found.put("End", timestamp(_end(master, series.zone, original)))
        found.put("OriginalStart", timestamp(original))
        found.put("CalendarItemType", "Occurrence")
    found.id, found.change_key, found.folder = item_id, master.change_key, master.folder
    return found


def _end(master: Item, zone: ZoneInfo, original: datetime) -> datetime:
    """By the clock on the wall, so that whole days stay whole when it changes."""
    first, end, start = (
        one.astimezone(zone).replace(tzinfo=None)
        for one in (moment(master.get("Start")), moment(master.get("End")), original)
    )
    if master.flag("IsAllDayEvent"):  # a day without a midnight begins when the clock goes on
        start = datetime.combine(start.date(), first.time())
    return max((start + (end - first)).replace(tzinfo=zone).astimezone(UTC), original)


def find_occurrence(mailbox: Mailbox, master: Item, index: int) -> Item:
    """The occurrence of this one-based number."""
    for number, original in enumerate(original_starts(master), start=1):
        if number == index:
            return occurrence_at(mailbox, master, original)
    raise EwsError("ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange", f"There is no occurrence number {index}.")


def occurrence_by_id(mailbox: Mailbox, item_id: str) -> Item | None:
    """The occurrence that was shown under this id; None when there is none (any more)."""
    master, original = mailbox.occurrences.get(item_id, (None, None))
    if master is None or original is None or mailbox.items.get(master.id) is not master or master.series is None:
        return None
    if original in master.series.deleted or mailbox.occurrence_id(master, original) != item_id:
        return None
    if original not in master.series.exceptions and original not in _until(original_starts(master), original):
        return None  # the series has another rhythm since
    return occurrence_at(mailbox, master, original)


def _until(starts: Iterator[datetime], last: datetime) -> Iterator[datetime]:
    return itertools.takewhile(lambda start: start <= last, starts)


def master_of(occurrence: Item) -> Item:
    if occurrence.master is None:
        raise EwsError("ErrorCalendarCannotUseIdForOccurrenceId", "The id is not that of an occurrence.")
    return occurrence.master


def in_window(mailbox: Mailbox, item: Item, start: datetime, end: datetime) -> list[Item]:
    """The appointment if it touches the window, or the occurrences of its series that do."""
    if not item.get("Start") or not item.get("End"):
        return []
    if item.series is None:
        return [item] if moment(item.get("Start")) < end and moment(item.get("End")) > start else []
    length = moment(item.get("End")) - moment(item.get("Start"))
    found = []
    moved = set(item.series.exceptions)
    for original in original_starts(item):
        if original >= end and not moved:
            break
        is_inside = original < end and original + max(length, timedelta(minutes=1)) > start
        if original in item.series.deleted or not (is_inside or original in moved):
            continue
        one = occurrence_at(mailbox, item, original)
        moved.discard(original)
        if moment(one.get("Start")) < end and moment(one.get("End")) > start:
            found.append(one)
    return found


def occurrence_element(mailbox: Mailbox, master: Item, name: str) -> str:
    """FirstOccurrence, LastOccurrence, ModifiedOccurrences or DeletedOccurrences of a master; "" where it has none."""
    series = master.series
    if series is None:
        return ""
    alive = (original for original in original_starts(master) if original not in series.deleted)
    match name:
        case "FirstOccurrence":
            return "".join(_info(name, occurrence_at(mailbox, master, one)) for one in itertools.islice(alive, 1))
        case "LastOccurrence" if not series.pattern.is_endless:
            return "".join(_info(name, occurrence_at(mailbox, master, one)) for one in list(alive)[-1:])
        case "ModifiedOccurrences" if series.exceptions:
            changed = (occurrence_at(mailbox, master, original) for original in sorted(series.exceptions))
            return f"<t:{name}>{''.join(_info('Occurrence', one) for one in changed)}</t:{name}>"
        case "DeletedOccurrences" if series.deleted:
            starts = (leaf("Start", timestamp(original)) for original in sorted(series.deleted))
            inner = "".join(f"<t:DeletedOccurrence>{one}</t:DeletedOccurrence>" for one in starts)
            return f"<t:{name}>{inner}</t:{name}>"
    return ""


def _info(tag: str, one: Item) -> str:
    return (
        f'<t:{tag}><t:ItemId Id="{one.id}" ChangeKey="{one.change_key}"/>{one.fields["Start"]}{one.fields["End"]}'
        f"{leaf('OriginalStart', timestamp(one.original or moment(one.get('Start'))))}</t:{tag}>"
    )
