"""From an event as Graph writes it to our values. Pure.

Nothing is assumed to be there; what is there and cannot be understood makes the item unreadable, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from connectors.graph.reading import properties
from connectors.graph.reading.identity import day_of, uid_of, uid_of_bytes
from connectors.graph.reading.parts import Body, Recipient, person
from connectors.graph.reading.properties import Property
from connectors.graph.reading.recurring import Recurrence, deleted_starts, zone
from connectors.graph.reading.times import DateTimeZone, instant, moment, whole_day
from connectors.mailbox import Appointment, AppointmentKind, Attachment, Listed, Person, Sensitivity
from connectors.ours import MEETING, REMINDER

T = TypeVar("T")


class Attendee(Recipient, gc=False, rename="camel"):
    type: str | None = None


class Location(msgspec.Struct, gc=False, rename="camel"):
    display_name: str | None = None


class Answered(msgspec.Struct, gc=False, rename="camel"):
    response: str | None = None


class Event(msgspec.Struct, gc=False, rename="camel", kw_only=True):
    """What is asked for and nothing else; UNSET where the server does not tell, None where it says null."""

    id: str
    etag: str | None = msgspec.field(name="@odata.etag", default=None)
    change_key: str | None = None
    ical_uid: str | UnsetType | None = msgspec.field(name="iCalUId", default=UNSET)
    subject: str | UnsetType | None = UNSET
    start: DateTimeZone | UnsetType | None = UNSET
    end: DateTimeZone | UnsetType | None = UNSET
    type: str | UnsetType | None = UNSET
    series_master_id: str | None = None
    original_start: str | None = None
    original_start_time_zone: str | None = None
    recurrence: Recurrence | None = None
    is_all_day: bool | UnsetType | None = UNSET
    is_cancelled: bool | UnsetType | None = UNSET
    is_organizer: bool | None = None
    is_draft: bool | None = None
    hide_attendees: bool | None = None
    response_status: Answered | None = None
    location: Location | UnsetType | None = UNSET
    organizer: Recipient | UnsetType | None = UNSET
    attendees: list[Attendee] | UnsetType | None = UNSET
    categories: list[str] | None = None
    sensitivity: str | UnsetType | None = UNSET
    has_attachments: bool | UnsetType | None = UNSET
    body: Body | UnsetType | None = UNSET
    last_modified_date_time: str | None = None
    is_reminder_on: bool | None = None
    reminder_minutes_before_start: int | None = None
    single_value_extended_properties: list[Property] | None = None


SELECT = (
    *("id", "changeKey", "iCalUId", "subject", "start", "end", "type", "seriesMasterId", "originalStart"),
    *("originalStartTimeZone", "recurrence", "isAllDay", "isCancelled", "isOrganizer", "isDraft", "hideAttendees"),
    *("responseStatus", "location", "organizer", "attendees", "categories", "sensitivity", "hasAttachments", "body"),
    "lastModifiedDateTime",
)
PROPERTIES = (
    *(properties.ITEM_CLASS, properties.SIZE, properties.SENT_BY, properties.STARTS, properties.ENDS),
    *(properties.REPLACED, properties.INVITED, properties.UID, properties.IDENTITY, properties.ROLE),
)
EXPAND = properties.expand(PROPERTIES)
# What a listing needs, which reads nothing.
LISTED = (
    *("id", "changeKey", "iCalUId", "start", "type", "seriesMasterId", "originalStart", "originalStartTimeZone"),
    *("isAllDay", "recurrence", "end"),
)


class NotUnderstood(Exception):
    """An event that cannot be read; the argument says why, without any of its content."""


class Ours(Exception):
    """An event that is a reminder of ours, and no appointment."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the event itself."""

    now: datetime
    zone: tzinfo = UTC  # the mailbox's
    masters: Mapping[str, str] = field(default_factory=dict)  # iCalUId by the id of a series' master
    deleted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # ids of deleted occurrences, by the same
    files: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)  # by the id of the item that has them


def appointment(event: Event, beside: Beside) -> Appointment:
    """The event as the daemon knows it; raises NotUnderstood, or Ours."""
    try:
        return _appointment(event, beside)
    except (ValueError, KeyError, OverflowError) as problem:
        raise NotUnderstood(f"its {_doubtful(event, beside)} cannot be understood") from problem


