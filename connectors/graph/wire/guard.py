"""The last look at a request before it leaves: nothing is sent to anybody, nothing of the user's is deleted.

An allow-list by method and path, for the parts of a batch as well. What may be written to an item is named key by key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

MOST_PARTS = 20  # of a batch

_MAIL = (
    *("mailFolders", "mailFolders/delta", "mailFolders/*", "mailFolders/*/childFolders", "mailFolders/*/messages"),
    *("mailFolders/*/messages/delta", "messages", "messages/*", "messages/*/attachments", "messages/*/$value"),
)
_CALENDAR = (
    *("calendar", "calendars", "calendars/delta", "calendars/*", "calendarView", "calendarView/delta"),
    *("events", "events/*", "events/delta", "events/*/instances", "events/*/attachments", "calendar/events"),
    *("calendars/*/events", "calendars/*/events/delta", "calendars/*/calendarView", "calendar/calendarView"),
    *("calendars/*/calendarView/delta", "calendars/*/events/*", "calendars/*/events/*/instances"),
)
_TODO = (
    *("todo/lists", "todo/lists/delta", "todo/lists/*", "todo/lists/*/tasks", "todo/lists/*/tasks/delta"),
    *("todo/lists/*/tasks/*", "todo/lists/*/tasks/*/linkedResources", "todo/lists/*/tasks/*/linkedResources/*"),
)
_SETTINGS = ("mailboxSettings", "mailboxSettings/*", "outlook/masterCategories", "outlook/masterCategories/*")

# What may be made, and changed: below a mailbox, with the keys that the body may have.
_ITEM_KEYS = frozenset({"categories", "flag", "singleValueExtendedProperties"})
_EVENT_KEYS = frozenset(
    {
        *("subject", "body", "start", "end", "location", "categories", "isAllDay", "isReminderOn", "showAs"),
        *("reminderMinutesBeforeStart", "sensitivity", "singleValueExtendedProperties", "transactionId"),
    }
)
_DRAFT_KEYS = frozenset({"subject", "body", "toRecipients", "categories", "singleValueExtendedProperties"})
_TASK_KEYS = frozenset(
    {
        *("title", "body", "categories", "status", "dueDateTime", "startDateTime", "isReminderOn", "reminderDateTime"),
        *("linkedResources", "importance", "completedDateTime"),
    }
)
_LINK_KEYS = frozenset({"applicationName", "displayName", "externalId", "webUrl"})
_POSTED: Mapping[str, frozenset[str]] = {
    "messages": _DRAFT_KEYS,  # is a draft, in Drafts, until its user sends it
    "calendar/events": _EVENT_KEYS,
    "calendars/*/events": _EVENT_KEYS,
    "events": _EVENT_KEYS,
    "todo/lists/*/tasks": _TASK_KEYS,
    "todo/lists/*/tasks/*/linkedResources": _LINK_KEYS,
    "outlook/masterCategories": frozenset({"displayName", "color"}),
    "translateExchangeIds": frozenset({"inputIds", "sourceIdType", "targetIdType"}),
}
_PATCHED: Mapping[str, frozenset[str]] = {
    "messages/*": _ITEM_KEYS,
    "events/*": _EVENT_KEYS,
    "calendars/*/events/*": _EVENT_KEYS,
    "todo/lists/*/tasks/*": _TASK_KEYS,
    "todo/lists/*/tasks/*/linkedResources/*": _LINK_KEYS,
    "outlook/masterCategories/*": frozenset({"color"}),
}
_DELETED: Mapping[str, frozenset[str]] = {"outlook/masterCategories/*": frozenset()}  # an entry of the list, and ours
_OWN_PROPERTIES = re.compile(r"String \{[0-9a-f-]{36}\} Name dealtrail-[a-z]+", re.IGNORECASE)
_SEGMENT = r"[^/]+"


class Forbidden(Exception):
    """A request that this program must never send; the argument names what is wrong with it."""


def _patterns(paths: Iterable[str]) -> dict[re.Pattern[str], str]:
    """Each path as what it looks like below a mailbox; functions come with brackets as well."""
    found: dict[re.Pattern[str], str] = {}
    for path in paths:
        segments = [_SEGMENT if one == "*" else re.escape(one) for one in path.split("/")]
        if segments[-1] == "delta":
            segments[-1] = r"delta(?:\(\))?"
        found[re.compile(f"/users/{_SEGMENT}/{'/'.join(segments)}", re.IGNORECASE)] = path
    return found


_READ = _patterns((*_MAIL, *_CALENDAR, *_TODO, *_SETTINGS))
_WRITTEN = {
    "POST": (_patterns(_POSTED), _POSTED),
    "PATCH": (_patterns(_PATCHED), _PATCHED),
    "DELETE": (_patterns(_DELETED), _DELETED),
}
# What stands in the place of an id is none of these, however it is written.
_ACTIONS = frozenset(
    {
        *(
            "delta",
            "send",
            "sendmail",
            "reply",
            "replyall",
            "forward",
            "createreply",
            "createreplyall",
            "createforward",
        ),
        *("accept", "decline", "tentativelyaccept", "cancel", "dismissreminder", "snoozereminder", "move", "copy"),
        *("permanentdelete", "unsubscribe", "attachments", "instances", "extensions"),
    }
)
_NOT_IN_IDS = re.compile(r"[\x00-\x20\x7f%;?#()\\]")


def check(method: str, path: str, content: bytes) -> None:
    """Raise Forbidden unless the request only reads, or writes quietly; `path` is below the endpoint's own."""
    path = path.partition("?")[0]
    if method == "POST" and path == "/$batch":
        for part in _parts(content):
            _check_one(str(part.get("method")), str(part.get("url")).partition("?")[0], part.get("body"))
        return
    _check_one(method, path, _body(content) if method != "GET" else None)


