"""The protocol that every connector answers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol
from uuid import UUID

from connectors.errors import MailboxError
from connectors.mailbox.answers import Access, Change, Folder, Listed, News, Page, Series, Stamped
from connectors.mailbox.items import Task
from connectors.mailbox.orders import CategoryEdit, DraftContent, Stamp, TaskChange, TaskContent, TaskEdit


class Mailbox(Protocol):
    """One mailbox. Every method may raise a `connectors.errors.MailboxError`, and nothing else
    but `connectors.stopping.Stopped` once the service is to stop.

    Reads are retried inside for seconds; writes are never repeated blindly. Not thread-safe: one thread at a time.
    """

    @property
    def address(self) -> str: ...

    def check(self) -> Access:
        """Log in, open the mailbox, prove the right to it; raises the MailboxError that says what is wrong."""
        ...

    def folders(self) -> Sequence[Folder]:
        """All folders for mail, calendars and tasks, whatever is watched; in a stable order."""
        ...

    def changes(self, folder: Folder, cursor: str | None) -> Page:
        """The next page of changes after `cursor`, whole items included; None starts from nothing.

        One request when nothing changed. Raises CursorExpired when the server forgot the cursor, FolderGone when
        the folder was deleted.
        """
        ...

    def news(self, folders: Sequence[Folder]) -> News:
        """Where something happened since this was asked last; of the first answer, and when that is lost: everywhere.

        One request, or none, where nothing happened. What a server refuses or gets wrong here is no failure: then it
        is everywhere. What happens after the answer is in the next one. Raises Throttled and CredentialsRefused.
        """
        ...

    def listed(self, folder: Folder, since: datetime | None = None) -> Iterator[Listed]:
        """Every item of the folder, page by page: received or starting from `since` on, masters of series always.

        Items without such a time are listed too. What comes or goes while it runs may be in it or not; nothing else is
        left out, and nothing is told twice. Raises FolderGone.
        """
        ...

    def occurrences(self, folder: Folder, start: datetime, end: datetime) -> Sequence[Listed]:
        """The occurrences and exceptions of series that touch the stretch, by start; `at` is when they really start.

        Single appointments are left out. A server that does not list what series consist of may show the series
        themselves; and one that does not tell of what kind something is shows it without. Raises FolderGone.
        """
        ...

    def series(self, folder: Folder, item_ids: Sequence[str]) -> Sequence[Series | None]:
        """What these masters say of their series, in order; None for what is not there, or cannot be read."""
        ...

    def read(self, folder: Folder, item_ids: Sequence[str]) -> Sequence[Change]:
        """These items of the folder as they stand, in order: Upserted, Deleted (not there any more), or Unreadable or
        PassedOver."""
        ...

    def stamp(self, stamps: Sequence[Stamp]) -> Sequence[Stamped | MailboxError]:
        """Pay stamps, in their order: read categories, merge, write only where something differs.

        One answer a stamp; a stamp that fails is returned, not raised (ItemGone, Conflict after retries, Refused).
        Sends nothing to anybody, marks nothing read, keeps the user's categories and their order.
        """
        ...

    def stamp_beside(self, stamps: Sequence[Stamp]) -> Future[Sequence[Stamped | MailboxError]] | None:
        """The same, while the caller goes on with the folder's next page; None where that gains nothing, or where
        as many are under way as the server may be asked to stand: then nothing was begun.

        The answers raise what `stamp` would. They are waited for before anything else is asked of these items.
        """
        ...

    def resolve(self, names: Sequence[str]) -> Mapping[str, str]:
        """The Internet address of each name that the server's address book knows (X.500 addresses), by name as given.

        A name that it does not know, or that could be several people, is left out.
        """
        ...

    def translated(self, item_ids: Sequence[str]) -> Mapping[str, str]:
        """What these ids are here, which another server, or another interface of it, gave in the same mailbox.

        As far as it can be told without reading the items: what is left out is known again by what it shows.
        """
        ...

    def find_task(self, identity: UUID) -> Task | None:
        """The task that carries this hidden identity, wherever in the mailbox it is; None when there is none."""
        ...

    def give_back(self, identities: Sequence[UUID]) -> None:
        """Take off what stood for these tasks on another server of the mailbox, which let us hold no tasks there.

        Nothing where it goes on standing for them. What somebody changes meanwhile stays as it is.
        """
        ...

    def create_task(self, identity: UUID, content: TaskContent) -> Task:
        """Make the task in the default Tasks folder, or give the one that already carries `identity`, untouched."""
        ...

    def edit_task(self, item_id: str, change_key: str, edit: TaskEdit) -> Task:
        """Write the edit's fields; raises Conflict when the task changed since, ItemGone when it is not there."""
        ...

    def edit_tasks(self, changes: Sequence[TaskChange]) -> Sequence[Task | MailboxError]:
        """The same of many, each with an answer of its own in their order: one that fails costs the others nothing."""
        ...

    def read_task(self, item_id: str) -> Task:
        """The task as it stands now; raises ItemGone."""
        ...

    def read_tasks(self, item_ids: Sequence[str]) -> Sequence[Task | MailboxError]:
        """The same of many, each with an answer of its own in their order."""
        ...

    def create_draft(self, identity: UUID, content: DraftContent) -> str:
        """Make the draft, or find the item that already carries `identity`, untouched; the item's id either way.

        Found wherever the user took it since: sent, moved or thrown away. Never sends anything to anybody: a meeting
        is saved with its attendees and without its invitation. Until the user sends it, `changes` tells it as a draft;
        an appointment never is one.
        """
        ...

    def notes(self) -> Mapping[str, str]:
        """What of this mailbox is not as its user expects, by its subject, in words for people; asks nobody.

        "tasks": what stands for tasks, and why. Of what was not looked at yet nothing is said.
        """
        ...

    def category_list(self) -> Sequence[str]:
        """Names in the master category list; empty when the mailbox has none yet."""
        ...

    def edit_category_list(self, edit: CategoryEdit) -> Sequence[str]:
        """Apply the edit to a freshly read list, write only if it differs, verify; the names as they are after."""
        ...

    def edit_category_list_beside(self, edit: CategoryEdit) -> Future[Sequence[str]] | None:
        """The same, while the caller goes on with a folder's pages; None where that gains nothing, or has no room.

        The answer raises what `edit_category_list` would. It is waited for before the list is asked for again.
        """
        ...

    def close(self) -> None:
        """Give the connections back; the mailbox is not used afterwards."""
        ...