def _appointment(event: Event, beside: Beside) -> Appointment:
    told = properties.told(event.single_value_extended_properties)
    attendees = people(event)
    role = told.get(properties.ROLE, "")
    if role == REMINDER and not attendees:
        raise Ours("a reminder of ours")
    kind, original = _kind(event), _original_start(event, told, beside.zone)
    start, end = span(event, told, beside.zone, kind)
    untold, unclear, lacking = _untold(event)
    organizer, body = given(event.organizer), given(event.body)
    location, is_told = given(event.location), not (event.hide_attendees and not event.is_organizer)
    is_html = body is not None and (body.content_type or "").lower() == "html"
    in_zone = zone(event.recurrence, event.original_start_time_zone) or beside.zone
    gone = deleted_starts(beside.deleted.get(event.id, ()), start, in_zone) if start else frozenset()
    return Appointment(
        event.id,
        event.change_key or "",
        uid=uid(event, told, beside.masters),
        subject=given(event.subject) or "",
        start=start,
        end=end,
        kind=kind,
        original_start=original if kind is not AppointmentKind.MASTER else None,
        deleted_occurrences=tuple(sorted(gone)) if kind is AppointmentKind.MASTER else (),
        is_all_day=bool(given(event.is_all_day)),
        is_cancelled=bool(given(event.is_cancelled)),
        is_draft=is_draft(event, told, bool(attendees), start, beside.now),
        location=(location.display_name or "") if location else "",
        organizer=person(organizer) if organizer else None,
        sent_by=Person(sender) if (sender := told.get(properties.SENT_BY, "").strip()) else None,
        attendees=attendees,
        are_people_told=is_told,
        categories=tuple(event.categories or ()),
        sensitivity=Sensitivity((given(event.sensitivity) or "normal").lower()),
        item_class=told.get(properties.ITEM_CLASS) or "IPM.Appointment",
        size=int(size) if (size := told.get(properties.SIZE, "")[:15]).isdecimal() else 0,
        has_attachments=bool(given(event.has_attachments)),
        attachments=beside.files.get(event.id, ()),
        body=(body.content or "") if body else "",
        body_is_html=is_html,
        modified_at=instant(event.last_modified_date_time) if event.last_modified_date_time else None,
        untold=untold,
        unclear=unclear,
        lacking=lacking,
    )


def listed(event: Event, masters: Mapping[str, str], in_zone: tzinfo) -> Listed:
    """The event by name; what cannot be understood is left out, because reading the item will say so."""
    kind, at = None, None
    with suppress(ValueError, KeyError, OverflowError):
        kind = _kind(event)
        at = span(event, {}, in_zone, kind)[0]
    return Listed(event.id, event.change_key or "", uid(event, {}, masters), at, kind)


def people(event: Event) -> tuple[Person, ...]:
    """Who is invited, those first who have to come, as EWS tells them; rooms and projectors are nobody."""
    invited = [(one, (one.type or "required").lower()) for one in given(event.attendees) or ()]
    required = [person(one) for one, how in invited if how not in ("optional", "resource")]
    return (*required, *(person(one) for one, how in invited if how == "optional"))


def uid(event: Event, told: Mapping[str, str], masters: Mapping[str, str]) -> str:
    """The UID of the series: its master's, or what the event's own names, where nobody has the master."""
    if event.series_master_id and (ours := masters.get(event.series_master_id)):
        return uid_of(ours)
    written = given(event.ical_uid) or ""
    clean = uid_of_bytes(told.get(properties.UID, "")) if day_of(written) else ""
    return clean or uid_of(written)


def is_draft(event: Event, told: Mapping[str, str], has_attendees: bool, start: datetime | None, now: datetime) -> bool:
    """Whether it is a meeting that nobody was invited to yet.

    `isDraft` is no help: Outlook's drafts have it false, and what was sent may keep it true. MAPI keeps whether the
    invitation was sent; without that, what has attendees counts as sent, because to hold back a meeting that took place
    is worse than to show one early. One that we prepared has no attendees, and is one until its time comes.
    """
    if has_attendees:
        answered = (event.response_status.response or "").lower() if event.response_status else ""
        is_mine = event.is_organizer if event.is_organizer is not None else answered == "organizer"
        return bool(is_mine) and told.get(properties.INVITED, "true").lower() in ("false", "0")
    is_prepared = told.get(properties.ROLE) == MEETING
    return is_prepared and start is not None and start > now


def span(
    event: Event, told: Mapping[str, str], mailbox_zone: tzinfo, kind: AppointmentKind
) -> tuple[datetime | None, datetime | None]:
    """When it begins and is over, in UTC."""
    start, end = given(event.start), given(event.end)
    if not given(event.is_all_day):
        return moment(start) if start else None, moment(end) if end else None
    in_zone = zone(event.recurrence) or zone(None, _but_utc(event.original_start_time_zone)) or mailbox_zone
    exact = dict(_exact(told))
    if kind is AppointmentKind.OCCURRENCE and event.original_start:  # which is an instant, whatever else is told
        exact.setdefault(properties.STARTS, instant(event.original_start))
    begins = whole_day(start, in_zone, exact.get(properties.STARTS)) if start else None
    over = whole_day(end, in_zone, exact.get(properties.ENDS)) if end else None
    if kind is AppointmentKind.OCCURRENCE and begins and start and end and properties.ENDS not in exact:
        over = _as_far(begins, start, end, over)
    return begins, over


