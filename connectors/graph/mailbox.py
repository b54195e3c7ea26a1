"""A mailbox in Microsoft 365, as the protocol in `connectors.mailbox` has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from connectors.border import at_the_border, border
from connectors.errors import MailboxError
from connectors.graph import access
from connectors.graph.ladder import Ladder
from connectors.graph.news import Hearing
from connectors.graph.reading.calendar_changes import CalendarChanges
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.folders import MailFolders
from connectors.graph.reading.mail import Mail
from connectors.graph.tenant import Tenant
from connectors.graph.translating import translated
from connectors.graph.wire.connection import Connection
from connectors.graph.wire.errors import BadAnswer
from connectors.graph.writing import categories, drafts
from connectors.graph.writing.stamp import Stamps
from connectors.logins import Login
from connectors.mailbox import (
    Access,
    CategoryEdit,
    Change,
    DraftContent,
    Folder,
    FolderKind,
    Listed,
    News,
    Page,
    Series,
    Stamp,
    Stamped,
    Task,
    TaskChange,
    TaskContent,
    TaskEdit,
)
from connectors.retry import Sleep


def open_mailbox(
    tenant: Tenant, address: str, *, sleep: Sleep | None = None, login: Login | None = None
) -> GraphMailbox:
    """The mailbox of this address; sends nothing before it is asked. `sleep` waits between attempts of a read.

    Mailboxes with the same `login` try it together. The tenant is not closed with it.
    """
    return GraphMailbox(tenant, address, sleep=sleep or tenant.sleep, login=login)


class GraphMailbox:
    """See `connectors.mailbox.Mailbox`; not thread-safe."""

    def __init__(self, tenant: Tenant, address: str, *, sleep: Sleep, login: Login | None = None) -> None:
        self._connection = connection = Connection(tenant, address, sleep, login)
        self._mail = Mail(connection)
        self._mail_folders = MailFolders(connection)
        self._calendars = Calendars(connection, tenant.clock)
        self._calendar_changes = CalendarChanges(connection, self._calendars, tenant.clock, connection.echoes.is_one)
        self._tasks = Ladder(connection, self._calendars, tenant.clock)
        self._stamps = Stamps(connection, set())
        self._hearing = Hearing(connection, self._mail, self._mail_folders, self._tasks)

    @property
    def address(self) -> str:
        return self._connection.address

    @at_the_border
    def check(self) -> Access:
        return access.check(self._connection, self._calendars, self._tasks)

    @at_the_border
    def folders(self) -> Sequence[Folder]:
        self._calendars.forget_zone()
        found = [*self._mail_folders.folders(), *self._calendars.folders(), *self._tasks.folders()]
        return sorted(found, key=lambda folder: (folder.path.casefold(), folder.id))

    @at_the_border
    def changes(self, folder: Folder, cursor: str | None) -> Page:
        if folder.kind is FolderKind.MAIL:
            page = self._mail.page(folder, cursor)  # which may begin a round again, and come to the same link
        else:
            is_calendar = folder.kind is FolderKind.CALENDAR
            page = (self._calendar_changes if is_calendar else self._tasks).page(folder, cursor)
            if not page.is_last and page.cursor == cursor:
                raise self._connection.translated(BadAnswer("the server's changes do not go on"))
        if page.is_last:
            self._connection.echoes.were_told()
        self._hearing.gave(folder, page)
        return page

    @at_the_border
    def news(self, folders: Sequence[Folder]) -> News:
        return self._hearing.news(folders)

    def listed(self, folder: Folder, since: datetime | None = None) -> Iterator[Listed]:
        with border(self._connection):
            if folder.kind is FolderKind.MAIL:
                yield from self._mail.listed(folder, since)
            elif folder.kind is FolderKind.CALENDAR:
                yield from self._calendars.listed(folder, since)
            else:
                yield from self._tasks.listed(folder)

    @at_the_border
    def occurrences(self, folder: Folder, start: datetime, end: datetime) -> Sequence[Listed]:
        return self._calendars.occurrences(folder, start, end)

    @at_the_border
    def series(self, folder: Folder, item_ids: Sequence[str]) -> Sequence[Series | None]:
        return self._calendars.series(item_ids)

    @at_the_border
    def read(self, folder: Folder, item_ids: Sequence[str]) -> Sequence[Change]:
        if folder.kind is FolderKind.MAIL:
            return self._mail.read(folder, item_ids)
        if folder.kind is FolderKind.CALENDAR:
            return self._calendars.read(item_ids)
        return self._tasks.read(folder, item_ids)

    @at_the_border
    def stamp(self, stamps: Sequence[Stamp]) -> Sequence[Stamped | MailboxError]:
        return self._stamps.pay(stamps)

    def stamp_beside(self, stamps: Sequence[Stamp]) -> None:
        """Batches of twenty take Graph longer than us: there is no time in which others could be written beside."""

    @at_the_border
    def resolve(self, names: Sequence[str]) -> Mapping[str, str]:
        """Graph tells SMTP addresses, and has no address book for X.500 ones."""
        return {}

    @at_the_border
    def translated(self, item_ids: Sequence[str]) -> Mapping[str, str]:
        return translated(self._connection, item_ids)

    @at_the_border
    def find_task(self, identity: UUID) -> Task | None:
        return self._tasks.find(identity)

    def give_back(self, identities: Sequence[UUID]) -> None:
        return  # what stands for tasks is followed here wherever it was made

    @at_the_border
    def create_task(self, identity: UUID, content: TaskContent) -> Task:
        return self._tasks.create(identity, content)

    @at_the_border
    def edit_task(self, item_id: str, change_key: str, edit: TaskEdit) -> Task:
        return _only(self._tasks.edit([TaskChange(item_id, change_key, edit)]))

    @at_the_border
    def edit_tasks(self, changes: Sequence[TaskChange]) -> Sequence[Task | MailboxError]:
        return self._tasks.edit(changes)

    @at_the_border
    def read_task(self, item_id: str) -> Task:
        return _only(self._tasks.read_tasks([item_id]))

    @at_the_border
    def read_tasks(self, item_ids: Sequence[str]) -> Sequence[Task | MailboxError]:
        return self._tasks.read_tasks(item_ids)

    @at_the_border
    def create_draft(self, identity: UUID, content: DraftContent) -> str:
        return drafts.create_draft(self._connection, self._calendars, identity, content)

    def notes(self) -> Mapping[str, str]:
        return self._tasks.notes()

    @at_the_border
    def category_list(self) -> Sequence[str]:
        return categories.category_list(self._connection)

    @at_the_border
    def edit_category_list(self, edit: CategoryEdit) -> Sequence[str]:
        return categories.edit_category_list(self._connection, edit)

    def edit_category_list_beside(self, edit: CategoryEdit) -> None:
        """As with stamps."""

    def close(self) -> None:
        """The connections are the tenant's."""
        self._connection.forget_kept()


def _only(answers: Sequence[Task | MailboxError]) -> Task:
    [answer] = answers
    if isinstance(answer, MailboxError):
        raise answer
    return answer
