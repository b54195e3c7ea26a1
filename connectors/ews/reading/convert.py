"""From the XML of an item to our values. Pure.

Nothing that is optional in the schema is assumed to be there; what is there and cannot be understood makes the item
unreadable, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from lxml import etree

from connectors.classes import no_mail
from connectors.ews.reading import absent
from connectors.ews.reading.elements import EXTENDED, READ, extended
from connectors.ews.wire.xml import BadAnswer, Element, T
from connectors.mailbox import Appointment, AppointmentKind, Email, FolderKind, Item, Listed, Sensitivity, Task
from connectors.ours import MEETING, REMINDER

_NAMESPACE = T.strip("{}")
_NO_BODY = ("", False)
_NO_HEADERS: Mapping[str, str] = {}

Found = Mapping[str, Any]  # by the names of elements


class NotUnderstood(Exception):
    """An item that cannot be read; the argument says why, without any of its content."""


class NoMail(Exception):
    """An item in a folder for mail that is none; the argument says what it is."""


class Ours(Exception):
    """An appointment that is a reminder of ours; the argument says so."""


def item(element: Element, kind: FolderKind) -> Item:
    """The item as it belongs into such a folder; raises NoMail, Ours, NotUnderstood, or BadAnswer without an id."""
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
            known = READ.get(tag)
            if known is not None:
                name, read = known
                found[name] = read(child)
            elif tag == EXTENDED:
                found.update(extended(child))
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
        known = READ.get(child.tag)
        if known is not None:
            name, read = known
            with suppress(ValueError, KeyError, OverflowError):
                found[name] = read(child)
    if kind is not FolderKind.CALENDAR:
        return Listed(*_id(found), found.get("InternetMessageId", ""), found.get("DateTimeReceived"))
    appointment = _APPOINTMENTS.get(found.get("CalendarItemType", ""))
    return Listed(*_id(found), found.get("UID", ""), found.get("Start"), appointment)


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
    role = get("role")
    if role == REMINDER and not attendees:
        _id(found)
        raise Ours("a reminder of ours")
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
        # Over Graph nobody can be named in a meeting without inviting them: one that we prepared there has nobody yet.
        is_draft=_is_unsent(found) if attendees else role == MEETING and not get("MeetingRequestWasSent", False),
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
_MAKERS: dict[tuple[FolderKind, str], Callable[[Found], Item]] = {
    **{(FolderKind.MAIL, T + name): _email for name in _MAILS},
    (FolderKind.CALENDAR, T + "CalendarItem"): _appointment,
    (FolderKind.TASKS, T + "Task"): _task,
}
