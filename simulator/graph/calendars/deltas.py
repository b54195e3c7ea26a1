"""What became of calendars, of their events, and of what happens in a window."""

from __future__ import annotations

from dataclasses import replace

from simulator.graph.calendars import acts
from simulator.graph.calendars.contents import (
    calendar_of,
    calendars,
    versions_in_view,
    versions_of_events,
)
from simulator.graph.calendars.events import bare_occurrence
from simulator.graph.calendars.handlers import calendar_named, entity_of, view_of, window_of
from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.comparing import compared_delta
from simulator.graph.deltas import opened
from simulator.graph.errors import GraphError, refusal
from simulator.graph.ids import find, rest
from simulator.graph.options import Options
from simulator.graph.registry import handles
from simulator.graph.shown import place_of, selected

_REFUSED = ("select", "expand", "filter", "orderby", "search")


@handles("GET", "calendars/delta")
def delta_of_calendars(call: GraphCall) -> Reply:
    def render(own: str, options: Options) -> Json | None:
        found = next((one for one in calendars(call.mailbox) if rest(one.id) == own), None)
        return None if found is None else selected(calendar_of(call.mailbox, found), "calendar", options)

    return compared_delta(
        call,
        "calendars",
        lambda: {rest(one.id): (one.id, (one.name, one.change_key)) for one in calendars(call.mailbox)},
        render,
        kind="calendar",
        context=place_of(call, "calendars"),
    )


@handles("GET", "calendarview/delta", "calendars/{id}/calendarview/delta")
def delta_of_view(call: GraphCall) -> Reply:
    """What happens in a window, which the links carry on: what leaves it is told as removed."""
    folder = calendar_named(call)
    at = opened(call, f"view/{folder.id}")
    for name in _REFUSED:
        if name in at.options.text:
            raise GraphError(
                400,
                "ErrorInvalidUrlQuery",
                f"The following parameters are not supported with change tracking: '${name}'.",
            )
    start, end = acts.window(*window_of(at.options))

    def render(own: str, options: Options) -> Json | None:
        item = find(call.mailbox, own)
        if item is None:
            return None
        if item.get("CalendarItemType") == "Occurrence":
            return bare_occurrence(call.mailbox, item, view_of(call))
        return entity_of(call, item, options)

    return compared_delta(
        call,
        at,
        lambda: versions_in_view(call.mailbox, folder, start, end, masters=not call.quirks.views_without_masters),
        render,
        kind="event",
        context=place_of(call, "calendarView"),
    )


@handles("GET", "events/delta", "calendar/events/delta", "calendars/{id}/events/delta")
def delta_of_events(call: GraphCall) -> Reply:
    """Masters, exceptions and single events; never the occurrences that are as their series plans them."""
    if call.quirks.refuses_event_deltas:
        raise GraphError(*call.quirks.event_deltas_refusal, "Resource not found for the segment 'delta'.")
    folder = calendar_named(call)
    at = opened(call, f"events/{folder.id}")
    start, end = window_of(at.options)
    if start is None and call.quirks.event_deltas_need_a_start:
        raise GraphError(
            400, "ErrorInvalidParameter", "The request needs a StartDateTime parameter in its query string."
        )
    for name in ("filter", "orderby", "search"):
        if name in at.options.text:
            raise GraphError(
                400,
                "ErrorInvalidUrlQuery",
                f"The following parameters are not supported with change tracking: '${name}'.",
            )

    if at.options.expand and call.quirks.expand_in_deltas == "refused":
        raise refusal("ErrorInternalServerError")

    def render(own: str, options: Options) -> Json | None:
        item = find(call.mailbox, own)
        if call.quirks.expand_in_deltas == "ignored":
            options = replace(options, expand=[])
        return None if item is None else selected(entity_of(call, item, options), "event", options)

    return compared_delta(
        call,
        at,
        lambda: versions_of_events(call.mailbox, folder, start, end),
        render,
        kind="event",
        context=place_of(call, "events"),
    )


def _check_options(options: Options, refused: tuple[str, ...]) -> None:
    for name in refused:
        if name in options.text:
            raise GraphError(
                400,
                "ErrorInvalidUrlQuery",
                f"The following parameters are not supported with change tracking over this resource: '${name}'.",
            )
