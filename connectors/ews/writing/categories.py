"""The master category list: one XML document without locking, in which the user's own entries stand too."""

from __future__ import annotations

import base64
import binascii
import copy
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from lxml import etree

from connectors.characters import clean
from connectors.errors import Conflict, ItemGone, Refused
from connectors.ews import request
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element, M, T, m, t
from connectors.mailbox import CategoryEdit

ROUNDS = 3  # times that a list which somebody else is writing is read and edited anew
COLOUR = "7"  # blue, the 8th of Outlook's colours: all of ours look the same

_NAMESPACE = "CategoryList.xsd"
_C = f"{{{_NAMESPACE}}}"
_NEVER = "1601-01-01T00:00:00.000"
_USES = ("Notes", "Journal", "Contacts", "Tasks", "Calendar", "Mail", "")


def category_list(connection: Connection) -> list[str]:
    """Names in their order; empty when the mailbox has no list yet."""
    document = _read(connection)
    return [] if document is None else _names(document)


def edit_category_list(connection: Connection, edit: CategoryEdit) -> list[str]:
    """Raises Conflict when somebody else keeps writing over it."""
    for _ in range(ROUNDS):
        document = _read(connection)
        before = document if document is not None else _empty()
        after = edited(before, edit)
        if _names(after) == _names(before):
            return _names(before)
        try:
            _write(connection, after, is_new=document is None)
        except Refused:
            if document is not None or _read(connection) is None:
                raise
            # Somebody else made the list a moment before: theirs is edited in the next round.
    names = category_list(connection)  # the last writer wins, and it may not have been us
    if _names(edited(_with_names(names), edit)) != names:
        raise Conflict(connection.address, "the category list is changed by somebody else at the same time")
    return names


def edited(document: Element, edit: CategoryEdit) -> Element:
    """A copy with the edit's entries; everything else stays as it is. Names compare without case."""
    document = copy.deepcopy(document)
    for old, new in edit.rename:
        entry, taken = _entry(document, old), _entry(document, new)
        if entry is None:
            continue
        if taken is None or taken is entry:
            entry.set("name", clean(new))
        else:
            document.remove(entry)
    for name in edit.remove:
        while (entry := _entry(document, name)) is not None:
            document.remove(entry)
    for name in map(clean, edit.add):
        if _entry(document, name) is None:
            document.append(_new_entry(name))
    return document


def _read(connection: Connection) -> Element | None:
    """The document; None when there is none."""
    [message] = connection.read(m.GetUserConfiguration(_name(m, connection), m.UserConfigurationProperties("XmlData")))
    refusal = connection.refusal(message)
    if isinstance(refusal, ItemGone):
        return None
    if refusal is not None:
        raise refusal
    # What is not there is never taken for an empty list: written back, it would be one.
    data = message.findtext(f"{M}UserConfiguration/{T}XmlData")
    if not (data or "").strip():
        raise _unreadable(connection, "the answer of the server holds none")
    try:
        content = base64.b64decode(data or "", validate=False)
        document = etree.fromstring(content, _PARSER)
    except (binascii.Error, etree.XMLSyntaxError, ValueError) as problem:
        raise _unreadable(connection, "it is not XML") from problem
    if document.tag != f"{_C}categories":
        raise _unreadable(connection, "it is not a list of categories as Outlook writes it")
    return document


def _unreadable(connection: Connection, why: str) -> Refused:
    remedy = "open Outlook's list of categories and save a change in it; until then nothing is written to it"
    return Refused(connection.address, f"its category list cannot be read: {why}", remedy)


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def _write(connection: Connection, document: Element, *, is_new: bool) -> None:
    document.set("lastSavedTime", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000"))
    content = etree.tostring(document, xml_declaration=True, encoding="utf-8")
    configuration = m.UserConfiguration(_name(t, connection), t.XmlData(base64.b64encode(content).decode()))
    make = m.CreateUserConfiguration if is_new else m.UpdateUserConfiguration
    connection.only(connection.write(make(configuration)))


def _name(make: etree._Element, connection: Connection) -> Element:
    return make.UserConfigurationName(request.distinguished("calendar", connection.address), Name="CategoryList")


def _names(document: Element) -> list[str]:
    return [entry.get("name") or "" for entry in document.iterfind(f"{_C}category")]


def _entry(document: Element, name: str) -> Element | None:
    wanted = name.casefold()
    return next((e for e in document.iterfind(f"{_C}category") if (e.get("name") or "").casefold() == wanted), None)


def _empty() -> Element:
    return etree.fromstring(f'<categories default="" lastSavedSession="1" xmlns="{_NAMESPACE}"/>')


def _with_names(names: Sequence[str]) -> Element:
    document = _empty()
    document.extend(_new_entry(name) for name in names)
    return document


def _new_entry(name: str) -> Element:
    entry = etree.Element(f"{_C}category", name=name, color=COLOUR, keyboardShortcut="0", usageCount="0")
    for kind in _USES:
        entry.set(f"lastTimeUsed{kind}", _NEVER)
    entry.set("lastSessionUsed", "0")
    entry.set("guid", f"{{{uuid4()}}}".upper())
    entry.set("renameOnFirstUse", "0")
    return entry
