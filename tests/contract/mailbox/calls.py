"""What can be asked of a mailbox, each call with arguments that are as good as any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from connectors.mailbox import CategoryEdit, Folder, FolderKind, Mailbox, Stamp, TaskContent, TaskEdit

MAIL = Folder("AQMk", "Inbox", FolderKind.MAIL)
CALENDAR = Folder("AQMk", "Calendar", FolderKind.CALENDAR)
START = datetime(2026, 12, 1, tzinfo=UTC)


def calls_into(folder: Folder) -> dict[str, Callable[[Mailbox], object]]:
    """By their names; what a folder is asked for is asked of this one."""
    return {
        "check": lambda mailbox: mailbox.check(),
        "folders": lambda mailbox: mailbox.folders(),
        "stamp": lambda mailbox: mailbox.stamp([Stamp("AAMk", add=("x",))]),
        "listed": lambda mailbox: list(mailbox.listed(folder)),
        "occurrences": lambda mailbox: mailbox.occurrences(CALENDAR, START, START + timedelta(days=1)),
        "read": lambda mailbox: mailbox.read(folder, ["AAMk"]),
        "create_task": lambda mailbox: mailbox.create_task(uuid4(), TaskContent("Call", None, None)),
        "edit_task": lambda mailbox: mailbox.edit_task(
            "AAMk", "CQAA", TaskEdit(frozenset({"subject"}), TaskContent("Call", None, None))
        ),
        "read_task": lambda mailbox: mailbox.read_task("AAMk"),
        "category_list": lambda mailbox: mailbox.category_list(),
        "edit_category_list": lambda mailbox: mailbox.edit_category_list(CategoryEdit(add=("x",))),
    }
