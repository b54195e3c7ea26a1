"""The rules of what people write into the history. Pure."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from store.errors import Invalid
from store.text import line, prose
from store.values import HistoryOf, ItemContent, TaskStatus

PREVIEW = 200  # characters
LONGEST_CALL = 7 * 24 * 60  # minutes

MADE_HERE, BY_HAND = "made here", "by hand"  # the rules of links that people made here
AT_THE_RECORD = frozenset({MADE_HERE, BY_HAND})
BY_A_PERSON = frozenset({"category"}) | AT_THE_RECORD  # no other rule makes or takes off such a link

# What the system's own tables say differs from machine to machine: these are all that is asked.
_TYPES = mimetypes.MimeTypes(filenames=())


def preview(body: str) -> str:
    """The beginning of the text on one line, for lists."""
    shown = " ".join(body[: 2 * PREVIEW].split())[:PREVIEW]  # enough of most texts, and half the work
    return shown if len(shown) == PREVIEW else " ".join(body[: 4 * PREVIEW].split())[:PREVIEW]


def bare(content: ItemContent) -> ItemContent:
    """Nothing but the fact: who and when."""
    fact = replace(content, subject="", body="", preview="", location="", has_attachments=False, size=0)
    return replace(fact, attachments=(), sketch=None)


def one_history(of: HistoryOf) -> None:
    """Raises Invalid unless it is exactly one record's."""
    if sum(part is not None for part in (of.number, of.account_id, of.contact_id)) != 1:
        raise Invalid("history", "belongs to exactly one opportunity, account or contact")


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Subject, body, phone number, minutes and file name as they are stored; raises Invalid."""
    stored = dict(fields)
    for name, field in (("subject", "title"), ("name", "file name")):
        if name in stored:
            stored[name] = line(field, stored[name])
    if "body" in stored:
        stored["body"] = prose("text", stored["body"])
    if "number" in stored:
        stored["number"] = line("number", stored["number"], longest=100, is_required=False)
    minutes = stored.get("minutes")
    if minutes is not None and not 0 <= minutes <= LONGEST_CALL:
        raise Invalid("minutes", f"is {minutes}; a call takes 0 to {LONGEST_CALL}")
    return stored


def in_time(field: str, at: datetime, now: datetime) -> datetime:
    """Raises Invalid for what is written down before it happens."""
    if at > now:
        raise Invalid(field, f"{at:%Y-%m-%d %H:%M} UTC is still to come", "plan it as a task or an appointment")
    return at


def reminded(task: str, reminder_at: datetime | None, status: TaskStatus) -> None:
    """Raises Invalid for a reminder of a task that is over."""
    if reminder_at is not None and status is not TaskStatus.OPEN:
        raise Invalid(task, f"is {status.value} and is not reminded of", "reopen it first")


def media_type(name: str) -> str:
    """By the name's ending alone; content is never looked into."""
    return _TYPES.guess_type(name)[0] or "application/octet-stream"
