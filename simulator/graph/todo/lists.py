"""To Do's lists: the task folders of a mailbox, and that of its flagged mails."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from simulator.graph.errors import GraphError
from simulator.graph.ids import rest
from simulator.mailboxes.flags import read_flag
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox

_ELSEWHERE = ("deleteditems", "junkemail")


def lists(mailbox: Mailbox) -> list[Folder]:
    """The task folders that a person sees, the default one first."""
    return mailbox.seen("tasks")


def list_of(folder: Folder) -> dict[str, Any]:
    is_default = folder.wellknown == "tasks"
    return {
        "@odata.etag": f'W/"{folder.change_key}"',
        "displayName": folder.name,
        "isOwner": True,
        "isShared": False,
        "wellknownListName": "defaultList" if is_default else "none",
        "id": rest(folder.id),
    }


def flagged_id(mailbox: Mailbox) -> str:
    """The id of the list of flagged mails, which is no folder."""
    seed = hashlib.sha256(f"flagged/{mailbox.address.casefold()}".encode()).digest()
    return "AQMk" + base64.urlsafe_b64encode(seed * 3).decode()[:100]


def flagged_list(mailbox: Mailbox) -> dict[str, Any]:
    return {
        "@odata.etag": 'W/"flagged"',
        "displayName": "Flagged Emails",
        "isOwner": True,
        "isShared": False,
        "wellknownListName": "flaggedEmails",
        "id": flagged_id(mailbox),
    }


def tasks_in(folder: Folder) -> list[Item]:
    return [item for item in folder.items.values() if item.tag == "Task"]


def flagged_in(mailbox: Mailbox) -> list[Item]:
    """The mails that have a flag, or had one that is done, wherever they lie, but for what was thrown away."""
    away = [mailbox.folder(name) for name in _ELSEWHERE]
    return [
        item
        for item in mailbox.items.values()
        if "Flag" in item.fields
        and item.tag not in ("Task", "CalendarItem")
        and read_flag(item)[0] != "NotFlagged"
        and not any(mailbox.is_within(item.folder, one) for one in away)
    ]


def make_list(mailbox: Mailbox, name: str) -> Folder:
    if not name:
        raise GraphError(400, "invalidRequest", "Invalid request")
    parent = mailbox.folder("msgfolderroot")
    taken = {folder.name.casefold() for folder in mailbox.children(parent)}
    unique, number = name, 1
    while unique.casefold() in taken:  # To Do takes a name twice, and tells them apart
        unique, number = f"{name} ({number})", number + 1
    return mailbox.add_folder(unique, "IPF.Task", parent)


def rename_list(mailbox: Mailbox, folder: Folder, name: str) -> None:
    _own(folder)
    if name:
        mailbox.rename_folder(folder, name)


def delete_list(mailbox: Mailbox, folder: Folder) -> None:
    """The list is thrown away with all that is on it."""
    _own(folder)
    mailbox.move_folder(folder, mailbox.folder("deleteditems"))


def _own(folder: Folder) -> None:
    if folder.wellknown:
        raise GraphError(400, "invalidRequest", "Invalid request")
