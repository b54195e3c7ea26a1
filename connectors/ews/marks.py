"""What an item is, on servers that do not say so by the usual name: asked for once more, by other names.

Of what kind an appointment is, its rule tells; whether something was sent, what MAPI keeps of it. Where nothing tells,
what carries our hidden identity is a draft that we made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from connectors.errors import MailboxError, Refused
from connectors.ews import convert, request
from connectors.ews.items import Answer, fetch
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element, T
from connectors.mailbox import Folder, FolderKind

Found = Sequence[tuple[str, Answer]]

_KIND, _INVITED, _DRAFT = f"{T}CalendarItemType", f"{T}MeetingRequestWasSent", f"{T}IsDraft"
_MARKS = ("calendar:Recurrence", "calendar:IsRecurring", "calendar:OriginalStart")
_UNSENT = 8  # among the flags of a message


def with_marks(connection: Connection, folder: Folder, found: Found) -> Found:
    """The items, each with what it is; those that come without are looked at once more, all of them in one request."""
    items = {id: answer for id, answer in found if not isinstance(answer, MailboxError)}
    if folder.kind is FolderKind.MAIL:
        _tell_drafts(connection, {id: one for id, one in items.items() if one.find(_DRAFT) is None}, folder)
    elif folder.kind is FolderKind.CALENDAR:
        _tell_kinds(connection, {id: one for id, one in items.items() if one.find(_KIND) is None})
        silent = {id: one for id, one in items.items() if one.find(_INVITED) is None and convert.is_ours(one)}
        _tell_invited(connection, silent)
    return found


def _tell_drafts(connection: Connection, silent: Mapping[str, Element], folder: Folder) -> None:
    for id, marks in _marks(connection, silent, [request.identity_path(), request.flags_path()]).items():
        flags = convert.extended_text(marks, request.FLAGS)
        if flags is not None and flags.isdigit():
            is_draft = bool(int(flags[:9]) & _UNSENT)
        else:  # what was sent carries it as well
            is_draft = convert.is_ours(marks) and folder.wellknown != "sentitems"
        etree.SubElement(silent[id], _DRAFT).text = str(is_draft).lower()


def _tell_kinds(connection: Connection, silent: Mapping[str, Element]) -> None:
    for id, marks in _marks(connection, silent, [request.field(uri) for uri in _MARKS]).items():
        if kind := _kind(marks, silent[id]):
            etree.SubElement(silent[id], _KIND).text = kind


def _tell_invited(connection: Connection, silent: Mapping[str, Element]) -> None:
    for id, marks in _marks(connection, silent, [request.invited_path()]).items():
        if (was_sent := convert.extended_text(marks, request.INVITED)) is not None:
            etree.SubElement(silent[id], _INVITED).text = was_sent


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
