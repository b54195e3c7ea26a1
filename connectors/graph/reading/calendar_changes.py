"""What changed in the calendars of a mailbox.

Deltas tell which events changed; the events themselves are read by their ids, because no delta gives the properties
that are needed. A delta of events tells masters, exceptions and single ones, whenever they are. Where a server has
none, a delta of a view does, of a stretch of time around today: what leaves it counts as removed there, and is looked
at before anything is concluded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from connectors.errors import CursorExpired, FolderGone, ItemGone, MailboxError, Refused, UnknownMailbox, Unreachable
from connectors.graph.asking import IN_UTC, Call, Rows, Wire, each, whole
from connectors.graph.reading import events
from connectors.graph.reading.calendars import AHEAD, Calendars
from connectors.graph.reading.events import Event, is_part
from connectors.graph.reading.times import for_query
from connectors.mailbox import Change, Deleted, Elsewhere, Folder, Page, Unreadable, Upserted

PAGE = 100  # changes, each of which is read by itself
FAR_PAST = "1900-01-01T00:00:00Z"
BEFORE, AFTER = timedelta(days=3 * 365), AHEAD  # of the view, where there is no delta of events
# What a server that has no deltas of events says of them. Each is a passing fault, too, or means more than the delta:
# the view says so again then.
_NO_DELTA = (Refused, CursorExpired, UnknownMailbox, ItemGone)
ENDS_SOON = timedelta(days=120)  # the view is taken anew when that little of it lies ahead

PREFER = (f"odata.maxpagesize={PAGE}", IN_UTC)


class Told(msgspec.Struct, gc=False, rename="camel"):
    """What a delta tells of an event."""

    id: str
    type: str | None = None
    series_master_id: str | None = None
    removed: dict[str, object] | None = msgspec.field(name="@removed", default=None)


@dataclass
class CalendarChanges:
    """Of one mailbox. What is remembered is found again by asking."""

    wire: Wire
    calendars: Calendars
    clock: Callable[[], datetime]
    is_echo: Callable[[str, str], bool]  # whether this item in this version is what was just written
    _has_event_deltas: bool | None = None

    def page(self, folder: Folder, cursor: str | None) -> Page:
        """The next page of what changed."""
        try:
            told = self._first(folder) if cursor is None else self._next(cursor)
        except ItemGone as gone:
            raise self._gone(folder, cursor) from gone
        link = told.next_link or told.delta_link
        if not link:
            raise MailboxError(self.wire.address, "the server does not say how far the calendar was read")
        changes, echoes = self._changes(folder, list(each(told.value, Told)))
        until = "" if cursor is None else cursor.partition("#")[2]
        stored = self.wire.without_host(link)
        if _is_view(stored):
            stored = f"{stored}#{until or (self.clock() + AFTER).date().isoformat()}"
        return Page(tuple(changes), stored, is_last=not told.next_link, echoes=tuple(echoes))

    def _first(self, folder: Folder) -> Rows[Any]:
        path = f"calendars/{quote(folder.id, safe='')}"
        if self._has_event_deltas is not False:
            for span in (f"startDateTime={FAR_PAST}&", ""):  # documented for beta alone, where it has to be there
                try:
                    call = Call(f"{path}/events/delta", f"{span}$select=id", prefer=PREFER)
                    told = self.wire.ask(call, Rows[Any])
                except _NO_DELTA:
                    continue
                except Unreachable as problem:  # even after seconds
                    if not problem.status:
                        raise
                    continue
                self._has_event_deltas = True
                return told
        now = self.clock()
        query = f"startDateTime={for_query(now - BEFORE)}&endDateTime={for_query(now + AFTER)}"
        told = self.wire.ask(Call(f"{path}/calendarView/delta", query, prefer=PREFER), Rows[Any])
        self._has_event_deltas = False
        return told

    def _next(self, cursor: str) -> Rows[Any]:
        link, _, until = cursor.partition("#")
        if until and date.fromisoformat(until) - self.clock().date() < ENDS_SOON:
            raise CursorExpired(self.wire.address, "the stretch of time that the calendar is read for comes to its end")
        return self.wire.follow(link, Rows[Any], PREFER)

    def _gone(self, folder: Folder, cursor: str | None) -> MailboxError:
        if cursor is None or all(one.id != folder.id for one in self.calendars.folders()):
            return FolderGone(self.wire.address, f"the calendar {folder.path} is not there any more")
        return CursorExpired(self.wire.address, "the server forgot how far the calendar was read")

    def _changes(self, folder: Folder, told: Sequence[Told]) -> tuple[list[Change], list[str]]:
        """What is to be told of them; of a series that changed anywhere, the series."""
        wanted: dict[str, None] = {}
        removed: dict[str, None] = {}
        masters: dict[str, str] = {}  # of what is told as a part of a series
        for one in told:
            if one.removed is not None:
                wanted.pop(one.id, None)
                masters.pop(one.id, None)
                removed[one.id] = None
            else:
                removed.pop(one.id, None)
                is_of_series = (one.type or "").lower() in ("occurrence", "exception")
                if is_of_series and one.series_master_id:
                    masters[one.id] = one.series_master_id
                wanted[masters.get(one.id, one.id)] = None
        changes, echoes = list[Change](), list[str]()
        there = self._there(list(wanted), masters)
        still, gone = self._removed(folder, [id for id in removed if id not in there])
        there |= {id: event for id, event in still.items() if id not in there}
        for id, change in zip(there, self.calendars.told(there), strict=True):
            if isinstance(change, Upserted) and self.is_echo(id, change.item.change_key):
                echoes.append(id)
            else:
                changes.append(change)
        return [*changes, *gone], echoes

    def _there(self, wanted: Sequence[str], masters: Mapping[str, str]) -> dict[str, Event | MailboxError]:
        """These as they stand, and instead of parts their series; a part whose series is not there is by itself."""
        found = dict(zip(wanted, self.calendars.fetch(wanted), strict=True))
        left = [id for id, master in masters.items() if isinstance(found.get(master), ItemGone) and id not in found]
        found |= dict(zip(left, self.calendars.fetch(left), strict=True))
        parts = {id: event for id, event in found.items() if isinstance(event, Event) and is_part(event)}
        there = {id: event for id, event in found.items() if id not in parts}
        more = list(dict.fromkeys(id for one in parts.values() if (id := one.series_master_id) and id not in there))
        there |= dict(zip(more, self.calendars.fetch(more), strict=True))
        for id, event in parts.items():
            if isinstance(there[event.series_master_id or ""], ItemGone):
                event.series_master_id = None
                there[id] = event
        return there

    def _removed(self, folder: Folder, ids: Sequence[str]) -> tuple[dict[str, Event | MailboxError], list[Change]]:
        """What became of what a delta calls removed: that which is there still, and what is to be told of the rest."""
        still: dict[str, Event | MailboxError] = {}
        gone = list[Change]()
        found = {}
        for id, answer in zip(ids, self.calendars.fetch(ids), strict=True):
            if isinstance(answer, ItemGone):
                gone.append(Deleted(id))
            elif isinstance(answer, MailboxError):
                still[id] = answer
            elif is_part(answer) and (master := answer.series_master_id):
                if master not in still:  # an occurrence that left the view, or its series did
                    [still[master]] = self.calendars.fetch([master])
            else:
                found[id] = answer
        for id, where in zip(found, self._homes(list(found.values()), folder), strict=True):
            if where == folder.id:
                still[id] = found[id]
            elif isinstance(where, MailboxError):
                gone.append(Unreadable(id, f"whether it is in the calendar still is not told: {where.reason}"))
            else:
                [change] = self.calendars.told({id: found[id]})
                gone.append(Elsewhere(change.item, where) if where and isinstance(change, Upserted) else Deleted(id))
        return still, gone

    def _homes(self, found: Sequence[Event], folder: Folder) -> list[str | MailboxError | None]:
        """In which calendar each of these is; None of what is in none, as what lies in Deleted Items.

        An event does not say where it is: each calendar is asked whether it lists it. Of what no calendar lists nothing
        is known while one of them does not answer: the refusal.
        """
        there = [one.id for one in self.calendars.folders()] if found else []
        homes: list[str | MailboxError | None] = [None] * len(found)
        for calendar in sorted(there, key=lambda id: id != folder.id):
            asked = [number for number, home in enumerate(homes) if not isinstance(home, str)]
            lists = whole(self.wire, [_same_uid(calendar, found[number]) for number in asked], Told)
            for number, listed in zip(asked, lists, strict=True):
                if isinstance(listed, MailboxError):
                    homes[number] = homes[number] or listed
                elif any(one.id == found[number].id for one in listed):
                    homes[number] = calendar
        return homes


def _is_view(link: str) -> bool:
    return "/calendarview/delta" in link.lower()


def _same_uid(calendar: str, event: Event) -> Call:
    uid = quote((events.given(event.ical_uid) or "").replace("'", "''"), safe="")
    return Call(f"calendars/{quote(calendar, safe='')}/events", f"$filter=iCalUId eq '{uid}'&$select=id")
