"""From the XML of an item to our values. Pure.

Nothing that is optional in the schema is assumed to be there; what is there and cannot be understood makes the item
unreadable, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lxml import etree

from connectors.ews import absent
from connectors.ews.wire.xml import BadAnswer, Element, T
from connectors.headers import header_value
from connectors.mailbox import (
    HEADERS,
    LONGEST_HEADER,
    Appointment,
    AppointmentKind,
    Attachment,
    Email,
    FolderKind,
    Item,
    Listed,
    Person,
    Sensitivity,
    Task,
)

IDENTITY_SET = "6a3b1f5e-8c0d-4b62-9f57-2d1e7c94a0b8"  # our property set: names in it cannot meet anybody else's
IDENTITY_NAME = "dealtrail-identity"


class NotUnderstood(Exception):
    """An item that cannot be read; the argument says why, without any of its content."""


class NoMail(Exception):
    """An item in a folder for mail that is none; the argument says what it is."""


def item(element: Element, kind: FolderKind) -> Item:
    """The item as it belongs into a folder of this kind; raises NoMail, NotUnderstood, or BadAnswer without an id."""
    make = _MAKERS.get((kind, element.tag))
    if make is None:
        if kind is FolderKind.MAIL and element.tag in _NO_MAILS:
            raise NoMail(_NO_MAILS[element.tag])
        raise NotUnderstood(f"a {etree.QName(element).localname} in a folder for {_KINDS[kind]} is not understood")
    found: dict[str, Any] = {}
    strays: list[str] = []
    tag = element.tag
    try:
        for child in element:
            tag = child.tag
            known = _READ.get(tag)
            if known is not None:
                name, read = known
                found[name] = read(child)
            elif tag == _EXTENDED:
                found.update(_extended(child))
            elif isinstance(tag, str) and (other := absent.stray(tag, _NAMESPACE)):
                strays.append(other)
        tag = element.tag
        if strays:
            found["strays"] = strays
        return make(found)
    except (ValueError, KeyError, OverflowError) as problem:
        raise NotUnderstood(f"its {etree.QName(tag).localname} cannot be understood") from problem


def listed(element: Element, kind: FolderKind) -> Listed:
    """The item by name; what cannot be understood is left out, because reading the item will say so."""
    found: dict[str, Any] = {}
    for child in element:
        known = _READ.get(child.tag)
        if known is not None:
            name, read = known
            with suppress(ValueError, KeyError, OverflowError):
                found[name] = read(child)
    if kind is not FolderKind.CALENDAR:
        return Listed(*_id(found), found.get("InternetMessageId", ""), found.get("DateTimeReceived"))
    appointment = _APPOINTMENTS.get(found.get("CalendarItemType", ""))
    return Listed(*_id(found), found.get("UID", ""), found.get("Start"), appointment)


def item_id(element: Element) -> tuple[str, str] | None:
    """Id and change key of an item or folder element; None where it has no id."""
    holder = element.find(_ID)
    found = holder.get("Id") if holder is not None else None
    return (found, holder.get("ChangeKey") or "") if holder is not None and found else None


def is_ours(element: Element) -> bool:
    """Whether an item carries our hidden identity."""
    try:
        return any("identity" in _extended(one) for one in element.iterfind(_EXTENDED))
    except ValueError:
        return False


def extended_text(element: Element, key: str) -> str | None:
    """The value of the extended property with this tag or number; None where the item has none."""
    for one in element.iterfind(_EXTENDED):
        path = one.find(f"{T}ExtendedFieldURI")
        if path is not None and (path.get("PropertyId") == key or _is_tag(path.get("PropertyTag"), key)):
            return (one.findtext(f"{T}Value") or "").strip()
    return None


def _is_tag(tag: str | None, key: str) -> bool:
    with suppress(ValueError):
        return tag is not None and int(tag, 0) == int(key, 0)
    return False


# --- one element each -------------------------------------------------------------------------------------------------


def _text(element: Element) -> str:
    return element.text or ""


def _body(element: Element) -> tuple[str, bool]:
    # Text is asked for; not every server makes it.
    return element.text or "", (element.get("BodyType") or "").upper() == "HTML"


_NAMESPACE = T.strip("{}")
_NO_BODY = ("", False)
_NO_HEADERS: Mapping[str, str] = {}


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
    time = datetime.fromisoformat(text.strip()).replace(microsecond=0)
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
    return Person(address, name)


_ID = f"{T}ItemId"
_NAME, _ADDRESS, _EXTENDED = f"{T}Name", f"{T}EmailAddress", f"{T}ExtendedProperty"


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


def _extended(element: Element) -> dict[str, Any]:
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
    for holder in element.iterfind(_EXTENDED):
        if headers := _extended(holder).get("InternetMessageHeaders"):
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


_READ: dict[str, tuple[str, Callable[[Element], Any]]] = {
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


# --- whole items ------------------------------------------------------------------------------------------------------

Found = Mapping[str, Any]


def _email(found: Found) -> Email:
    get = found.get
    item_class = get("ItemClass", "") or "IPM.Note"
    if item_class != "IPM.Note" and (what := no_mail(item_class)):
        _id(found)
        raise NoMail(what)
    untold, unclear, lacking = absent.of_mail(found, get("strays", ()), is_draft=get("IsDraft", False))
    return Email(
        *_id(found),
        message_id=get("InternetMessageId", ""),
        subject=get("Subject", ""),
        sender=get("From") or get("Sender"),
        sent_by=get("Sender"),
        received_at=get("DateTimeReceived"),
        sent_at=get("DateTimeSent"),
        to=get("ToRecipients", ()),
        cc=get("CcRecipients", ()),
        bcc=get("BccRecipients", ()),
        reply_to=get("ReplyTo", ()),
        in_reply_to=get("InReplyTo", ""),
        references=get("References", ()),
        conversation_id=get("ConversationId", ""),
        conversation_depth=get("ConversationIndex", 0),
        categories=get("Categories", ()),
        sensitivity=get("Sensitivity", Sensitivity.NORMAL),
        item_class=item_class,
        is_draft=get("IsDraft", False),
        headers=get("InternetMessageHeaders", _NO_HEADERS),
        size=get("Size", 0),
        has_attachments=get("HasAttachments", False),
        attachments=get("Attachments", ()),
        body=get("Body", _NO_BODY)[0],
        body_is_html=get("Body", _NO_BODY)[1],
        untold=untold,
        unclear=unclear,
        lacking=lacking,
    )


def _appointment(found: Found) -> Appointment:
    get = found.get
    attendees = (*get("RequiredAttendees", ()), *get("OptionalAttendees", ()))
    kind = _APPOINTMENTS[get("CalendarItemType", "single")]
    # IsDraft is a message's: Exchange gives false for a meeting that was never sent.
    untold, unclear, lacking = absent.of_appointment(found, get("strays", ()))
    return Appointment(
        *_id(found),
        uid=get("UID", ""),
        subject=get("Subject", ""),
        start=get("Start"),
        end=get("End"),
        kind=kind,
        original_start=_original_start(found, kind),
        deleted_occurrences=get("DeletedOccurrences", ()),
        is_all_day=get("IsAllDayEvent", False),
        is_cancelled=get("IsCancelled", False),
        is_draft=bool(attendees) and _is_unsent(found),
        location=get("Location", ""),
        organizer=get("Organizer"),
        sent_by=get("sent_by"),
        attendees=attendees,
        categories=get("Categories", ()),
        sensitivity=get("Sensitivity", Sensitivity.NORMAL),
        item_class=get("ItemClass", "IPM.Appointment"),
        size=get("Size", 0),
        has_attachments=get("HasAttachments", False),
        attachments=get("Attachments", ()),
        body=get("Body", _NO_BODY)[0],
        body_is_html=get("Body", _NO_BODY)[1],
        modified_at=get("LastModifiedTime"),
        untold=untold,
        unclear=unclear,
        lacking=lacking,
    )


def _is_unsent(found: Found) -> bool:
    """Whether nobody was invited yet. Where a server does not tell, a meeting that we made is taken for a draft."""
    is_ours = "identity" in found
    if "MeetingRequestWasSent" not in found:
        return is_ours
    answered = found.get("MyResponseType", "")
    is_organizer = answered == "organizer" or (is_ours and answered in ("", "unknown"))
    return is_organizer and not found["MeetingRequestWasSent"]


def _original_start(found: Found, kind: AppointmentKind) -> datetime | None:
    """Servers may leave it out: an occurrence that was not changed is where its series planned it.

    Whoever is invited to one occurrence only has a single appointment, with the UID of the series.
    """
    planned: datetime | None = found.get("RecurrenceId")
    match kind:
        case AppointmentKind.OCCURRENCE:
            return found.get("OriginalStart") or planned or found.get("Start")
        case AppointmentKind.EXCEPTION:
            return found.get("OriginalStart") or planned
        case AppointmentKind.SINGLE:
            return planned
    return None


def _task(found: Found) -> Task:
    get = found.get
    return Task(
        *_id(found),
        identity=get("identity"),
        subject=get("Subject", ""),
        due=get("DueDate"),
        reminder_at=get("ReminderDueBy") if get("ReminderIsSet", False) else None,
        is_complete=get("IsComplete", get("Status") == "completed"),
        is_recurring=get("IsRecurring", False),
        categories=get("Categories", ()),
        body=get("Body", _NO_BODY)[0],
        body_is_html=get("Body", _NO_BODY)[1],
        modified_at=get("LastModifiedTime"),
        untold=_untold(found),
    )


def _untold(found: Found) -> frozenset[str]:
    """Fields of a task that Exchange leaves out only where they are empty, or not even then."""
    missing = {name for name, tag in (("body", "Body"), ("categories", "Categories")) if tag not in found}
    if "IsComplete" not in found and "Status" not in found:
        missing.add("is_complete")
    return frozenset(missing)


def _id(found: Found) -> tuple[str, str]:
    item_id, change_key = found.get("ItemId", ("", ""))
    if not item_id:
        raise BadAnswer("the answer holds an item without an id")  # what a cut answer looks like
    return item_id, change_key


_APPOINTMENTS = {
    "single": AppointmentKind.SINGLE,
    "recurringmaster": AppointmentKind.MASTER,
    "occurrence": AppointmentKind.OCCURRENCE,
    "exception": AppointmentKind.EXCEPTION,
}
_KINDS = {FolderKind.MAIL: "mail", FolderKind.CALENDAR: "appointments", FolderKind.TASKS: "tasks"}
# Meeting requests and their like are handed over as e-mails of their item class: what they mean is for the rules.
_MAILS = (*("Message", "Item", "MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation"),)
# What people and programs lay into folders for mail besides, by element and by class: some servers show all of them as
# messages.
_NO_MAILS = {
    T + name: what
    for name, what in {
        "Contact": "a contact",
        "DistributionList": "a contact group",
        "PostItem": "a post",
        "PostReplyItem": "a post",
        "Task": "a task",
        "CalendarItem": "an appointment",
        "SharingMessage": "a sharing message",
        "Network": "a social network",
        "RoleMember": "a role's member",
        "AbchPerson": "a person",
    }.items()
}
_NO_MAIL_CLASSES = {
    "ipm.contact": "a contact",
    "ipm.abchperson": "a person",
    "ipm.distlist": "a contact group",
    "ipm.stickynote": "a note",
    "ipm.post": "a post",
    "ipm.document": "a document",
    "ipm.activity": "a journal entry",
    "ipm.task": "a task",
    "ipm.taskrequest": "a task request",
    "ipm.appointment": "an appointment",
    "ipm.sharing": "a sharing message",
    "ipm.network": "a social network",
    "ipm.rolemember": "a role's member",
    "ipm.conversationaction": "a rule for a conversation",
    "ipm.file": "a file",
}


def no_mail(item_class: str) -> str:
    """What an item of this class is, where it is no mail; "" where it is, or where nobody knows."""
    first, _, rest = item_class.lower().partition(".")
    return _NO_MAIL_CLASSES.get(f"{first}.{rest.partition('.')[0]}", "")


_MAKERS: dict[tuple[FolderKind, str], Callable[[Found], Item]] = {
    **{(FolderKind.MAIL, T + name): _email for name in _MAILS},
    (FolderKind.CALENDAR, T + "CalendarItem"): _appointment,
    (FolderKind.TASKS, T + "Task"): _task,
}
