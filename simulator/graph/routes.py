"""What Graph answers at all, and which application permissions each call wants: any one of those named.

A path that is not here does not exist, apart from `/me` for `/users/{id}`, `$batch` and `$value`. Segments stand in
lower case; the server takes any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

VERSION = "/v1.0"  # what every path begins with

_MAIL_READ = "Mail.Read Mail.ReadBasic.All Mail.ReadWrite"
_MESSAGE_READ = "Mail.Read Mail.ReadBasic.All"
_MAIL_WRITE = "Mail.ReadWrite"
_SEND = "Mail.Send"
_EVENTS_READ = "Calendars.Read Calendars.ReadBasic Calendars.ReadWrite"
_EVENT_READ = "Calendars.Read Calendars.ReadBasic"
_CALENDARS_WRITE = "Calendars.ReadWrite"
_UPLOAD = "Calendars.ReadWrite Mail.ReadWrite"
_SETTINGS_READ = "MailboxSettings.Read"
_SETTINGS_BOTH = "MailboxSettings.Read MailboxSettings.ReadWrite"
_SETTINGS_WRITE = "MailboxSettings.ReadWrite"
_TASKS_READ = "Tasks.Read.All Tasks.ReadWrite.All"
_TASKS_WRITE = "Tasks.ReadWrite.All"
_PEOPLE_READ = "User.Read.All User.ReadBasic.All"
_CONFIGURATIONS = "MailboxConfigItem.ReadWrite"

_NEAREST = {"copy", "createforward", "createreply", "createreplyall", "move", "permanentdelete", "reportmessage"}
_SENDING = {"forward", "reply", "replyall"}


def _table() -> Iterator[tuple[str, str, str]]:
    """(method, path below the user, permissions)."""
    yield from _mail()
    yield from _calendars()
    yield from _tasks()
    yield from _settings()


def _mail() -> Iterator[tuple[str, str, str]]:
    for folders in ("mailfolders", "mailfolders/{id}/childfolders"):
        yield "GET", folders, _MAIL_READ
        yield "POST", folders, _MAIL_WRITE
    yield "GET", "mailfolders/delta", _MAIL_READ
    yield "GET", "mailfolders/{id}", _MAIL_READ
    yield "PATCH", "mailfolders/{id}", _MAIL_WRITE
    yield "DELETE", "mailfolders/{id}", _MAIL_WRITE
    for action in ("copy", "move", "permanentdelete", "reportmessage", "updateallmessagesreadstate"):
        yield "POST", f"mailfolders/{{id}}/{action}", _MAIL_WRITE
    for operations in ("operations", "operations/{id}"):
        yield "GET", f"mailfolders/{{id}}/{operations}", "Mail.Read"
    yield "GET", "mailfolders/{id}/messages/delta", _MAIL_READ
    for messages in ("messages", "mailfolders/{id}/messages"):
        yield "GET", messages, _MAIL_READ
        yield "POST", messages, _MAIL_WRITE
        one = f"{messages}/{{id}}"
        yield "GET", one, _MESSAGE_READ
        yield "PATCH", one, _MAIL_WRITE
        yield "DELETE", one, _MAIL_WRITE
        yield "GET", f"{one}/attachments", "Mail.Read"
        yield "POST", f"{one}/attachments", _MAIL_WRITE
        yield "DELETE", f"{one}/mentions/{{id}}", _MAIL_WRITE
        for action in sorted(_NEAREST - ({"reportmessage"} if messages != "messages" else set())):
            yield "POST", f"{one}/{action}", _MAIL_WRITE
        for action in sorted(_SENDING):
            yield "POST", f"{one}/{action}", _SEND
    yield "POST", "messages/{id}/attachments/createuploadsession", _UPLOAD
    yield "POST", "messages/{id}/send", _SEND
    yield "POST", "messages/{id}/unsubscribe", _SEND
    for below in ("childfolders/{id}", "childfolders/{id}/..."):
        yield "GET", f"mailfolders/{{id}}/{below}/messages/{{id}}/attachments/{{id}}", "Mail.Read"
        yield "POST", f"mailfolders/{{id}}/{below}/messages/{{id}}/attachments/{{id}}", _MAIL_WRITE


def _calendars() -> Iterator[tuple[str, str, str]]:
    yield "GET", "calendars", _EVENTS_READ
    yield "POST", "calendars", _CALENDARS_WRITE
    yield "GET", "calendars/delta", _EVENTS_READ
    yield "DELETE", "calendars/{id}", _CALENDARS_WRITE
    yield "DELETE", "calendar/calendarpermissions/{id}", _CALENDARS_WRITE
    yield "DELETE", "events/{id}/calendar/calendarpermissions/{id}", _CALENDARS_WRITE
    yield "POST", "calendar/getschedule", _EVENTS_READ
    yield "POST", "calendar/permanentdelete", _CALENDARS_WRITE
    for view in ("calendarview", "calendar/calendarview", "calendars/{id}/calendarview"):
        yield "GET", view, _EVENTS_READ
    for view in ("calendarview/delta", "calendars/{id}/calendarview/delta"):
        yield "GET", view, _EVENTS_READ
    for events in ("events", "calendar/events", "calendars/{id}/events"):
        yield "GET", events, _EVENTS_READ
        yield "POST", events, _CALENDARS_WRITE
        yield "GET", f"{events}/delta", _EVENTS_READ
        one = f"{events}/{{id}}"
        yield "GET", one, _EVENT_READ
        yield "PATCH", one, _CALENDARS_WRITE
        yield "DELETE", one, _CALENDARS_WRITE
        yield "GET", f"{one}/instances", _EVENT_READ
        yield "GET", f"{one}/attachments", "Calendars.Read"
        yield "POST", f"{one}/attachments", _CALENDARS_WRITE
        yield "POST", f"{one}/forward", "Calendars.Read"
        for action in ("accept", "cancel", "decline", "dismissreminder", "permanentdelete", "snoozereminder"):
            yield "POST", f"{one}/{action}", _CALENDARS_WRITE
        yield "POST", f"{one}/tentativelyaccept", _CALENDARS_WRITE
    yield "POST", "events/{id}/attachments/createuploadsession", _UPLOAD


def _tasks() -> Iterator[tuple[str, str, str]]:
    lists, tasks, task = "todo/lists", "todo/lists/{id}/tasks", "todo/lists/{id}/tasks/{id}"
    for many in (lists, tasks, f"{task}/attachments", f"{task}/checklistitems", f"{task}/linkedresources"):
        yield "GET", many, _TASKS_READ
        yield "POST", many, _TASKS_WRITE
    yield "PATCH", tasks, _TASKS_WRITE
    for delta in (lists, tasks):
        yield "GET", f"{delta}/delta", _TASKS_READ
    for one in (f"{lists}/{{id}}", task, f"{task}/checklistitems/{{id}}", f"{task}/linkedresources/{{id}}"):
        yield "GET", one, _TASKS_READ
        yield "PATCH", one, _TASKS_WRITE
        yield "DELETE", one, _TASKS_WRITE
    yield "GET", f"{task}/attachments/{{id}}", _TASKS_READ
    yield "DELETE", f"{task}/attachments/{{id}}", _TASKS_WRITE
    yield "POST", f"{task}/attachments/createuploadsession", _TASKS_WRITE


def _settings() -> Iterator[tuple[str, str, str]]:
    yield "GET", "mailboxsettings", _SETTINGS_BOTH
    yield "PATCH", "mailboxsettings", _SETTINGS_WRITE
    for part in SETTINGS:
        yield "GET", f"mailboxsettings/{part}", _SETTINGS_BOTH
    for things in ("outlook/mastercategories", "mailfolders/inbox/messagerules"):
        yield "GET", things, _SETTINGS_READ
        yield "POST", things, _SETTINGS_WRITE
        yield "GET", f"{things}/{{id}}", _SETTINGS_READ
        yield "PATCH", f"{things}/{{id}}", _SETTINGS_WRITE
        yield "DELETE", f"{things}/{{id}}", _SETTINGS_WRITE
    yield "GET", "outlook/supportedlanguages", _PEOPLE_READ
    yield "GET", "outlook/supportedtimezones", _PEOPLE_READ
    yield "GET", "outlook/supportedtimezones(timezonestandard={value})", _PEOPLE_READ
    agents = "AgentIdUser.ReadWrite.All AgentIdUser.ReadWrite.IdentityParentedBy"
    yield "POST", "translateexchangeids", f"{agents} User.Read.All User.ReadWrite.All"
    configurations = "mailfolders/{id}/userconfigurations"
    yield "POST", configurations, _CONFIGURATIONS
    yield "GET", f"{configurations}/{{id}}", f"MailboxConfigItem.Read {_CONFIGURATIONS}"
    yield "PATCH", f"{configurations}/{{id}}", _CONFIGURATIONS
    yield "DELETE", f"{configurations}/{{id}}", _CONFIGURATIONS


SETTINGS = (
    *("automaticrepliessetting", "dateformat", "delegatemeetingmessagedeliveryoptions", "language", "timeformat"),
    *("timezone", "userpurpose", "workinghours"),
)

ROUTES: dict[tuple[str, str], frozenset[str]] = {
    (method, f"/users/{{id}}/{path}"): frozenset(permissions.split()) for method, path, permissions in _table()
}


@dataclass(frozen=True, slots=True)
class Route:
    """A path that exists: its template, what it names, and the permissions by method."""

    template: str
    user: str
    ids: tuple[str, ...]  # below the user, in their order
    methods: dict[str, frozenset[str]]
    is_me: bool = False
    value: bool = False  # the thing itself, `/$value`
    count: bool = False  # how many there are, `/$count`


@dataclass(frozen=True, slots=True)
class _Known:
    segments: tuple[str, ...]
    template: str
    methods: dict[str, frozenset[str]]


def _known() -> dict[int, list[_Known]]:
    by_template: dict[str, dict[str, frozenset[str]]] = {}
    for (method, template), permissions in ROUTES.items():
        by_template.setdefault(template, {})[method] = permissions
    by_length: dict[int, list[_Known]] = {}
    for template, methods in by_template.items():
        segments = tuple(template.strip("/").split("/"))
        by_length.setdefault(len(segments), []).append(_Known(segments, template, methods))
    for many in by_length.values():  # a word before a wildcard: `events/delta` is no event
        many.sort(key=lambda known: [segment == "{id}" for segment in known.segments])
    return by_length


_KNOWN = _known()
_KEY = re.compile(r"^([^(]+)\('([^']*(?:''[^']*)*)'\)$")
_FUNCTION = re.compile(r"^(?:microsoft\.graph\.)?([a-z]+)\(\)$", re.IGNORECASE)
_STANDARD = re.compile(r"^(?:microsoft\.graph\.)?supportedtimezones\(timezonestandard=(.*)\)$", re.IGNORECASE)
_ENUM = re.compile(r"^microsoft\.graph\.timezonestandard", re.IGNORECASE)
_VALUE = "supportedtimezones(timezonestandard={value})"


def find(path: str) -> Route | None:
    """The route of a path below the version, as it came in; None for one that does not exist."""
    (segments, argument), is_me = _segments(path), False
    if segments and segments[0].lower() == "me":
        segments, is_me = ["users", "me", *segments[1:]], True
    value = bool(segments) and segments[-1].lower() == "$value"
    count = bool(segments) and segments[-1].lower() == "$count"
    if value or count:
        segments = segments[:-1]
    nested = _nested(segments)
    if nested is not None:
        return nested
    for known in _KNOWN.get(len(segments), ()):
        ids = _matched(known.segments, segments)
        if ids is not None:
            return Route(known.template, ids[0], (*ids[1:], *argument), known.methods, is_me, value, count)
    attachment = len(segments) >= 6 and segments[-2].lower() == "attachments" and value
    if attachment:  # one attachment's content, where the list of them is known
        found = find("/".join(("", *(_quoted(one) for one in segments[:-1]))))
        if found is not None:
            template, below = f"{found.template}/{{id}}", (*found.ids, segments[-1])
            return Route(template, found.user, below, found.methods, is_me, value)
    return None


def _quoted(segment: str) -> str:
    return segment.replace("%", "%25").replace("/", "%2F")


def _segments(path: str) -> tuple[list[str], list[str]]:
    """The words and keys of a path, and the argument of the one function that takes any."""
    found: list[str] = []
    argument: list[str] = []
    for part in path.strip("/").split("/"):
        text = unquote(part)
        standard = _STANDARD.match(text)
        keyed = None if standard else _KEY.match(text)
        if standard:
            found.append(_VALUE)
            argument.append(_ENUM.sub("", standard[1]).strip("'"))
        elif keyed:
            found += [keyed[1], keyed[2].replace("''", "'")]
        elif function := _FUNCTION.match(text):
            found.append(function[1])
        else:
            found.append(text.removeprefix("microsoft.graph."))
    return found, argument


def _matched(pattern: tuple[str, ...], segments: list[str]) -> list[str] | None:
    ids = []
    for wanted, given in zip(pattern, segments, strict=True):
        if wanted == "{id}":
            if not given or given.startswith("$"):
                return None
            ids.append(given)
        elif wanted != given.lower():
            return None
    return ids


_NESTED = "/users/{id}/mailfolders/{id}/childfolders/{id}/.../messages/{id}/attachments/{id}"


def _nested(segments: list[str]) -> Route | None:
    """An attachment of a message below any number of folders."""
    if len(segments) < 12 or len(segments) % 2:
        return None
    words, ids = [one.lower() for one in segments[::2]], segments[1::2]
    depth = len(words) - 4
    if words != ["users", "mailfolders", *["childfolders"] * depth, "messages", "attachments"] or depth < 2:
        return None
    methods = {method: ROUTES[method, _NESTED] for method in ("GET", "POST")}
    return Route(_NESTED, ids[0], tuple(ids[1:]), methods)
