"""mailboxSettings and its parts, and what a mailbox may be set to."""

from __future__ import annotations

from typing import Any

from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.errors import GraphError
from simulator.graph.listing import listed
from simulator.graph.registry import handles
from simulator.graph.routes import SETTINGS
from simulator.mailboxes.zones import windows_name, windows_zones, zone_named

_LANGUAGES = {"en-US": "English (United States)", "de-DE": "German (Germany)", "fr-FR": "French (France)"}
_PARTS = {  # as it is written, by its route
    "automaticrepliessetting": ("automaticRepliesSetting", "automaticRepliesSetting"),
    "dateformat": ("dateFormat", "Edm.String"),
    "delegatemeetingmessagedeliveryoptions": (
        "delegateMeetingMessageDeliveryOptions",
        "delegateMeetingMessageDeliveryOptions",
    ),
    "language": ("language", "localeInfo"),
    "timeformat": ("timeFormat", "Edm.String"),
    "timezone": ("timeZone", "Edm.String"),
    "userpurpose": ("userPurpose", "userPurpose"),
    "workinghours": ("workingHours", "workingHours"),
}
_CHANGEABLE = {
    *("automaticRepliesSetting", "dateFormat", "delegateMeetingMessageDeliveryOptions", "language", "timeFormat"),
    *("timeZone", "workingHours"),
}


def settings_of(call: GraphCall) -> Json:
    """All of them, as they are now."""
    zone = windows_name(call.mailbox.zone)
    never = {"dateTime": "0001-01-01T00:00:00.0000000", "timeZone": "UTC"}
    defaults: Json = {
        "archiveFolder": None,
        "timeZone": zone,
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "dateFormat": "yyyy-MM-dd",
        "timeFormat": "HH:mm",
        "userPurpose": "user",
        "automaticRepliesSetting": {
            "status": "disabled",
            "externalAudience": "all",
            "internalReplyMessage": "",
            "externalReplyMessage": "",
            "scheduledStartDateTime": never,
            "scheduledEndDateTime": never,
        },
        "language": {"locale": "en-US", "displayName": _LANGUAGES["en-US"]},
        "workingHours": {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000",
            "endTime": "17:00:00.0000000",
            "timeZone": {"name": zone},
        },
    }
    return {**defaults, **call.state.settings.get(call.mailbox.address, {}), "timeZone": zone}


@handles("GET", "mailboxSettings")
def get_settings(call: GraphCall) -> Reply:
    found = settings_of(call)
    wanted = {one.lower() for one in call.options.select}
    shown = {name: value for name, value in found.items() if not wanted or name.lower() in wanted}
    return Reply({"@odata.context": call.context(_context(call)), **shown}, "mailboxSettings")


def _context(call: GraphCall, part: str = "") -> str:
    return f"users('{call.mailbox.address}')/mailboxSettings{part}"


@handles("GET", *(f"mailboxSettings/{part}" for part in SETTINGS))
def get_part(call: GraphCall) -> Reply:
    name, kind = _PARTS[call.template.rpartition("/")[2]]
    value = settings_of(call)[name]
    context = {"@odata.context": call.context(_context(call, f"/{name}"))}
    if isinstance(value, dict):
        return Reply({**context, **value}, kind)
    return Reply({**context, "value": value})


@handles("PATCH", "mailboxSettings")
def set_settings(call: GraphCall) -> Reply:
    given = call.given("mailboxSettings")
    kept: dict[str, Any] = call.state.settings.setdefault(call.mailbox.address, {})
    for name, value in given.items():
        if "@" in name:
            continue
        if name not in _CHANGEABLE:
            raise GraphError(400, "ErrorInvalidPropertySet", f"The property '{name}' cannot be set.")
        if name == "timeZone":
            if not isinstance(value, str) or zone_named(value) is None:
                raise GraphError(400, "ErrorInvalidTimeZone", f"The time zone '{value}' is not supported.")
            call.mailbox.zone = windows_zones().get(value, value)
        else:
            before = kept.get(name)
            kept[name] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    shown = {name: value for name, value in settings_of(call).items() if name in given}
    return Reply({"@odata.context": call.context(_context(call)), **shown}, "mailboxSettings")


@handles("GET", "outlook/supportedTimeZones", "outlook/supportedTimeZones(TimeZoneStandard={value})")
def supported_zones(call: GraphCall) -> Reply:
    standard = call.ids[0].lower() if call.ids else "windows"
    if standard not in ("windows", "iana"):
        raise GraphError(400, "ErrorInvalidArgument", f"'{call.ids[0]}' is no standard of time zones.")
    zones = windows_zones()
    names = zones if standard == "windows" else dict.fromkeys(zones.values(), "")

    def shown(name: str) -> Json:
        return {"alias": name, "displayName": name}

    return listed(
        call,
        names,
        shown,
        kind="timeZoneInformation",
        context="Collection(microsoft.graph.timeZoneInformation)",
        default_page=1000,
    )


@handles("GET", "outlook/supportedLanguages")
def supported_languages(call: GraphCall) -> Reply:
    return listed(
        call,
        _LANGUAGES.items(),
        lambda pair: {"locale": pair[0], "displayName": pair[1]},
        kind="localeInfo",
        context="Collection(microsoft.graph.localeInfo)",
        default_page=1000,
    )
