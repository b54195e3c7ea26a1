"""From a message as Graph writes it to our values. Pure.

Nothing is assumed to be there; what is there and cannot be understood makes the item unreadable, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast

import msgspec
from msgspec import UNSET, UnsetType

from connectors.characters import clean
from connectors.classes import no_mail
from connectors.graph.reading import properties
from connectors.graph.wire.decoding import NOT_UNDERSTOOD, careful, decoder, is_clean
from connectors.graph.wire.errors import BadAnswer
from connectors.headers import header_value
from connectors.mailbox import (
    HEADERS,
    LONGEST_HEADER,
    Attachment,
    Change,
    Email,
    Item,
    PassedOver,
    Person,
    Sensitivity,
    Unreadable,
    Upserted,
)

SENSITIVITY = "Integer 0x36"  # no property of a message tells it
REPLY_TO, REFERENCES = "String 0x1042", "String 0x1039"
EXPAND = properties.expand((SENSITIVITY, properties.SIZE, properties.ITEM_CLASS, REPLY_TO, REFERENCES))
HEADER_LIST = "internetMessageHeaders"
SELECT = (
    *("id", "changeKey", "categories", "subject", "from", "sender", "toRecipients", "ccRecipients", "bccRecipients"),
    *("replyTo", "receivedDateTime", "sentDateTime", "hasAttachments", "internetMessageId", "conversationId"),
    *("conversationIndex", "isDraft", "body", "parentFolderId", HEADER_LIST),
)


class Address(msgspec.Struct, gc=False):
    name: str | None = None
    address: str | None = None


class Recipient(msgspec.Struct, gc=False):
    email: Address | None = msgspec.field(name="emailAddress", default=None)


class Body(msgspec.Struct, gc=False):
    content: str | None = None
    kind: str | None = msgspec.field(name="contentType", default=None)


class Header(msgspec.Struct, gc=False):
    name: str = ""
    value: str | None = None


class Property(msgspec.Struct, gc=False):
    id: str = ""
    value: str | None = None


Text = str | UnsetType | None
People = list[Recipient] | UnsetType | None


class Message(msgspec.Struct, gc=False, kw_only=True, rename="camel"):
    """What is asked for and nothing else; UNSET where the server does not tell, None where it says null."""

    id: str
    removed: dict[str, Any] | None = msgspec.field(name="@removed", default=None)
    etag: str | None = msgspec.field(name="@odata.etag", default=None)
    change_key: Text = UNSET
    categories: list[str] | UnsetType | None = UNSET
    subject: Text = UNSET
    from_: Recipient | UnsetType | None = msgspec.field(name="from", default=UNSET)
    sender: Recipient | UnsetType | None = UNSET
    to_recipients: People = UNSET
    cc_recipients: People = UNSET
    bcc_recipients: People = UNSET
    reply_to: People = UNSET
    received_date_time: datetime | UnsetType | None = UNSET
    sent_date_time: datetime | UnsetType | None = UNSET
    has_attachments: bool | UnsetType | None = UNSET
    internet_message_id: Text = UNSET
    conversation_id: Text = UNSET
    conversation_index: Text = UNSET
    is_draft: bool | UnsetType | None = UNSET
    body: Body | UnsetType | None = UNSET
    parent_folder_id: str | None = None
    internet_message_headers: list[Header] | UnsetType | None = UNSET
    single_value_extended_properties: list[Property] | UnsetType | None = UNSET

    @property
    def version(self) -> str:
        """The change key; the mark beside an answer holds it as well."""
        return self.change_key or version_in(self.etag) if self.change_key is not UNSET else version_in(self.etag)


def version_in(etag: str | None) -> str:
    text = (etag or "").strip()
    return text.removeprefix("W/").strip('"')


class _Page(msgspec.Struct, gc=False):
    value: list[Message]
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)
    delta_link: str | None = msgspec.field(name="@odata.deltaLink", default=None)


@dataclass(slots=True)
class Told:
    """A page of a delta: messages as far as they are told, and what of them cannot be read."""

    messages: list[Message]
    unreadable: list[Unreadable]
    next_link: str | None
    delta_link: str | None
    is_clean: bool  # whether all of its text can be stored as it is


def page(content: bytes) -> Told:
    """One answer of a delta; raises BadAnswer where it is none."""
    try:
        read = decoder(_Page).decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _careful_page(content)
    return Told(read.value, [], read.next_link, read.delta_link, is_clean(content))


def _careful_page(content: bytes) -> Told:
    """The same, item by item: slow, and seldom needed."""
    answer = careful(content)
    rows = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise BadAnswer("the answer does not say what changed in the folder")
    told = Told([], [], _link(answer, "@odata.nextLink"), _link(answer, "@odata.deltaLink"), is_clean=True)
    for row in rows:
        id = row.get("id") if isinstance(row, dict) else None
        if not isinstance(id, str) or not id:
            # What a cut answer looks like. The cursor must not move past an item that was not named.
            raise BadAnswer("the answer tells of an item and does not name it")
        try:
            told.messages.append(msgspec.convert(row, Message))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            told.unreadable.append(Unreadable(id, NOT_UNDERSTOOD))
    return told


def _link(answer: Mapping[str, Any], name: str) -> str | None:
    found = answer.get(name)
    return found if isinstance(found, str) and found else None


# --- what is told of a message ----------------------------------------------------------------------------------------


def is_told(message: Message) -> bool:
    """Whether all of it is there but for its headers: an update may tell of little more than what was changed.

    Of a draft that nobody sent yet no writer is told.
    """
    return not (
        message.single_value_extended_properties is UNSET
        or message.body is UNSET
        or message.subject is UNSET
        or ((message.from_ is UNSET or message.sender is UNSET) and message.is_draft is not True)
        or message.to_recipients is UNSET
        or message.cc_recipients is UNSET
        or message.bcc_recipients is UNSET
        or message.reply_to is UNSET
        or message.received_date_time is UNSET
        or message.sent_date_time is UNSET
        or message.categories is UNSET
        or message.has_attachments is UNSET
        or message.internet_message_id is UNSET
        or message.conversation_id is UNSET
        or message.is_draft is UNSET
    )


def are_headers_told(message: Message) -> bool:
    """A draft has none."""
    return message.internet_message_headers is not UNSET or message.is_draft is True


def change(message: Message, *, is_clean: bool = True) -> Change:
    """The message as it stands, as far as it can be understood."""
    try:
        found = email(message)
    except NoMail as kind:
        return PassedOver(message.id, str(kind))
    except (ValueError, KeyError, OverflowError) as problem:
        return Unreadable(message.id, f"its {_doubtful(message)} cannot be understood ({type(problem).__name__})")
    return Upserted(found if is_clean else scrubbed(found))


def with_nobody(message: Message) -> Message:
    """The same where it was asked for by itself, and no writer is told: faxes and what systems did have none.

    Unless its headers name one.
    """
    is_nobody_told = message.from_ is UNSET and message.sender is UNSET
    if is_nobody_told and is_asked_for(message) and not _names_somebody(message):
        message.from_ = message.sender = None
    return message


def is_asked_for(message: Message) -> bool:
    """Whether an answer tells what only whoever asked for all of it is told."""
    return message.single_value_extended_properties is not UNSET and message.body is not UNSET


def _names_somebody(message: Message) -> bool:
    writers = [one.value or "" for one in message.internet_message_headers or () if one.name.lower() == "from"]
    return any(char.isalnum() for writer in writers for char in writer)


class NoMail(Exception):
    """An item in a folder for mail that is none; the argument says what it is."""


def email(message: Message) -> Email:
    """The message as the daemon knows it; ValueError, KeyError or OverflowError where it makes no sense."""
    held = {one.id: one.value for one in message.single_value_extended_properties or ()}
    if SIZE not in held and held:  # a server may spell them in another way
        held = dict(properties.told(cast(Any, message.single_value_extended_properties)))
    item_class = held.get(CLASS) or "IPM.Note"
    if item_class != "IPM.Note" and (what := no_mail(item_class)):
        raise NoMail(what)
    headers = _headers(message.internet_message_headers) if message.internet_message_headers else {}
    sender = _one(message.sender) if message.sender else None
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
        _one(message.from_) if message.from_ else sender,
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
        body is not None and (body.kind or "").lower() == "html",
        untold,
        unclear,
        lacking,
    )


SIZE, CLASS = properties.SIZE, properties.ITEM_CLASS
_NOTHING: frozenset[str] = frozenset()
_SENSITIVITIES = dict(zip("0123", Sensitivity, strict=True))
_WORD = re.compile(r"<[^<>]*>|[^\s<>]+")  # a Message-ID, whatever is in it, or what stands beside it
_WANTED = frozenset(name.lower() for name in HEADERS) | {"references", "in-reply-to"}


def _one(recipient: Recipient) -> Person:
    address = recipient.email
    return Person(address.address or "", address.name or "") if address else Person("")


def _people(recipients: People) -> tuple[Person, ...]:
    return tuple([_one(one) for one in recipients]) if recipients else ()


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
    held = properties.told(cast(Any, message.single_value_extended_properties or ()))
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


# --- attachments ------------------------------------------------------------------------------------------------------


class File(msgspec.Struct, gc=False, rename="camel"):
    name: str | None = None
    size: int | None = None
    is_inline: bool | None = None


class Files(msgspec.Struct, gc=False):
    value: list[File] = []
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)


FILES = "$select=id,name,size,isInline"


def with_files(item: Item, files: Files) -> Item:
    """The item with what is attached to it."""
    found = tuple(Attachment(clean(file.name or ""), file.size or 0, bool(file.is_inline)) for file in files.value)
    return replace(item, attachments=found) if isinstance(item, Email) else item