def _exact(told: Mapping[str, str]) -> Iterable[tuple[str, datetime]]:
    for name in (properties.STARTS, properties.ENDS):
        with suppress(ValueError, OverflowError):
            if value := told.get(name):
                yield name, instant(value)


def _as_far(begins: datetime, start: DateTimeZone, end: DateTimeZone, over: datetime | None) -> datetime | None:
    """The end of a whole day whose beginning tells how far its zone is from UTC; where the clock goes on, as told."""
    told = datetime.fromisoformat(start.date_time).replace(tzinfo=UTC)
    meant = datetime.fromisoformat(end.date_time).replace(tzinfo=UTC, microsecond=0) + (begins - told)
    return over if over is not None and abs(over - meant) <= timedelta(hours=1) else meant


def _but_utc(name: str | None) -> str | None:
    return None if name in ("UTC", "tzone://Microsoft/Utc") else name


def _kind(event: Event) -> AppointmentKind:
    kind = _KINDS[(given(event.type) or "singleInstance").lower()]
    # Whoever is invited to one occurrence only has an appointment of its own, with the UID of the series.
    is_alone = kind in _PARTS and not event.series_master_id
    return AppointmentKind.SINGLE if is_alone else kind


def is_part(event: Event) -> bool:
    """Whether it belongs to a series that the mailbox has."""
    return _is_called_part(event) and bool(event.series_master_id)


def _is_called_part(event: Event) -> bool:
    return _KINDS.get((given(event.type) or "").lower()) in _PARTS


def _original_start(event: Event, told: Mapping[str, str], mailbox_zone: tzinfo) -> datetime | None:
    written = event.original_start or told.get(properties.REPLACED)
    kind = _kind(event)
    if written and not (kind is AppointmentKind.SINGLE and not _is_of_a_series(event)):
        return instant(written)
    if kind is AppointmentKind.OCCURRENCE:
        return span(event, told, mailbox_zone, kind)[0]
    day = day_of(given(event.ical_uid) or "")
    start = span(event, told, mailbox_zone, kind)[0]
    if day is None or start is None:
        return None
    # Its day is told and not its hour: that of the event itself, which is right unless it was moved within the day.
    in_zone = zone(None, event.original_start_time_zone) or mailbox_zone
    return datetime.combine(day, start.astimezone(in_zone).time(), tzinfo=in_zone).astimezone(UTC)


def _is_of_a_series(event: Event) -> bool:
    return _is_called_part(event) or day_of(given(event.ical_uid) or "") is not None


_KINDS = {
    "singleinstance": AppointmentKind.SINGLE,
    "seriesmaster": AppointmentKind.MASTER,
    "occurrence": AppointmentKind.OCCURRENCE,
    "exception": AppointmentKind.EXCEPTION,
}
_PARTS = (AppointmentKind.OCCURRENCE, AppointmentKind.EXCEPTION)

# By property: the name of the field in our values.
_FIELDS = {
    "ical_uid": "uid",
    "subject": "subject",
    "start": "start",
    "end": "end",
    "type": "kind",
    "is_all_day": "is_all_day",
    "is_cancelled": "is_cancelled",
    "location": "location",
    "organizer": "organizer",
    "attendees": "attendees",
    "sensitivity": "sensitivity",
    "has_attachments": "has_attachments",
    "body": "body",
}


def _untold(event: Event) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    untold = {name for key, name in _FIELDS.items() if getattr(event, key) is UNSET}
    sizes = {"size"} if properties.SIZE not in properties.told(event.single_value_extended_properties) else set[str]()
    unclear = {"start"} & untold
    return frozenset(untold | sizes), frozenset(unclear), frozenset({"uid", "sensitivity"} & untold)


def given(value: T | UnsetType | None) -> T | None:
    return None if isinstance(value, UnsetType) else value


def _doubtful(event: Event, beside: Beside) -> str:
    """Which property it is that makes no sense, for people."""
    with suppress(KeyError):
        _kind(event)
        sensitivity = (given(event.sensitivity) or "normal").lower()
        return "time" if sensitivity in set(Sensitivity) else "sensitivity"
    return "type"
