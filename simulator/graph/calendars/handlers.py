"""Calendars and events by path."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from simulator.graph import extended
from simulator.graph.calendars import acts
from simulator.graph.calendars.contents import (
    appointments_in,
    calendar_of,
    calendars,
    exceptions_of,
    happening,
)
from simulator.graph.calendars.events import View, cancelled_occurrences, event_of
from simulator.graph.calendars.mailing import Post
from simulator.graph.call import GraphCall, Json, Reply, no_content
from simulator.graph.errors import GraphError, bad_request, refusal
from simulator.graph.ids import rest
from simulator.graph.listing import listed
from simulator.graph.mail.edits import attachment_from, sized
from simulator.graph.mail.shape import attachment_json, kept_attachments
from simulator.graph.options import Expansion, Options
from simulator.graph.options import options as options_of
from simulator.graph.registry import handles
from simulator.graph.shown import alone, place_of, selected
from simulator.graph.times import UTC_ZONE, NamedZone, read_instant
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.series import in_window

_EVENTS = ("events", "calendar/events", "calendars/{id}/events")
_EVENT = tuple(f"{events}/{{id}}" for events in _EVENTS)
_VIEWS = ("calendarview", "calendar/calendarview", "calendars/{id}/calendarview")
_ACTIONS = (
    *("accept", "cancel", "decline", "dismissreminder", "forward", "permanentdelete", "snoozereminder"),
    "tentativelyaccept",
)


_NOT_BASIC = ("body", "bodyPreview", "attachments")
_SPELLED = {
    "dismissreminder": "dismissReminder",
    "permanentdelete": "permanentDelete",
    "snoozereminder": "snoozeReminder",
    "tentativelyaccept": "tentativelyAccept",
}


# --- calendars ---


@handles("GET", "calendars")
def list_calendars(call: GraphCall) -> Reply:
    return listed(
        call,
        calendars(call.mailbox),
        lambda one: selected(calendar_of(call.mailbox, one), "calendar", call.options),
        kind="calendar",
        context=place_of(call, "calendars"),
    )


@handles("POST", "calendars")
def post_calendar(call: GraphCall) -> Reply:
    folder = acts.make_calendar(call.mailbox, str(call.given("calendar").get("name") or ""))
    return alone(call, calendar_of(call.mailbox, folder), "calendar", "calendars", status=201)


@handles("DELETE", "calendars/{id}")
def delete_calendar(call: GraphCall) -> Reply:
    acts.delete_calendar(call.mailbox, calendar_named(call))
    return no_content()


@handles("POST", "calendar/permanentdelete")
def permanently_delete_calendar(call: GraphCall) -> Reply:
    acts.delete_calendar(call.mailbox, calendar_named(call), for_good=True)
    return no_content()


# --- events ---


@handles("GET", *_EVENTS)
def list_events(call: GraphCall) -> Reply:
    """Single events and series; no occurrences."""
    folder = calendar_named(call)
    found = sorted(appointments_in(folder), key=lambda item: item.get("Start"), reverse=True)
    return _events(call, found)


@handles("POST", *_EVENTS)
def post_event(call: GraphCall) -> Reply:
    body, folder = call.given("event"), calendar_named(call)
    there = acts.of_transaction(call.mailbox, body, call.quirks.transactions)
    if there is None:
        there = acts.create(call.mailbox, body)
        put_properties(there, body)
        acts.place(call.mailbox, folder, there, post_of(call))
    return alone(call, entity_of(call, there), "event", "events", status=201)


@handles("GET", *_EVENT)
def get_event(call: GraphCall) -> Reply:
    item = event_named(call)
    return alone(call, entity_of(call, item, is_alone=True), "event", "events")


@handles("PATCH", *_EVENT)
def patch_event(call: GraphCall) -> Reply:
    item, body = event_named(call), call.given("event")
    call.check_version(item)
    put_properties(Item(), body)  # refused before anything is changed
    acts.change(call.mailbox, item, body, post_of(call), spares_categories=call.quirks.spares_attendees_of_categories)
    put_properties(item, body)
    return alone(call, entity_of(call, item), "event", "events")


@handles("DELETE", *_EVENT)
def delete_event(call: GraphCall) -> Reply:
    item = event_named(call)
    call.check_version(item)
    acts.delete(call.mailbox, item, post_of(call))
    return no_content()


@handles("POST", *(f"{event}/{action}" for event in _EVENT for action in _ACTIONS))
def act_on_event(call: GraphCall) -> Reply:
    name = call.template.rpartition("/")[2]
    given = call.parameters(_SPELLED.get(name, name)) if call.body is not None else {}
    acts.act(call.mailbox, event_named(call), name, given, post_of(call))
    return no_content() if name == "permanentdelete" else Reply(status=202 if name not in _QUIET else 200)


_QUIET = ("dismissreminder", "snoozereminder")


@handles("GET", *(f"{event}/instances" for event in _EVENT))
def list_instances(call: GraphCall) -> Reply:
    item = event_named(call)
    start, end = acts.window(*window_of(call.options), is_view=False)
    if item.series is None:
        raise GraphError(400, "ErrorInvalidRequest", "Expand is not allowed for instances: the event is no series.")
    found = sorted(in_window(call.mailbox, item, start, end), key=lambda one: one.get("Start"))
    return _events(call, found)


@handles("GET", *_VIEWS)
def view_calendar(call: GraphCall) -> Reply:
    folder = calendar_named(call)
    start, end = acts.window(*window_of(call.options))
    return _events(call, happening(call.mailbox, folder, start, end))


@handles("GET", *(f"{event}/attachments" for event in _EVENT))
def list_event_attachments(call: GraphCall) -> Reply:
    item = event_named(call)
    return listed(
        call,
        kept_attachments(item),
        lambda number: selected(attachment_json(call, item, number), "attachment", call.options),
        kind="attachment",
        context=place_of(call, f"events('{call.ids[-1]}')/attachments"),
    )


@handles("POST", *(f"{event}/attachments" for event in _EVENT))
def post_event_attachment(call: GraphCall) -> Reply:
    item = event_named(call)
    item.attachments = [*item.attachments, attachment_from(call.given("attachment"))]
    sized(item)
    acts.touch(call.mailbox, item)
    made = attachment_json(call, item, len(item.attachments) - 1)
    return alone(call, made, "attachment", f"events('{call.ids[-1]}')/attachments", status=201)


# --- what calls have in common ---


def _events(call: GraphCall, found: list[Item]) -> Reply:
    return listed(
        call,
        found,
        lambda item: selected(_noted(call, item), "event", call.options),
        kind="event",
        context=place_of(call, "events"),
        lookup=lambda item, _names, wanted: _looked_at(call, item, wanted),
    )


def _noted(call: GraphCall, item: Item) -> Json:
    call.record.note_item(call.mailbox.address, item.id)
    return entity_of(call, item)


def _looked_at(call: GraphCall, item: Item, wanted: list[str]) -> Json:
    """What a filter sees."""
    seen = event_of(call.mailbox, item, view_of(call))
    return seen | {"singleValueExtendedProperties": extended.rows(item, wanted, many=False)}


def calendar_named(call: GraphCall) -> Folder:
    """The calendar that the path names; the default one where it names none. Raises GraphError."""
    if "/calendars/{id}" not in call.template:
        return call.mailbox.folder("calendar")
    folder = call.folder(call.ids[0], missing="ErrorItemNotFound")
    if folder not in calendars(call.mailbox):
        raise refusal("ErrorItemNotFound")
    return folder


def event_named(call: GraphCall) -> Item:
    """The event that the path names, in whatever calendar unless that is named too; raises GraphError."""
    item = call.item(call.ids[1 if "/calendars/{id}" in call.template else 0], "CalendarItem")
    home = (item.master or item).folder
    is_named = "/calendars/{id}" in call.template or "/calendar/" in call.template
    if home not in calendars(call.mailbox) or (is_named and home is not calendar_named(call)):
        raise refusal("ErrorItemNotFound")
    return item


def window_of(options: Options) -> tuple[datetime | None, datetime | None]:
    """What the query gives of a window."""
    start, end = options.other("startDateTime"), options.other("endDateTime")
    return (
        read_instant(start, "startDateTime") if start else None,
        read_instant(end, "endDateTime") if end else None,
    )


def view_of(call: GraphCall, *, changing_ids: bool = False) -> View:
    """How the client wants to see items; `changing_ids`: under ids that are other ones when they have moved."""
    zone = NamedZone.called(call.prefer.zone) if call.prefer.zone else UTC_ZONE
    return View(
        (lambda item: rest(item.id)) if changing_ids else call.id_of, zone, call.prefer.body == "text", call.quirks
    )


def entity_of(call: GraphCall, item: Item, options: Options | None = None, *, is_alone: bool = False) -> Json:
    """The event with what is expanded; some things only where it is asked for alone."""
    view, options = view_of(call), options or call.options
    call.state.note_shown(item)
    entity: dict[str, Any] = event_of(call.mailbox, item, view)
    if call.quirks.adds:
        entity |= {"importance": "urgent", "showAs": "unknownFutureValue", "sponsor": {"id": "7"}}
    if call.client_id and not call.permissions & {"Calendars.Read", "Calendars.ReadWrite"}:
        return {name: value for name, value in entity.items() if name not in _NOT_BASIC}
    if is_alone and options.selects("cancelledOccurrences"):
        entity["cancelledOccurrences"] = cancelled_occurrences(item, view)
    for one in options.expand:
        _expand(call, item, entity, one, is_alone=is_alone)
    return entity


def _expand(call: GraphCall, item: Item, entity: Json, wanted: Expansion, *, is_alone: bool) -> None:
    """Add one related thing to the event; raises GraphError for what an event has not."""
    match wanted.name:
        case "singlevalueextendedproperties":
            found = extended.rows(item, extended.wanted_ids(wanted), many=False)
            entity |= {"singleValueExtendedProperties": found} if found else {}
        case "multivalueextendedproperties":
            found = extended.rows(item, extended.wanted_ids(wanted), many=True)
            entity |= {"multiValueExtendedProperties": found} if found else {}
        case "attachments":
            entity["attachments"] = [attachment_json(call, item, number) for number in kept_attachments(item)]
        case "calendar":
            entity["calendar"] = calendar_of(call.mailbox, (item.master or item).folder)
        case "exceptionoccurrences" if not is_alone or item.series is None:
            pass
        case "exceptionoccurrences":
            inner = options_of("&".join(f"${name}={quote(value)}" for name, value in wanted.options.items()))
            changed = exceptions_of(call.mailbox, item)
            entity["exceptionOccurrences"] = [selected(entity_of(call, one, inner), "event", inner) for one in changed]
        case "extensions":
            entity["extensions"] = []
        case _:
            raise bad_request(
                "Parsing OData Select and Expand failed: Could not find a property named "
                f"'{wanted.name}' on type 'microsoft.graph.event'."
            )


def put_properties(item: Item, body: Json) -> None:
    """Set the extended properties that a body holds; raises GraphError."""
    for name, many in (("singleValueExtendedProperties", False), ("multiValueExtendedProperties", True)):
        if body.get(name) is not None:
            extended.put(item, body[name], many=many)


def post_of(call: GraphCall) -> Post:
    return Post(call.organization, call.mailbox.address, f"{call.method} {call.template}")
