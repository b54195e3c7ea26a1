"""What a POST or PATCH of an event sets on the appointment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from simulator.graph.calendars.events import ATTENDEES, FREE_BUSY, IMPORTANCES, SENSITIVITIES
from simulator.graph.errors import GraphError
from simulator.graph.recurrence import pattern_of
from simulator.graph.times import UTC_ZONE, Given, NamedZone, read, windows_zone
from simulator.mailboxes import appointments
from simulator.mailboxes.items import Item, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.operations.edits import set_body
from simulator.xml import T, escape, leaf, moment, parse, timestamp

_READ_ONLY = {
    *("id", "changeKey", "createdDateTime", "lastModifiedDateTime", "iCalUId", "isOrganizer", "isCancelled", "isDraft"),
    *("originalStart", "originalStartTimeZone", "originalEndTimeZone", "seriesMasterId", "type", "webLink"),
    *("bodyPreview", "hasAttachments", "responseStatus", "organizer", "cancelledOccurrences", "onlineMeeting"),
    *("onlineMeetingUrl", "exceptionOccurrences", "instances", "attachments", "calendar"),
}
_ON_THEIR_OWN = {"start", "end", "isAllDay", "recurrence", "singleValueExtendedProperties"}
_IGNORED = {"locations", "isOnlineMeeting", "onlineMeetingProvider"}


def create_event(mailbox: Mailbox, body: dict[str, Any]) -> Item:
    """The appointment that a POST describes, in no folder yet; raises GraphError."""
    if not isinstance(body.get("start"), dict) or not isinstance(body.get("end"), dict):
        raise GraphError(400, "ErrorInvalidRequest", "An event needs a start and an end.")
    item = Item("IPM.Appointment")
    for name, text in (("Subject", ""), ("Location", ""), ("Sensitivity", "Normal"), ("Importance", "Normal")):
        item.put(name, text)
    for name in ("HasAttachments", "IsDraft"):
        item.put(name, "false")
    _set_times(mailbox, item, body)
    _set_plain(item, body)
    transaction = body.get("transactionId")
    if transaction:
        item.put("TransactionId", str(transaction))
    with_defaults = {"isReminderOn": True} | body
    item.put("ReminderIsSet", str(bool(with_defaults["isReminderOn"])).lower())
    _refusing(lambda: appointments.dress(mailbox, item))
    if body.get("recurrence") is not None:
        _set_recurrence(mailbox, item, body["recurrence"])
    item.put("Size", str(len(item.text) + len(item.html or "") + 1500))
    return item


def change_event(mailbox: Mailbox, item: Item, body: dict[str, Any]) -> None:
    """Set what a PATCH holds on an appointment or an exception; raises GraphError, having changed nothing then."""
    if "transactionId" in body:
        raise GraphError(400, "ErrorInvalidRequest", "The property 'transactionId' cannot be set after creation.")
    if item.master is not None and body.get("recurrence") is not None:
        raise GraphError(400, "ErrorInvalidRequest", "An occurrence has no recurrence of its own.")
    kept, series, text, html = dict(item.fields), item.series, item.text, item.html
    try:
        if {"start", "end", "isAllDay"} & body.keys():
            _set_times(mailbox, item, body)
            if item.series is not None and item.fields["Start"] != kept["Start"]:  # nothing is as it was planned
                _refusing(partial(appointments.put_series, item, item.series.pattern, item.series.zone))
        _set_plain(item, body)
        if "recurrence" in body:
            _set_recurrence(mailbox, item, body["recurrence"])
        _refusing(lambda: appointments.settle(mailbox, item, set()))
    except GraphError:
        item.fields.clear()
        item.fields.update(kept)
        item.series, item.text, item.html = series, text, html
        raise


def _set_times(mailbox: Mailbox, item: Item, body: dict[str, Any]) -> None:
    start = read(body["start"], "start") if body.get("start") is not None else _kept(mailbox, item, "Start")
    end = read(body["end"], "end") if body.get("end") is not None else _kept(mailbox, item, "End")
    is_whole_day = bool(body.get("isAllDay", item.flag("IsAllDayEvent")))
    if is_whole_day:
        for name, given in (("Start", start), ("End", end)):
            if given.local.time() != time():
                raise _invalid(f"The Event.{name} property for an all-day event needs to be set to midnight.")
        if start.zone.zone.key != end.zone.zone.key:
            raise _invalid("The Event.Start and Event.End of an all-day event have to be in the same time zone.")
        if end.local - start.local < timedelta(days=1):
            raise _invalid("The duration of an event marked as All day must be at least 24 hours.")
        if body.get("start") is not None and start.zone == UTC_ZONE:  # a day has no zone: it is kept in the mailbox's
            start, end = (_day_in(mailbox, given) for given in (start, end))
    if end.at < start.at:
        raise GraphError(400, "ErrorCalendarEndDateIsEarlierThanStartDate", "The end of the event is before its start.")
    if end.at - start.at > timedelta(days=5 * 365 + 2):
        raise GraphError(400, "ErrorCalendarDurationIsTooLong", "The event is too long.")
    item.put("Start", timestamp(start.at))
    item.put("End", timestamp(end.at))
    item.put("IsAllDayEvent", str(is_whole_day).lower())
    for name, field, given in (("StartTimeZone", "start", start), ("EndTimeZone", "end", end)):
        if body.get(field) is not None:
            windows = escape(windows_zone(given.zone.zone))
            item.fields[name] = f'<t:{name} Id="{windows}" Name="{windows}"/>'


def _kept(mailbox: Mailbox, item: Item, name: str) -> Given:
    at, zone = moment(item.get(name)), appointments.zone_of(mailbox, item)
    return Given(at, NamedZone(zone.key, zone), at.astimezone(zone).replace(tzinfo=None))


def _day_in(mailbox: Mailbox, given: Given) -> Given:
    zone = NamedZone.called(mailbox.zone)
    return Given(given.local.replace(tzinfo=zone.zone), zone, given.local)


def _set_plain(item: Item, body: dict[str, Any]) -> None:
    for name, value in body.items():
        if name in _READ_ONLY:
            raise GraphError(400, "ErrorInvalidPropertySet", f"The property '{name}' cannot be set.")
        setter = _SETTERS.get(name)
        if setter is not None:
            _refusing(partial(setter, item, value))


def _set_recurrence(mailbox: Mailbox, item: Item, recurrence: Any) -> None:
    if recurrence is None:
        item.fields.pop("Recurrence", None)
        item.series = None
        _refusing(lambda: appointments.settle(mailbox, item, {"Recurrence"}))
        return
    span = recurrence.get("range") if isinstance(recurrence, dict) else None
    named = span.get("recurrenceTimeZone") if isinstance(span, dict) else None
    zone = NamedZone.called(named).zone if named else appointments.zone_of(mailbox, item)
    first: datetime = moment(item.get("Start")).astimezone(zone).replace(tzinfo=None)
    pattern = pattern_of(recurrence, first)
    before = item.series
    _refusing(lambda: appointments.put_series(item, pattern, zone))
    if before is not None and before.pattern == pattern and item.series is not None:  # the same rhythm as before
        item.series.exceptions, item.series.deleted = before.exceptions, before.deleted
    _refusing(lambda: appointments.settle(mailbox, item, set()))


def _refusing(act: Callable[[], object]) -> None:
    try:
        act()
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise GraphError(400, "ErrorPropertyValidationFailure", f"A value cannot be understood: {problem}.") from None


def _invalid(message: str) -> GraphError:
    return GraphError(400, "ErrorInvalidRequest", message)


# --- single properties ---


def _text(name: str) -> Callable[[Item, Any], None]:
    return lambda item, value: item.put(name, str(value or ""))


def _flag(name: str) -> Callable[[Item, Any], None]:
    return lambda item, value: item.put(name, str(bool(value)).lower())


def _word(name: str, words: dict[str, str], default: str) -> Callable[[Item, Any], None]:
    known = {graph.lower(): ews for ews, graph in words.items()}

    def put(item: Item, value: Any) -> None:
        given = str(value or default).lower()
        if given not in known:
            raise _invalid(f"'{given[:100]}' is no value of the property.")
        item.put(name, known[given])

    return put


def _body(item: Item, value: Any) -> None:
    content = value.get("content") if isinstance(value, dict) else None
    kind = str(value.get("contentType") or "text") if isinstance(value, dict) else "text"
    set_body(item, str(content or ""), is_html=kind.lower() == "html")


def _location(item: Item, value: Any) -> None:
    item.put("Location", str(value.get("displayName") or "") if isinstance(value, dict) else "")


def _categories(item: Item, value: Any) -> None:
    item.categories = [str(one) for one in value or ()]


def _minutes(item: Item, value: Any) -> None:
    item.put("ReminderMinutesBeforeStart", str(int(value or 0)))


def _attendees(item: Item, value: Any) -> None:
    """The whole list; who was on it before keeps the answer."""
    answers = {address: response for address, response in answers_of(item).items() if response}
    groups: dict[str, list[str]] = {name: [] for name in ATTENDEES}
    kinds = {graph: name for name, graph in ATTENDEES.items()}
    for one in value or ():
        person = one.get("emailAddress") if isinstance(one, dict) else None
        if not isinstance(person, dict) or not person.get("address"):
            raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        address = str(person["address"])
        shown = mailbox_element(str(person.get("name") or ""), address)
        answer = leaf("ResponseType", answers.get(address.casefold(), "Unknown"))
        groups[kinds.get(str(one.get("type") or "required").lower(), "RequiredAttendees")].append(
            f"<t:Attendee>{shown}{answer}</t:Attendee>"
        )
    for name, members in groups.items():
        if members:
            item.fields[name] = f"<t:{name}>{''.join(members)}</t:{name}>"
        else:
            item.fields.pop(name, None)


def answers_of(item: Item) -> dict[str, str]:
    """What each attendee has answered, as EWS says it, by address in lower case."""
    found = {}
    for name in ATTENDEES:
        for one in parse(item.fields[name]) if name in item.fields else ():
            found[(one.findtext(f".//{T}EmailAddress") or "").casefold()] = one.findtext(f"{T}ResponseType") or ""
    return found


_SETTERS: dict[str, Callable[[Item, Any], None]] = {
    "subject": _text("Subject"),
    "body": _body,
    "location": _location,
    "categories": _categories,
    "sensitivity": _word("Sensitivity", SENSITIVITIES, "normal"),
    "importance": _word("Importance", IMPORTANCES, "normal"),
    "showAs": _word("LegacyFreeBusyStatus", FREE_BUSY | {"NoData": "unknown"}, "busy"),
    "isReminderOn": _flag("ReminderIsSet"),
    "reminderMinutesBeforeStart": _minutes,
    "responseRequested": _flag("IsResponseRequested"),
    "allowNewTimeProposals": _flag("AllowNewTimeProposal"),
    "hideAttendees": _flag("HideAttendees"),
    "attendees": _attendees,
}
