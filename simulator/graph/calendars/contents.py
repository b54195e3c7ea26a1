"""What is in a mailbox's calendars, as lists and deltas count it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from simulator.graph.ids import lasting, rest
from simulator.graph.rounds import Outside, Versions
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import in_window, occurrence_at, occurrence_by_id
from simulator.xml import moment


def calendars(mailbox: Mailbox) -> list[Folder]:
    """The calendars that a person sees, the default one first."""
    return mailbox.seen("calendar")


def calendar_of(mailbox: Mailbox, folder: Folder) -> dict[str, Any]:
    is_default = folder.wellknown == "calendar"
    return {
        "id": rest(folder.id),
        "name": folder.name,
        "color": "auto",
        "hexColor": "",
        "changeKey": folder.change_key,
        "isDefaultCalendar": is_default,
        "canShare": True,
        "canViewPrivateItems": True,
        "canEdit": True,
        "isTallyingResponses": is_default,
        "isRemovable": not is_default,
        "allowedOnlineMeetingProviders": [],
        "defaultOnlineMeetingProvider": "unknown",
        "owner": {"name": mailbox.name, "address": mailbox.address},
    }


def appointments_in(folder: Folder) -> list[Item]:
    """Single appointments and masters."""
    return [item for item in folder.items.values() if item.tag == "CalendarItem"]


def happening(mailbox: Mailbox, folder: Folder, start: datetime, end: datetime) -> list[Item]:
    """What happens in a window, by its begin: single appointments, and occurrences in place of series."""
    found = [one for item in appointments_in(folder) for one in in_window(mailbox, item, start, end)]
    return sorted(found, key=lambda one: one.get("Start"))


def exceptions_of(mailbox: Mailbox, master: Item) -> list[Item]:
    if master.series is None:
        return []
    originals = sorted(set(master.series.exceptions) - master.series.deleted)
    return [occurrence_at(mailbox, master, original) for original in originals]


def event_in(mailbox: Mailbox, ews_id: str) -> Item | None:
    """The appointment or occurrence of this id, in whatever calendar; None where there is none (any more)."""
    item = mailbox.items.get(ews_id) or occurrence_by_id(mailbox, ews_id)
    if item is None or item.tag != "CalendarItem":
        return None
    folder = (item.master or item).folder
    return item if folder.tag == "CalendarFolder" else None


def versions_of_events(mailbox: Mailbox, folder: Folder, start: datetime | None, end: datetime | None) -> Versions:
    """Masters, their exceptions, and single appointments: all of them, or what has anything in a window."""
    found: dict[str, Any] = {}
    for item in appointments_in(folder):
        if start is not None and not _reaches(mailbox, item, start, end):
            continue
        found[lasting(item)] = item.id, item.change_key
        for one in exceptions_of(mailbox, item):
            found[lasting(one)] = one.id, fingerprint(one)
    return found


def versions_in_view(mailbox: Mailbox, folder: Folder, start: datetime, end: datetime, *, masters: bool) -> Versions:
    """What happens in a window, the series that it belongs to, and what there is besides."""
    found: dict[str, Any] = {}
    for item in appointments_in(folder):
        inside = in_window(mailbox, item, start, end)
        if not inside:
            found[lasting(item)] = item.id, Outside(item.change_key)
        if item.series is None:
            found.update({lasting(one): (one.id, one.change_key) for one in inside})
            continue
        if inside and masters:
            found[lasting(item)] = item.id, item.change_key
        for one in inside:
            is_plain = one.get("CalendarItemType") != "Exception"
            found[lasting(one)] = one.id, (one.get("Start"), one.get("End")) if is_plain else fingerprint(one)
    return found


def fingerprint(one: Item) -> int:
    """What tells a change of an exception, which has its master's change key."""
    own = {name: text for name, text in one.fields.items() if name not in ("LastModifiedTime",)}
    return hash((tuple(sorted(own.items())), one.text, one.html, tuple(sorted(one.extended.items()))))


def _reaches(mailbox: Mailbox, item: Item, start: datetime, end: datetime | None) -> bool:
    if not item.get("Start") or not item.get("End"):
        return False
    begins = moment(item.get("Start"))
    if start <= begins and (end is None or begins < end):  # most do, and no series has to be looked through
        return True
    if item.series is None:
        return moment(item.get("End")) > start and (end is None or begins < end)
    if end is None and item.series.pattern.is_endless:
        return True
    return next(_within(mailbox, item, start, end), None) is not None


def _within(mailbox: Mailbox, item: Item, start: datetime, end: datetime | None) -> Iterator[Item]:
    latest = end or datetime.max.replace(tzinfo=start.tzinfo)
    yield from in_window(mailbox, item, start, latest)
