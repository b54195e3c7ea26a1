"""Calendars: which there are, what they hold, and what their series consist of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any
from urllib.parse import quote

import msgspec

from connectors.errors import AccessRefused, FolderGone, ItemGone, MailboxError, Refused
from connectors.graph.asking import AS_TEXT, IN_UTC, Call, Wire, rest, rows
from connectors.graph.reading import events
from connectors.graph.reading.events import Beside, Event, NotUnderstood, Ours
from connectors.graph.reading.parts import FILES, Address, File, Files, attachments
from connectors.graph.reading.recurring import deleted_starts, rule, zone
from connectors.graph.reading.times import for_query, instant
from connectors.graph.wire.decoding import converted
from connectors.mailbox import (
    AppointmentKind,
    Attachment,
    Change,
    Deleted,
    Folder,
    FolderKind,
    Listed,
    Modified,
    PassedOver,
    Series,
    Unreadable,
    Upserted,
)
from connectors.recurrence import starts
from connectors.zones import zone_named

LIST = 250  # events of a page
AHEAD = timedelta(days=365)  # how far the occurrences of a series are looked at
LONGEST_VIEW = timedelta(days=365)  # at a time
MOST_MASTERS = 5_000  # whose UIDs are remembered

_READ = (IN_UTC, AS_TEXT)


class Calendar(msgspec.Struct, gc=False, rename="camel"):
    id: str
    name: str | None = None
    is_default_calendar: bool | None = None
    owner: Address | None = None


class Settings(msgspec.Struct, gc=False, rename="camel"):
    time_zone: str | None = None


class Master(msgspec.Struct, gc=False, rename="camel"):
    """What has to be asked of a master by name."""

    id: str
    ical_uid: str | None = msgspec.field(name="iCalUId", default=None)
    cancelled_occurrences: list[str] | msgspec.UnsetType | None = msgspec.UNSET


class Rhythm(Event, gc=False, kw_only=True, rename="camel"):
    """A master with what it says of its occurrences."""

    cancelled_occurrences: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    exception_occurrences: list[Event] | None = None


@dataclass
class Calendars:
    """The calendars of one mailbox. What is remembered is found again by asking."""

    wire: Wire
    clock: Callable[[], datetime]
    _uids: dict[str, str] = field(default_factory=dict)  # iCalUIds of masters, by their ids
    _zone: tuple[tzinfo, str] | None = None
    _ids: tuple[str, ...] = ()

    # --- folders ---

    def folders(self) -> list[Folder]:
        """The mailbox's own calendars; what others share with it is theirs."""
        call = Call("calendars", "$select=id,name,isDefaultCalendar,owner&$top=100")
        found = [one for page in rows(self.wire, call, Calendar) for one in page]
        home = next((one for one in found if one.is_default_calendar), None)
        mine = _owner(home) or self.wire.address.casefold()
        listed: list[Folder] = []
        top = (home.name or "Calendar") if home else ""
        for one in found:
            if one is home:
                listed.append(Folder(one.id, top, FolderKind.CALENDAR, "calendar"))
            elif _owner(one) in ("", mine):
                path = f"{top}/{one.name or one.id}" if home else one.name or one.id
                listed.append(Folder(one.id, path, FolderKind.CALENDAR, None, home.id if home else None))
        self._ids = tuple(one.id for one in listed)
        return listed

    def ids(self) -> Sequence[str]:
        """Of the calendars, as they were listed last."""
        return self._ids or [one.id for one in self.folders()]

    def zone(self) -> tuple[tzinfo, str]:
        """The mailbox's time zone, and its name there; UTC where there is no right to ask, or nobody knows it."""
        if self._zone is None:
            try:
                name = self.wire.ask(Call("mailboxSettings", "$select=timeZone"), Settings).time_zone or "UTC"
            except (AccessRefused, Refused):
                name = "UTC"
            found = zone_named(name)
            self._zone = (found, name) if found else (UTC, "UTC")
        return self._zone

    def forget_zone(self) -> None:
        """People travel, and the right to ask comes and goes."""
        self._zone = None

    # --- reading ---

    def read(self, ids: Sequence[str]) -> list[Change]:
        """These events as they stand, in order."""
        found = dict(zip(ids, self.fetch(ids), strict=True))
        told = dict(zip(found, self.told(found), strict=True))
        return [told[id] for id in ids]

    def fetch(self, ids: Sequence[str]) -> Sequence[Event | MailboxError]:
        calls = [Call(f"events/{quote(id, safe='')}", _WHOLE, prefer=_READ) for id in ids]
        return self.wire.ask_many(calls, Event) if calls else []

    def told(self, found: Mapping[str, Event | MailboxError]) -> list[Change]:
        """What is to be told of each, with what has to be asked beside it."""
        there = [one for one in found.values() if isinstance(one, Event)]
        beside = self._beside(there) if there else Beside(self.clock())
        return [_change(id, one, beside) for id, one in found.items()]

    def _beside(self, there: Sequence[Event]) -> Beside:
        masters = [one.id for one in there if (events.given(one.type) or "").lower() == "seriesmaster"]
        with_files = [one.id for one in there if events.given(one.has_attachments)]
        calls = [Call(f"events/{quote(id, safe='')}", "$select=id,cancelledOccurrences") for id in masters]
        calls += [Call(f"events/{quote(id, safe='')}/attachments", FILES) for id in with_files]
        answers = self.wire.ask_many(calls, dict[str, Any]) if calls else ()
        deleted, files = dict[str, tuple[str, ...]](), dict[str, tuple[Attachment, ...]]()
        for number, answer in enumerate(answers):
            if isinstance(answer, MailboxError):
                continue
            try:
                if number < len(masters):
                    cancelled = converted(answer, Master).cancelled_occurrences
                    deleted[masters[number]] = tuple(cancelled or ()) if cancelled is not msgspec.UNSET else ()
                else:
                    told = converted(answer, Files)
                    listed = told.value + rest(self.wire, told.next_link, File) if told.next_link else told.value
                    files[with_files[number - len(masters)]] = attachments(listed)
            except (msgspec.ValidationError, RecursionError):
                continue  # it is told without
        whole = {one.id: uid for one in there if (uid := events.given(one.ical_uid)) and one.id in masters}
        self._remember(whole)
        parts = (one.series_master_id for one in there if one.series_master_id)
        return Beside(self.clock(), self.zone()[0], self._masters(parts), deleted, files)

    def _masters(self, ids: Iterable[str]) -> Mapping[str, str]:
        """iCalUIds of these masters; without those that are not there."""
        wanted = list(dict.fromkeys(ids))
        unknown = [id for id in wanted if id not in self._uids]
        calls = [Call(f"events/{quote(id, safe='')}", "$select=id,iCalUId") for id in unknown]
        answers = self.wire.ask_many(calls, Master) if calls else ()
        told = zip(unknown, answers, strict=True)
        found = {id: one.ical_uid for id, one in told if isinstance(one, Master) and one.ical_uid}
        known = {id: self._uids[id] for id in wanted if id in self._uids}
        self._remember(found)
        return known | found

    def _remember(self, uids: Mapping[str, str]) -> None:
        self._uids.update(uids)
        for id in list(islice(self._uids, max(0, len(self._uids) - MOST_MASTERS))):
            del self._uids[id]

    # --- listings ---

    def listed(self, folder: Folder, since: datetime | None) -> Iterator[Listed]:
        """Masters and single ones: from `since` on, masters always."""
        given = set[str]()
        call = Call(f"calendars/{quote(folder.id, safe='')}/events", f"{_LISTED}&$top={LIST}", prefer=(IN_UTC,))
        for page in self._pages(folder, call):
            for one in page:
                found = events.listed(one, {}, self._zone_for([one]))
                is_wanted = since is None or found.at is None or found.at >= since
                if found.item_id not in given and (is_wanted or found.kind is AppointmentKind.MASTER):
                    given.add(found.item_id)
                    yield found

    def occurrences(self, folder: Folder, start: datetime, end: datetime) -> list[Listed]:
        """The occurrences and exceptions that touch the stretch, by start."""
        found: dict[str, Listed] = {}
        path = f"calendars/{quote(folder.id, safe='')}/calendarView"
        while start < end:
            upto = min(end, start + LONGEST_VIEW)
            query = f"startDateTime={for_query(start)}&endDateTime={for_query(upto)}&{_LISTED}&$top={LIST}"
            for page in self._pages(folder, Call(path, query, prefer=(IN_UTC,))):
                parts = [one for one in page if events.is_part(one)]
                masters = self._masters(one.series_master_id for one in parts if one.series_master_id)
                in_zone = self._zone_for(parts)
                for one in parts:
                    found[one.id] = events.listed(one, masters, in_zone)
            start = upto
        return sorted(found.values(), key=lambda one: (one.at is None, one.at, one.item_id))

    def _pages(self, folder: Folder, call: Call) -> Iterator[list[Event]]:
        try:
            yield from rows(self.wire, call, Event)
        except ItemGone as gone:
            raise FolderGone(self.wire.address, f"the calendar {folder.path} is not there any more") from gone

    def _zone_for(self, some: Iterable[Event]) -> tzinfo:
        """The mailbox's zone, where any of them needs it."""
        return self.zone()[0] if any(events.given(one.is_all_day) for one in some) else UTC

    # --- series ---

    def series(self, ids: Sequence[str]) -> list[Series | None]:
        """What these masters say of their series, in order."""
        calls = [Call(f"events/{quote(id, safe='')}", _RHYTHM, prefer=(IN_UTC,)) for id in ids]
        answers = self.wire.ask_many(calls, Rhythm) if calls else ()
        return [self._series(one) if isinstance(one, Rhythm) else None for one in answers]

    def _series(self, told: Rhythm) -> Series | None:
        home = self._zone_for([told])
        try:
            start, end = events.span(told, {}, home, AppointmentKind.MASTER)
        except (ValueError, OverflowError):
            return None
        known = rule(told.recurrence) if told.recurrence else None
        in_zone = zone(told.recurrence, told.original_start_time_zone)
        modified = tuple(_modified(told.exception_occurrences or (), home))
        found = Series(told.id, told.change_key or "", start, end, known, in_zone, modified)
        if known is None or start is None:
            return found
        cancelled = told.cancelled_occurrences
        if isinstance(cancelled, list):
            return replace(found, deleted=deleted_starts(cancelled, start, in_zone or home))
        return replace(found, deleted=self._not_shown(found, in_zone or home))

    def _not_shown(self, series: Series, in_zone: tzinfo) -> frozenset[datetime]:
        """What the rule plans up to the end of what is looked at, and the calendar does not show."""
        if series.start is None or series.rule is None:
            return frozenset()
        until = self.clock() + AHEAD
        query = f"startDateTime={for_query(series.start)}&endDateTime={for_query(until)}&{_LISTED}&$top={LIST}"
        call = Call(f"events/{quote(series.item_id, safe='')}/instances", query, prefer=(IN_UTC,))
        try:
            shown = [one for page in rows(self.wire, call, Event) for one in page]
        except (Refused, ItemGone, AccessRefused):
            return frozenset()
        there = {instant(one.original_start) for one in shown if one.original_start}
        there |= {at for one in shown if (at := events.listed(one, {}, in_zone).at)}
        there |= {one.original_start for one in series.modified}
        return frozenset(starts(series.rule, series.start, in_zone, until)) - there


