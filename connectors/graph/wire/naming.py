"""What a request asks for, in few words: no address, no id. Pure."""

from __future__ import annotations

import re

# What may end a path of Graph's, the most particular first; whatever else is asked for is "other".
_NAMES = (
    "$batch",
    "delta",
    "subscriptions",
    "translateExchangeIds",
    "calendarView",
    "instances",
    "events",
    "calendars",
    "messages",
    "childFolders",
    "mailFolders",
    "masterCategories",
    "mailboxSettings",
    "tasks",
    "lists",
    "extensions",
    "users",
)
_WORD = re.compile(r"[$A-Za-z]+")


def asked_for(method: str, path: str) -> str:
    """ "GET messages", "POST $batch"; the path is below the endpoint's own, with or without its query."""
    words = set(_WORD.findall(path.partition("?")[0].rpartition("microsoft.graph.")[2]))
    name = next((one for one in _NAMES if one in words), "other")
    within = next((one for one in _NAMES if one != "delta" and one in words), "") if name == "delta" else ""
    return f"{method} {within}/{name}" if within else f"{method} {name}"
