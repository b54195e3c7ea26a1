"""From a message as Graph writes it to an e-mail as the daemon knows it. Pure.

Nothing is assumed to be there; what is there and cannot be understood makes the item unreadable, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from msgspec import UNSET, UnsetType

from connectors.characters import clean
from connectors.classes import no_mail
from connectors.graph.reading import properties
from connectors.graph.reading.messages import REFERENCES, REPLY_TO, SENSITIVITY, Header, Message, People, is_told
from connectors.graph.reading.parts import File, attachments, person
from connectors.headers import header_value
from connectors.mailbox import (
    HEADERS,
    LONGEST_HEADER,
    Change,
    Email,
    Item,
    PassedOver,
    Person,
    Sensitivity,
    Unreadable,
    Upserted,
)


def change(message: Message, *, is_clean: bool = True) -> Change:
    """The message as it stands, as far as it can be understood."""
    try:
        found = email(message)
    except NoMail as kind:
        return PassedOver(message.id, str(kind))
    except (ValueError, KeyError, OverflowError) as problem:
        return Unreadable(message.id, f"its {_doubtful(message)} cannot be understood ({type(problem).__name__})")
    return Upserted(found if is_clean else scrubbed(found))


class NoMail(Exception):
    """An item in a folder for mail that is none; the argument says what it is."""


def email(message: Message) -> Email:
    """The message as the daemon knows it; ValueError, KeyError or OverflowError where it makes no sense."""
    held = {one.id: one.value for one in message.single_value_extended_properties or ()}
    if SIZE not in held and held:  # a server may spell them in another way
        held = dict(properties.told(message.single_value_extended_properties or ()))
    item_class = held.get(CLASS) or "IPM.Note"
    if item_class != "IPM.Note" and (what := no_mail(item_class)):
        raise NoMail(what)
    headers = _headers(message.internet_message_headers) if message.internet_message_headers else {}
    sender = person(message.sender) if message.sender else None
    references = held.get(REFERENCES) or headers.pop("references", "")
    in_reply_to = held.get(REPLY_TO) or headers.pop("in-reply-to", "")
    if headers:
        headers.pop("references", None)
        headers.pop("in-reply-to", None)
    body = message.body or None
    is_draft = message.is_draft is True
    untold, unclear, lacking = _NOTHING, _NOTHING, _NOTHING
    if not is_told(message) or "from" not in headers or SIZE not in held:
        untold, unclear, lacking = _lacking(message, headers, held)
    return Email(
        message.id,
        message.version,
        (message.internet_message_id or "").strip(),
        message.subject or "",
        person(message.from_) if message.from_ else sender,
        _utc(message.received_date_time),
        _utc(message.sent_date_time),
        _people(message.to_recipients),
        _people(message.cc_recipients),
        _people(message.bcc_recipients),
        _people(message.reply_to),
        in_reply_to.strip(),
        tuple(_WORD.findall(references)) if references else (),
        message.conversation_id or "",
        sender,
        _depth(message.conversation_index) if message.conversation_index else 0,
        tuple(message.categories) if message.categories else (),
        _SENSITIVITIES[held.get(SENSITIVITY) or "0"],
        item_class,
        is_draft,
        headers,
        int(held.get(SIZE) or 0),
        message.has_attachments is True,
        (),
        (body.content or "") if body else "",
        body is not None and (body.content_type or "").lower() == "html",
        untold,
        unclear,
        lacking,
    )


SIZE, CLASS = properties.SIZE, properties.ITEM_CLASS
_NOTHING: frozenset[str] = frozenset()
_SENSITIVITIES = dict(zip("0123", Sensitivity, strict=True))
_WORD = re.compile(r"<[^<>]*>|[^\s<>]+")  # a Message-ID, whatever is in it, or what stands beside it
_WANTED = frozenset(name.lower() for name in HEADERS) | {"references", "in-reply-to"}


def _people(recipients: People) -> tuple[Person, ...]:
    return tuple([person(one) for one in recipients]) if recipients else ()


def _utc(time: datetime | UnsetType | None) -> datetime | None:
    if time is None or isinstance(time, UnsetType):
        return None
    if time.microsecond:  # Exchange has whole seconds, and the same moment is to be the same everywhere
        time = time.replace(microsecond=0)
    if time.tzinfo is UTC:  # which is how Z is read
        return time
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _headers(listed: Sequence[Header]) -> dict[str, str]:
    """Those that we know: all of them come, and are half a message."""
    found: dict[str, str] = {}
    for header in listed:
        name = _NAMES.get(header.name)
        if name is None:
            name = _noted(header.name)
        if name:
            value = header_value(header.value or "")
            found[name] = f"{found[name]}, {value}"[:LONGEST_HEADER] if name in found else value
    return found


def _noted(spelling: str) -> str:
    """The header's name in lower case, "" where it is not wanted; mail has forty headers, and always the same."""
    name = spelling.lower()
    name = name if name in _WANTED else ""
    if len(spelling) <= _LONGEST_NAME:
        if len(_NAMES) >= _MOST_NAMES:  # somebody makes them up
            _NAMES.clear()
        _NAMES[spelling] = name
    return name


