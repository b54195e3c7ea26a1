"""An Internet message as the item that Exchange makes of it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from typing import Any

from simulator.imports.headers import addresses, date, decode_bytes, decoded, first, raw_headers
from simulator.imports.ical import Event, events
from simulator.mailboxes.items import Attachment, Item, mailbox_element
from simulator.mailboxes.properties import ExtendedValue, header_key
from simulator.operations.edits import plain, put_attendees, put_people
from simulator.xml import clean, timestamp

_LONGEST_SUBJECT = 255
_INDEX_HEADER = 22  # bytes ([MS-OXOMSG], PidTagConversationIndex)
_REPLY = re.compile(r"(?i)^\s*(?:(?:re|fw|fwd|aw|wg|sv|vs|tr|rif)\s*(?:\[\d+\])?:\s*)+")
_SENSITIVITY = {
    "personal": "Personal",
    "private": "Private",
    "company-confidential": "Confidential",
    "confidential": "Confidential",
}
_IMPORTANCE = {"high": "High", "urgent": "High", "1": "High", "2": "High", "low": "Low", "non-urgent": "Low"}
_IMPORTANCE |= {"4": "Low", "5": "Low"}
_MEETING = {"REQUEST": "Request", "CANCEL": "Canceled", "PUBLISH": "", "REPLY": "Resp"}
_REPLIES = {"ACCEPTED": "Pos", "DECLINED": "Neg", "TENTATIVE": "Tent"}


def item_from_mime(content: bytes, now: datetime) -> tuple[Item, datetime]:
    """The message as an item, and when it arrived (its last hop's date, else its own, else `now`). Never refuses."""
    message = BytesParser().parsebytes(content)
    headers = raw_headers(message)
    parts = _parts(message)
    item = Item(_item_class(message, parts))
    item.mime = content
    item.headers = [(name, clean(value)) for name, value in headers if name]
    item.text, item.html = parts.text, parts.html
    if item.html is not None and not item.text.strip():
        item.text = plain(item.html)
    item.attachments = parts.attachments
    for name, value in headers:
        if name:
            item.extended.setdefault(header_key(clean(name)), ExtendedValue("String", (decoded(value),)))

    sent = date(first(headers, "Date"))
    received = date(first(headers, "Received").rpartition(";")[2])
    arrived = received or sent or now
    _put_identity(item, headers)
    _put_people(item, headers)
    item.put("DateTimeReceived", timestamp(arrived))
    item.put("DateTimeSent", timestamp(sent or arrived))
    item.put("Size", str(len(content)))
    item.put("Sensitivity", _SENSITIVITY.get(first(headers, "Sensitivity").lower(), "Normal"))
    item.put("Importance", _importance(headers))
    item.categories = [word for word in _keywords(headers) if word]
    has_attachments = any(not attachment.is_inline for attachment in item.attachments)
    for name, flag in (("HasAttachments", has_attachments), ("IsRead", False), ("IsDraft", False)):
        item.put(name, str(flag).lower())
    for name in ("IsSubmitted", "IsFromMe", "IsResend", "IsUnmodified", "IsAssociated", "ReminderIsSet"):
        item.put(name, "false")
    item.put("IsReadReceiptRequested", str(bool(first(headers, "Disposition-Notification-To"))).lower())
    item.put("IsDeliveryReceiptRequested", str(bool(first(headers, "Return-Receipt-To"))).lower())
    if parts.event is not None and item.tag.startswith("Meeting"):
        _put_meeting(item, parts.event)
    return item, arrived


def _put_identity(item: Item, headers: list[tuple[str, str]]) -> None:
    subject = decoded(first(headers, "Subject"))[:_LONGEST_SUBJECT]
    topic = _REPLY.sub("", subject)
    item.put("Subject", subject)
    item.put("ConversationTopic", topic)
    for name, header in (
        ("InternetMessageId", "Message-ID"),
        ("InReplyTo", "In-Reply-To"),
        ("References", "References"),
    ):
        value = decoded(first(headers, header))
        if value:
            item.put(name, value)
    ancestors = f"{first(headers, 'References')} {first(headers, 'In-Reply-To')} {first(headers, 'Message-ID')}".split()
    root = ancestors[0] if ancestors else topic
    digest = base64.b64encode(b"\x00\x01" + hashlib.sha256(root.encode("utf-8", "replace")).digest()[:28]).decode()
    item.fields["ConversationId"] = f'<t:ConversationId Id="AAQk{digest}"/>'
    item.put("ConversationIndex", _conversation_index(first(headers, "Thread-Index"), root))


def _conversation_index(given: str, root: str) -> str:
    """The message's own, with 5 bytes for each answer behind 22 of the thread; a new thread's where it has none."""
    with suppress(ValueError):
        index = base64.b64decode("".join(given.split()), validate=True)
        if len(index) >= _INDEX_HEADER:
            return base64.b64encode(index).decode()
    header = b"\x01" + hashlib.sha256(root.encode("utf-8", "replace")).digest()[: _INDEX_HEADER - 1]
    return base64.b64encode(header).decode()


def _put_people(item: Item, headers: list[tuple[str, str]]) -> None:
    for name, header in (
        ("ToRecipients", "To"),
        ("CcRecipients", "Cc"),
        ("BccRecipients", "Bcc"),
        ("ReplyTo", "Reply-To"),
    ):
        people = [person for key, value in headers if key.lower() == header.lower() for person in addresses(value)]
        put_people(item, name, people)
        display = {"To": "DisplayTo", "Cc": "DisplayCc", "Bcc": "DisplayBcc"}.get(header)
        if display:
            item.put(display, "; ".join(shown or address for shown, address in people))
    senders = addresses(first(headers, "From"))
    agents = addresses(first(headers, "Sender")) or senders
    for name, found in (("From", senders or agents), ("Sender", agents)):
        if found:
            item.fields[name] = f"<t:{name}>{mailbox_element(*found[0])}</t:{name}>"


def _importance(headers: list[tuple[str, str]]) -> str:
    for header in ("Importance", "X-Priority", "Priority"):
        word = first(headers, header).lower().split(" ")[0]
        if word in _IMPORTANCE:
            return _IMPORTANCE[word]
    return "Normal"


def _keywords(headers: list[tuple[str, str]]) -> list[str]:
    found = []
    for name, value in headers:
        if name.lower() == "keywords":
            found += [word.strip() for word in re.split("[,;]", decoded(value))]
    return list(dict.fromkeys(found))


@dataclass
class _Parts:
    text: str = ""
    html: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    event: Event | None = None
    method: str = ""


def _parts(message: Message[Any, Any]) -> _Parts:
    """The first plain and the first HTML text that are not attachments, and everything else."""
    found = _Parts()
    has_text = False
    for number, part in enumerate(_leaves(message)):
        kind = part.get_content_type()
        name = decoded(_file_name(part))
        is_attached = (part.get_content_disposition() or "") == "attachment"
        if kind == "text/plain" and not has_text and not is_attached and not name:
            found.text, has_text = _text(part), True
        elif kind == "text/html" and found.html is None and not is_attached and not name:
            found.html = _text(part)
        elif kind == "text/calendar" and not is_attached and found.event is None:
            content = _content(part)
            found.method = str(part.get_param("method") or "").upper()
            with suppress(ValueError):  # not a calendar after all: an attachment like any other
                found.event = next(iter(events(content)), None)
            if not found.method:
                found.attachments.append(_attachment(part, number, name or "meeting.ics"))
        else:
            found.attachments.append(_attachment(part, number, name))
    return found


def _leaves(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts that are not containers; an attached message counts as one part."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _attachment(part: Message[Any, Any], number: int, name: str) -> Attachment:
    kind = part.get_content_type()
    is_item = kind == "message/rfc822"
    if is_item:
        payload = part.get_payload()
        first_inner = payload[0] if isinstance(payload, list) and payload else part
        inner = first_inner if isinstance(first_inner, Message) else part
        content = _as_bytes(inner)
        name = name or decoded(first(raw_headers(inner), "Subject")) or "message"
    else:
        content = _content(part)
        name = name or f"ATT{number:05}"
    content_id = clean(str(part.get("Content-ID") or "")).strip("<> \r\n\t")
    return Attachment(
        name=name,
        content_type=kind,
        content=content,
        content_id=content_id,
        is_inline=bool(content_id) and part.get_content_disposition() != "attachment",
        is_item=is_item,
    )


def _as_bytes(message: Message[Any, Any]) -> bytes:
    try:
        return message.as_bytes()
    except Exception:  # noqa: BLE001 - the standard library fails in many ways on broken parts; an empty one remains
        return b""


def _content(part: Message[Any, Any]) -> bytes:
    with suppress(Exception):  # undecodable transfer encodings: as it stands
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _text(part: Message[Any, Any]) -> str:
    charset = None
    with suppress(Exception):  # a charset parameter that is itself broken
        charset = part.get_content_charset()
    text = clean(decode_bytes(_content(part), charset))
    return re.sub("\r\n|\r|\n", "\r\n", text)


def _file_name(part: Message[Any, Any]) -> str:
    with suppress(Exception):  # parameters that do not decode
        return part.get_filename() or ""
    return ""


def _item_class(message: Message[Any, Any], parts: _Parts) -> str:
    kind = message.get_content_type()
    if kind == "multipart/report":
        match str(message.get_param("report-type") or "").lower():
            case "disposition-notification":
                return "REPORT.IPM.Note.IPNRN"
            case "delivery-status" | "":
                return "REPORT.IPM.Note.DR" if _was_delivered(message) else "REPORT.IPM.Note.NDR"
        return "IPM.Note"
    if kind == "multipart/signed":
        return "IPM.Note.SMIME.MultipartSigned"
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return "IPM.Note.SMIME"
    if parts.event is not None and _MEETING.get(parts.method):
        suffix = _MEETING[parts.method]
        answer = f".{_REPLIES.get(parts.event.answer, 'Tent')}" if suffix == "Resp" else ""
        return f"IPM.Schedule.Meeting.{suffix}{answer}"
    return "IPM.Note"


def _was_delivered(message: Message[Any, Any]) -> bool:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            return bool(re.search(r"(?im)^Action:\s*(delivered|relayed|expanded)", _as_bytes(part).decode("latin-1")))
    return False


def _put_meeting(item: Item, event: Event) -> None:
    item.put("UID", event.uid)
    item.put("Start", timestamp(event.start))
    item.put("End", timestamp(event.end))
    item.put("Location", event.location)
    for name in ("IsDelegated", "IsOutOfDate", "HasBeenProcessed"):
        item.put(name, "false")
    item.put("ResponseType", {"ACCEPTED": "Accept", "DECLINED": "Decline"}.get(event.answer, "Tentative"))
    if item.tag != "MeetingRequest":
        return
    item.put("ResponseType", "NoResponseReceived")
    item.put("MeetingRequestType", "NewMeetingRequest")
    item.put("IntendedFreeBusyStatus", "Busy")
    item.put("LegacyFreeBusyStatus", "Tentative")
    item.put("IsAllDayEvent", str(event.is_all_day).lower())
    item.put("IsMeeting", "true")
    item.put("IsCancelled", "false")
    item.put("CalendarItemType", "RecurringMaster" if event.rule else "Single")
    if event.organizer:
        item.fields["Organizer"] = f"<t:Organizer>{mailbox_element(*event.organizer)}</t:Organizer>"
    put_attendees(item, "RequiredAttendees", [(person.name, person.address) for person in event.attendees])