def _check_one(method: str, path: str, body: object) -> None:
    plain = unquote(path)
    if "//" in plain or "/.." in plain or "/./" in plain or "\\" in plain:
        raise Forbidden(f"{method} of a path that could mean another one")
    if method == "GET":
        by_segments = _KEY.sub(r"/\1", path)  # links may come with users('id') for users/id
        if not any(pattern.fullmatch(by_segments) for pattern in _READ):
            raise Forbidden(f"GET {_shown(path)}")
        return
    patterns, allowed = _WRITTEN.get(method, ({}, {}))
    template = next((name for pattern, name in patterns.items() if pattern.fullmatch(path)), None)
    if template is None or _means_more(path):
        raise Forbidden(f"{method} {_shown(path)}")
    if method == "DELETE":
        return
    if not isinstance(body, dict):
        raise Forbidden(f"{method} {_shown(path)} without an object")
    strange = sorted(str(key) for key in body if key not in allowed[template])
    if strange:  # attendees among them: whom Exchange would write to
        raise Forbidden(f"{method} {_shown(path)} with {', '.join(strange)[:100]}")
    _check_properties(method, path, body.get("singleValueExtendedProperties") or ())


def _means_more(path: str) -> bool:
    """Whether a part of what is written to could be taken for more than a name or an id, once it is decoded."""
    below = unquote(path.split("/", 3)[-1])
    return _NOT_IN_IDS.search(below) is not None or any(
        one.casefold() in _ACTIONS or one.startswith("$") for one in below.split("/")
    )


_KEY = re.compile(r"\((?:'|%27)([^/()]+?)(?:'|%27)\)", re.IGNORECASE)


def _check_properties(method: str, path: str, properties: Iterable[Any]) -> None:
    for one in properties:
        if not isinstance(one, dict) or not _OWN_PROPERTIES.fullmatch(str(one.get("id"))):
            raise Forbidden(f"{method} {_shown(path)} with a property that is not ours")


def _parts(content: bytes) -> list[dict[str, Any]]:
    body = _body(content)
    parts = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts) or len(parts) > MOST_PARTS:
        raise Forbidden("a batch that is none")
    return parts


def _body(content: bytes) -> object:
    try:
        return json.loads(content) if content else None
    except ValueError as problem:
        raise Forbidden("a request that is not JSON") from problem


def _shown(path: str) -> str:
    """The path without what names a person or an item."""
    parts = path.split("/")
    return "/".join(one if index != 2 and len(one) < 40 and "@" not in one else "…" for index, one in enumerate(parts))