_NAMES: dict[str, str] = {}
_MOST_NAMES, _LONGEST_NAME = 5_000, 100


def _depth(index: str) -> int:
    """A conversation index has 22 bytes of header, and 5 for each answer that led to the message (MS-OXOMSG)."""
    return max(0, len(index.strip().rstrip("=")) * 3 // 4 - 22) // 5


# By attribute: the name of the field in our values.
_FIELDS = {
    "internet_message_id": "message_id",
    "subject": "subject",
    "from_": "from",
    "sender": "sender",
    "to_recipients": "to",
    "cc_recipients": "cc",
    "bcc_recipients": "bcc",
    "reply_to": "reply_to",
    "received_date_time": "received_at",
    "sent_date_time": "sent_at",
    "conversation_id": "conversation_id",
    "conversation_index": "conversation_depth",
    "is_draft": "is_draft",
    "has_attachments": "has_attachments",
    "body": "body",
}
_OF_PROPERTIES = frozenset({"sensitivity", "item_class", "size", "in_reply_to", "references"})
_Lacking = tuple[frozenset[str], frozenset[str], frozenset[str]]
_NO_HEADERS: _Lacking = (frozenset({"headers"}), _NOTHING, _NOTHING)  # as most have it that was sent


def _lacking(message: Message, headers: Mapping[str, str], held: Mapping[str, Any]) -> _Lacking:
    """`untold`, `unclear` and `lacking` of an e-mail; see `connectors.mailbox.Email`."""
    if is_told(message) and message.is_draft is False and SIZE in held and message.conversation_index is not UNSET:
        return _NO_HEADERS if "from" not in headers else (_NOTHING, _NOTHING, _NOTHING)
    untold = {name for attribute, name in _FIELDS.items() if getattr(message, attribute) is UNSET}
    if message.single_value_extended_properties is UNSET:
        untold |= _OF_PROPERTIES
    elif SIZE not in held:  # every item has one
        untold |= {"size"}
    if message.is_draft is True:
        return frozenset(untold), _NOTHING, _NOTHING
    if "from" not in headers:  # which no message comes without
        untold |= {"headers"}
    is_nobody_told = message.from_ is UNSET and message.sender is UNSET
    unclear = {"from"} if is_nobody_told and any(char.isalnum() for char in headers.get("from", "")) else set[str]()
    lacking = {"sensitivity"} & untold
    if is_nobody_told:
        lacking |= {"from"}
    if message.received_date_time is UNSET and message.sent_date_time is UNSET:
        lacking |= {"sent_at"}
    return frozenset(untold), frozenset(unclear), frozenset(lacking)


def _doubtful(message: Message) -> str:
    held = properties.told(message.single_value_extended_properties or ())
    if (held.get(SENSITIVITY) or "0") not in _SENSITIVITIES:
        return "sensitivity"
    return "size" if not (held.get(SIZE) or "0").isdecimal() else "time"


def scrubbed(value: Any) -> Any:
    """A value without characters that cannot be stored, whatever part of it holds some."""
    if isinstance(value, str):
        return value if isinstance(value, Enum) else clean(value)
    if isinstance(value, tuple):
        return tuple([scrubbed(one) for one in value])
    if isinstance(value, dict):
        return {key: scrubbed(one) for key, one in value.items()}
    if isinstance(value, Email | Person):
        return type(value)(*[scrubbed(getattr(value, name)) for name in value.__slots__])
    return value


def with_files(item: Item, files: Iterable[File]) -> Item:
    """The item with what is attached to it."""
    return replace(item, attachments=attachments(files)) if isinstance(item, Email) else item
