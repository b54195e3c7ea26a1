"""From one XML element of an item to what it holds. Pure.

ValueError, KeyError or OverflowError for what is there and cannot be understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from connectors.ews.wire.xml import Element, T
from connectors.headers import header_value
from connectors.mailbox import HEADERS, LONGEST_HEADER, Attachment, Person, Sensitivity
from connectors.ours import IDENTITY_NAME, IDENTITY_SET, ROLE_NAME


def item_id(element: Element) -> tuple[str, str] | None:
    """Id and change key of an item or folder element; None where it has no id."""
    holder = next(element.iterchildren(_ID), None)
    found = holder.get("Id") if holder is not None else None
    return (found, holder.get("ChangeKey") or "") if holder is not None and found else None


def is_ours(element: Element) -> bool:
    """Whether an item carries our hidden identity."""
    try:
        return any("identity" in extended(one) for one in element.iterfind(EXTENDED))
    except ValueError:
        return False


def extended_text(element: Element, key: str) -> str | None:
    """The value of the extended property with this tag or number; None where the item has none."""
    for one in element.iterfind(EXTENDED):
        path = one.find(f"{T}ExtendedFieldURI")
        if path is not None and (path.get("PropertyId") == key or _is_tag(path.get("PropertyTag"), key)):
            return (one.findtext(f"{T}Value") or "").strip()
    return None


def named_text(element: Element, name: str) -> str:
    """The value of our property of this name; "" where the item has none."""
    for one in element.iterfind(EXTENDED):
        path = one.find(f"{T}ExtendedFieldURI")
        if path is not None and (path.get("PropertyName") or "").lower() == name:
            return (one.findtext(f"{T}Value") or "").strip()
    return ""


def _is_tag(tag: str | None, key: str) -> bool:
    with suppress(ValueError):
        return tag is not None and int(tag, 0) == int(key, 0)
    return False


def _text(element: Element) -> str:
    return element.text or ""


def _body(element: Element) -> tuple[str, bool]:
    # Text is asked for; not every server makes it.
    return element.text or "", (element.get("BodyType") or "").upper() == "HTML"


def _lower(element: Element) -> str:
    return (element.text or "").strip().lower()


def _names(element: Element) -> str:
    return (element.text or "").strip()


def _flag(element: Element) -> bool:
    return (element.text or "").strip() in ("true", "1")


def _time(element: Element) -> datetime | None:
    text = element.text
    if not text:
        return None
    # Fractions are some servers' own: Exchange has whole seconds, and the same moment is to be the same everywhere.
    time = datetime.fromisoformat(text.strip())
    if time.microsecond:
        time = time.replace(microsecond=0)
    if time.tzinfo is UTC:  # as Exchange writes it
        return time
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _date(element: Element) -> date | None:
    # A day travels as its midnight, in UTC or with an offset: the day is what is written.
    text = element.text
    return datetime.fromisoformat(text.strip()).date() if text else None


# Outlook writes "none" as 1 January 4501, and knows no day before 1601.
_FIRST_YEAR, _NO_YEAR = 1601, 4501


def _alarm(element: Element) -> datetime | None:
    time = _time(element)
    return time if time and _FIRST_YEAR <= time.year < _NO_YEAR else None


def _day(element: Element) -> date | None:
    day = _date(element)
    return day if day and _FIRST_YEAR <= day.year < _NO_YEAR else None


def _strings(element: Element) -> tuple[str, ...]:
    return tuple(child.text or "" for child in element)


def _person(mailbox: Element) -> Person:
    name = address = ""
    for child in mailbox:  # several times as fast as findtext, and people are most of an e-mail's elements
        tag = child.tag
        if tag == _NAME:
            name = child.text or ""
        elif tag == _ADDRESS:
            address = child.text or ""
        else:
            break  # the schema puts these two first
    return _met(address, name) if len(address) + len(name) <= _KEPT else Person(address, name)


_met = lru_cache(maxsize=2048)(Person)  # most people of a page are met again and again
_KEPT = 300  # characters
_ID = f"{T}ItemId"
_NAME, _ADDRESS, EXTENDED = f"{T}Name", f"{T}EmailAddress", f"{T}ExtendedProperty"


def _people(element: Element) -> tuple[Person, ...]:
    return tuple(_person(mailbox) for mailbox in element)


def _one(element: Element) -> Person | None:
    return _person(element[0]) if len(element) else None


def _attendees(element: Element) -> tuple[Person, ...]:
    return tuple(_person(mailbox) for mailbox in element.iterfind(f"{T}Attendee/{T}Mailbox"))


def _attachments(element: Element) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            child.findtext(f"{T}Name") or "",
            int(child.findtext(f"{T}Size") or 0),
            (child.findtext(f"{T}IsInline") or "").strip() in ("true", "1"),
        )
        for child in element
    )


def _starts(element: Element) -> tuple[datetime, ...]:
    return tuple(filter(None, map(_time, element.iterfind(f"{T}DeletedOccurrence/{T}Start"))))


_WORD = re.compile(r"<[^<>]*>|[^\s<>]+")  # a Message-ID, whatever is in it, or what stands beside it


def _references(element: Element) -> tuple[str, ...]:
    return tuple(_WORD.findall(element.text or ""))


def _depth(element: Element) -> int:
    """A conversation index has 22 bytes of header, and 5 for each answer that led to the message (MS-OXOMSG)."""
    written = "".join((element.text or "").split()).rstrip("=")
    return max(0, len(written) * 3 // 4 - 22) // 5


def extended(element: Element) -> dict[str, Any]:
    path = element.find(f"{T}ExtendedFieldURI")
    if path is None:
        return {}
    if (path.get("PropertyTag") or "").lower() in _BLOCK_TAGS:
        return {"InternetMessageHeaders": _block(element.findtext(f"{T}Value") or "")}
    if (path.get("PropertyTag") or "").lower() in _SENDER_TAGS:
        address = (element.findtext(f"{T}Value") or "").strip()
        return {"sent_by": Person(address)} if address else {}
    name = (path.get("PropertyName") or "").lower()
    values = [value.text or "" for value in element.iter(f"{T}Value")]
    if name == IDENTITY_NAME and (path.get("PropertySetId") or "").lower() == IDENTITY_SET and values:
        return {"identity": UUID(values[0])}
    if name == ROLE_NAME and (path.get("PropertySetId") or "").lower() == IDENTITY_SET and values:
        return {"role": values[0]}
    return {}


def _headers(element: Element) -> dict[str, str]:
    """Of the headers that we know; some servers give all of them, whatever was asked for."""
    found: dict[str, str] = {}
    for child in element:
        name = (child.get("HeaderName") or "").lower()
        if name in _WANTED:
            value = header_value(child.text or "")
            found[name] = f"{found[name]}, {value}"[:LONGEST_HEADER] if name in found else value
    return found


def headers(element: Element) -> dict[str, str]:
    """Those of an item that was asked for nothing else."""
    holder = element.find(f"{T}InternetMessageHeaders")
    return {} if holder is None else _headers(holder)


def transport_headers(element: Element) -> dict[str, str]:
    """The same out of the block of all headers; {} where the item has none."""
    for holder in element.iterfind(EXTENDED):
        if headers := extended(holder).get("InternetMessageHeaders"):
            return dict(headers)
    return {}


def _block(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _FOLD.sub(" ", text[:_LONGEST_BLOCK]).splitlines():
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name in _WANTED:
            value = header_value(value)
            found[name] = f"{found[name]}, {value}"[:LONGEST_HEADER] if name in found else value
    return found


_BLOCK_TAGS = ("0x7d", "0x007d")
_SENDER_TAGS = ("0x5d01",)  # PidTagSenderSmtpAddress: who sent a meeting, for its organizer or as that
_FOLD = re.compile(r"\r?\n[ \t]")
_LONGEST_BLOCK = 500_000  # characters

_WANTED = frozenset(name.lower() for name in HEADERS)


READ: dict[str, tuple[str, Callable[[Element], Any]]] = {
    T + name: (name, read)
    for name, read in {
        "ItemId": lambda element: (element.get("Id"), element.get("ChangeKey") or ""),
        "ItemClass": _text,
        "Subject": _text,
        "Sensitivity": lambda element: Sensitivity(_lower(element)),
        "Body": _body,
        "DateTimeReceived": _time,
        "Size": lambda element: int(element.text or 0),
        "Categories": _strings,
        "InReplyTo": lambda element: _text(element).strip(),
        "IsDraft": _flag,
        "DateTimeSent": _time,
        "ReminderDueBy": _alarm,
        "ReminderIsSet": _flag,
        "HasAttachments": _flag,
        "Attachments": _attachments,
        "InternetMessageHeaders": _headers,
        "LastModifiedTime": _time,
        "ConversationId": lambda element: element.get("Id") or "",
        # messages
        "From": _one,
        "Sender": _one,
        "ToRecipients": _people,
        "CcRecipients": _people,
        "DisplayTo": _names,
        "DisplayCc": _names,
        "BccRecipients": _people,
        "ReplyTo": _people,
        "InternetMessageId": lambda element: _text(element).strip(),
        "References": _references,
        "ConversationIndex": _depth,
        # appointments
        "UID": _text,
        "Start": _time,
        "End": _time,
        "OriginalStart": _time,
        "RecurrenceId": _time,
        "DeletedOccurrences": _starts,
        "IsAllDayEvent": _flag,
        "Location": _text,
        "IsCancelled": _flag,
        "CalendarItemType": _lower,
        "MeetingRequestWasSent": _flag,
        "MyResponseType": _lower,
        "Organizer": _one,
        "RequiredAttendees": _attendees,
        "OptionalAttendees": _attendees,
        # tasks
        "DueDate": _day,
        "IsComplete": _flag,
        "IsRecurring": _flag,
        "Status": _lower,
    }.items()
}
