"""What an item is, on servers that do not say so by the usual name: asked for once more, by other names.

Of what kind an appointment is, its rule tells; whether something was sent, what MAPI keeps of it. Where nothing tells,
what carries our hidden identity is a draft that we made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from connectors.errors import MailboxError, Refused
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.reading.items import Answer, fetch
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element, T, has
from connectors.mailbox import Folder, FolderKind

Found = Sequence[tuple[str, Answer]]

_KIND, _INVITED, _DRAFT = f"{T}CalendarItemType", f"{T}MeetingRequestWasSent", f"{T}IsDraft"
_SUBJECT = f"{T}Subject"
_MARKS = ("calendar:Recurrence", "calendar:IsRecurring", "calendar:OriginalStart")
_UNSENT = 8  # among the flags of a message


def add_subjects(connection: Connection, found: Found) -> None:
    """Give those that come without a subject the one that they have by its other name, or an empty one.

    One that was emptied is left out like one that the server does not show. Where nothing tells, it stays left out.
    """
    silent = {id: one for id, one in found if not isinstance(one, MailboxError) and not has(one, _SUBJECT)}
    for id, told in _marks(connection, silent, [request.subject_path()]).items():
        values = [one.findtext(f"{T}Value") for one in told.iterfind(f"{T}ExtendedProperty")]
        if values or len(told) == 1:  # there is no such property, and nothing else beside the id
            etree.SubElement(silent[id], _SUBJECT).text = values[0] if values else ""


def is_subject_left_out(found: Found, complete: int) -> bool:
    """Whether most come without a subject, of these and so many more that have one: hardly their writers' doing."""
    items = [one for _, one in found if not isinstance(one, MailboxError)]
    return 2 * sum(not has(one, _SUBJECT) for one in items) > len(items) + complete


def add_marks(connection: Connection, folder: Folder, found: Found) -> set[str]:
    """Give each item what it is; those that come without are looked at once more, all of them in one request.

    The ids of appointments of which the server does not show who takes part.
    """
    items = {id: answer for id, answer in found if not isinstance(answer, MailboxError)}
    if folder.kind is FolderKind.MAIL:
        _tell_drafts(connection, {id: one for id, one in items.items() if not has(one, _DRAFT)}, folder)
    elif folder.kind is FolderKind.CALENDAR:
        _tell_kinds(connection, {id: one for id, one in items.items() if not has(one, _KIND)})
        silent = {id: one for id, one in items.items() if not has(one, _INVITED) and elements.is_ours(one)}
        _tell_invited(connection, silent)
        return _tell_people(connection, items)
    return set()


def _tell_drafts(connection: Connection, silent: Mapping[str, Element], folder: Folder) -> None:
    for id, marks in _marks(connection, silent, [request.identity_path(), request.flags_path()]).items():
        flags = elements.extended_text(marks, request.FLAGS)
        if flags is not None and flags.isdigit():
            is_draft = bool(int(flags[:9]) & _UNSENT)
        else:  # what was sent carries it as well
            is_draft = elements.is_ours(marks) and folder.wellknown != "sentitems"
        etree.SubElement(silent[id], _DRAFT).text = str(is_draft).lower()


def _tell_kinds(connection: Connection, silent: Mapping[str, Element]) -> None:
    for id, marks in _marks(connection, silent, [request.field(uri) for uri in _MARKS]).items():
        if kind := _kind(marks, silent[id]):
            etree.SubElement(silent[id], _KIND).text = kind


def _tell_invited(connection: Connection, silent: Mapping[str, Element]) -> None:
    for id, marks in _marks(connection, silent, [request.invited_path()]).items():
        if (was_sent := elements.extended_text(marks, request.INVITED)) is not None:
            etree.SubElement(silent[id], _INVITED).text = was_sent


def _tell_people(connection: Connection, items: Mapping[str, Element]) -> set[str]:
    """Each of those that come without people by itself, some of them; those of which nobody can tell."""
    connection.shows_attendees |= any(map(_has_attendees, items.values()))
    silent = {id: one for id, one in items.items() if _is_doubtful(one, connection)}
    for id in list(silent)[:_AGAIN]:
        found = _marks(connection, {id: silent[id]}, [request.field(uri) for uri in (*_PEOPLE, "calendar:Resources")])
        if id not in found:
            continue
        if found[id].find(f"{T}Resources") is not None or _has_attendees(found[id]):
            del silent[id]
        items[id].extend([one for one in found[id] if one.tag != f"{T}ItemId" and items[id].find(one.tag) is None])
    return set(silent)


def _is_doubtful(item: Element, connection: Connection) -> bool:
    """Whether somebody may take part in an appointment that shows nobody. Where nobody does, Exchange shows no list."""
    if _has_attendees(item):
        return False
    is_meeting = (item.findtext(f"{T}IsMeeting") or "").strip().lower()
    if (item.findtext(f"{T}MyResponseType") or "").strip().lower() in _INVITED_TO:
        return True
    if item.find(f"{T}Organizer") is None and is_meeting not in ("false", "0"):
        return True
    # Rooms alone make a meeting, too, and nobody is left where all were taken off.
    return is_meeting in ("true", "1") and not connection.shows_attendees


def _has_attendees(item: Element) -> bool:
    return item.find(f"{T}RequiredAttendees") is not None or item.find(f"{T}OptionalAttendees") is not None


_AGAIN = 20  # appointments that are read by themselves, of those that are read together
_PEOPLE = ("calendar:Organizer", "calendar:RequiredAttendees", "calendar:OptionalAttendees")
_INVITED_TO = ("accept", "decline", "tentative", "noresponsereceived")


def _marks(connection: Connection, items: Mapping[str, Element], paths: Sequence[Element]) -> dict[str, Element]:
    """What the server says of these; {} where it does not give such properties."""
    try:
        answers = list(fetch(connection, list(items), paths)) if items else []
    except Refused:
        return {}
    return {id: answer for id, answer in answers if not isinstance(answer, MailboxError)}


def _kind(marks: Element, item: Element) -> str:
    """ "" for what stands alone, or cannot be told from it."""
    if marks.find(f"{T}Recurrence") is not None:
        return "RecurringMaster"
    original = (marks.findtext(f"{T}OriginalStart") or "").strip()
    if not original and (marks.findtext(f"{T}IsRecurring") or "").strip() not in ("true", "1"):
        return ""
    return "Exception" if original and original != (item.findtext(f"{T}Start") or "").strip() else "Occurrence"
