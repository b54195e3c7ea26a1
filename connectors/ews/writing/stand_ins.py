"""What stood for tasks where a mailbox came from that let us hold none: given back once the tasks are tasks here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from connectors.errors import MailboxError, Refused
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.reading.folders import find, folders, present
from connectors.ews.reading.items import fetch
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import Element, T, t
from connectors.mailbox import FolderKind
from connectors.ours import DONE, FLAG, REMINDER, TASK_NAME

LONGEST = 255  # characters of a subject


def give_back(connection: Connection, identities: Collection[str]) -> None:
    """Take the flags of these tasks off, and complete their appointments; what the user made a meeting of stays one."""
    there = present(folders(connection))
    found: list[str] = []
    try:
        for kind, role in ((FolderKind.MAIL, FLAG), (FolderKind.CALENDAR, REMINDER)):
            homes = [folder.id for folder in there if folder.kind is kind]
            found += find(connection, homes, request.role_path(), role)
    except Refused:  # a server that searches for no properties of others
        return
    paths = [*map(request.field, ("item:Subject", *_PEOPLE)), request.task_path()]
    changes: list[Element] = []
    for id, item in fetch(connection, found, paths):
        if isinstance(item, MailboxError) or elements.named_text(item, TASK_NAME) not in identities:
            continue
        told = elements.item_id(item)
        if told is not None and (updates := _updates(connection, item)):
            changes.append(request.item_change(id, told[1], updates))
    for start in range(0, len(changes), request.BATCH):  # what somebody changes meanwhile is theirs, and stays
        connection.write(request.update_items(changes[start : start + request.BATCH], connection.version.api_version))


def _updates(connection: Connection, item: Element) -> Sequence[Element]:
    if item.tag == f"{T}CalendarItem":
        subject = item.findtext(f"{T}Subject") or ""
        is_done = subject.casefold().startswith(DONE.strip().casefold())
        if is_done or any(item.find(f"{T}{name}") is not None for name in ("RequiredAttendees", "OptionalAttendees")):
            return ()
        return (
            request.update("CalendarItem", "item:Subject", t.Subject(f"{DONE}{subject}"[:LONGEST])),
            request.update("CalendarItem", "item:ReminderIsSet", t.ReminderIsSet("false")),
        )
    if item.tag != f"{T}Message" or connection.version.api_version.startswith("Exchange2010"):  # has no flags
        return ()
    return (request.update("Message", "item:Flag", t.Flag(t.FlagStatus("NotFlagged"))),)


_PEOPLE = ("calendar:RequiredAttendees", "calendar:OptionalAttendees")