def _owner(calendar: Calendar | None) -> str:
    return (calendar.owner.address or "").casefold() if calendar and calendar.owner else ""


def _modified(exceptions: Sequence[Event], in_zone: tzinfo) -> Iterator[Modified]:
    for one in exceptions:
        try:
            start, end = events.span(one, {}, in_zone, AppointmentKind.EXCEPTION)
            original = instant(one.original_start) if one.original_start else None
        except (ValueError, OverflowError):
            continue
        if original is not None:
            yield Modified(one.id, one.change_key or "", original, start or original, end)


def _change(id: str, event: Event | MailboxError, beside: Beside) -> Change:
    if isinstance(event, ItemGone):
        return Deleted(id)
    if isinstance(event, MailboxError):
        return Unreadable(id, event.reason)
    try:
        return Upserted(events.appointment(event, beside))
    except Ours as reminder:
        return PassedOver(id, str(reminder))
    except NotUnderstood as problem:
        return Unreadable(id, str(problem))


_WHOLE = f"$select={','.join(events.SELECT)}&$expand={events.EXPAND}"
_LISTED = f"$select={','.join(events.LISTED)}"
_RHYTHM = (
    "$select=id,changeKey,start,end,isAllDay,type,recurrence,originalStartTimeZone,cancelledOccurrences"
    "&$expand=exceptionOccurrences"
)
