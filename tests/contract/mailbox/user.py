"""The person at a mailbox in Outlook, and what the suites ask of the mailbox again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from connectors.mailbox import Change, DraftContent, DraftKind, Folder, Mailbox, Person, Upserted

REMINDER = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
ANN, EVE = Person("Ann@client.example", "Ann Ångström"), Person("eve@client.example")


def a_draft(kind: DraftKind, subject: str = "Your tender", **content: Any) -> DraftContent:
    """As an opportunity makes it, addressed to Ann; an hour long where it has a time."""
    if kind is not DraftKind.EMAIL:
        content = {"start": REMINDER, "end": REMINDER + timedelta(hours=1), **content}
    if kind is not DraftKind.APPOINTMENT:
        content = {"to": (ANN,), **content}
    return DraftContent(kind, subject, **content)


class User(Protocol):
    """A person at the mailbox in Outlook; whatever makes or moves an item gives its new id."""

    def deliver_mail(
        self,
        sender: str,
        subject: str,
        body: str = "",
        *,
        to: Sequence[str] = (),
        cc: Sequence[str] = (),
        message_id: str = "",
        in_reply_to: str = "",
        headers: dict[str, str] | None = None,
        folder: str = "inbox",
    ) -> str: ...
    def appoint(
        self,
        subject: str,
        start: datetime,
        end: datetime | None = None,
        *,
        attendees: Sequence[str] = (),
        location: str = "",
        body: str = "",
        is_sent: bool = True,
        rule: str = "",
    ) -> str: ...
    def occurrence(self, master_id: str, original_start: datetime) -> str: ...
    def edit_appointment(self, item_id: str, *, start: datetime | None = None, subject: str | None = None) -> None: ...
    def make_task(
        self, subject: str, *, due: date | None = None, categories: Sequence[str] = (), body: str = ""
    ) -> str: ...
    def complete_task(self, item_id: str) -> str: ...
    def rename(self, item_id: str, subject: str) -> None: ...
    def write_body(self, item_id: str, text: str) -> None: ...
    def set_categories(self, item_id: str, names: Sequence[str]) -> None: ...
    def set_sensitivity(self, item_id: str, sensitivity: str) -> None: ...
    def mark_read(self, item_id: str, is_read: bool = True) -> None: ...
    def send(self, item_id: str) -> str: ...
    def move(self, item_id: str, folder: str) -> str: ...
    def copy(self, item_id: str, folder: str) -> str: ...
    def delete(self, item_id: str, *, for_good: bool = False) -> None: ...
    def make_folder(self, path: str, folder_class: str = "") -> str: ...
    def delete_folder(self, path: str) -> None: ...
    def offer_category(self, name: str) -> None: ...
    def read(self, item_id: str) -> dict[str, Any]: ...


def the_folder(mailbox: Mailbox, name: str) -> Folder:
    """By Exchange's own name or by path."""
    return next(folder for folder in mailbox.folders() if name in (folder.wellknown, folder.path))


def changes(mailbox: Mailbox, folder: Folder, cursor: str | None = None) -> tuple[list[Change], str]:
    """All changes after the cursor, and the last page's cursor."""
    found: list[Change] = []
    while True:
        page = mailbox.changes(folder, cursor)
        found += page.changes
        cursor = page.cursor
        if page.is_last:
            return found, cursor


def items(found: Sequence[Change]) -> list[Any]:
    return [change.item for change in found if isinstance(change, Upserted)]
