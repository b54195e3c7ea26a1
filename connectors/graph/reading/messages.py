"""Messages as Graph writes them, and how far an answer tells of one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from connectors.graph.reading import properties
from connectors.graph.reading.parts import Body, Recipient
from connectors.graph.reading.properties import Property
from connectors.graph.wire.decoding import NOT_UNDERSTOOD, careful, converted, decoder, is_clean
from connectors.graph.wire.errors import BadAnswer
from connectors.mailbox import Unreadable

SENSITIVITY = "Integer 0x36"  # no property of a message tells it
REPLY_TO, REFERENCES = "String 0x1042", "String 0x1039"
EXPAND = properties.expand((SENSITIVITY, properties.SIZE, properties.ITEM_CLASS, REPLY_TO, REFERENCES))
HEADER_LIST = "internetMessageHeaders"
SELECT = (
    *("id", "changeKey", "categories", "subject", "from", "sender", "toRecipients", "ccRecipients", "bccRecipients"),
    *("replyTo", "receivedDateTime", "sentDateTime", "hasAttachments", "internetMessageId", "conversationId"),
    *("conversationIndex", "isDraft", "body", "parentFolderId", HEADER_LIST),
)


class Header(msgspec.Struct, gc=False):
    name: str = ""
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
            told.messages.append(converted(row, Message))
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
