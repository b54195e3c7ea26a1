"""A mailbox on an Exchange server, as the protocol in `connectors.mailbox` has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from uuid import UUID

from connectors.apart import Apart
from connectors.border import at_the_border, border
from connectors.errors import MailboxError
from connectors.ews import access
from connectors.ews.lacking.names import names_of
from connectors.ews.news.ears import TURNED_OFF, Ear, Ears
from connectors.ews.news.pull import Off
from connectors.ews.reading import folders, listing, recurring, sync
from connectors.ews.reading.ahead import Ahead
from connectors.ews.server import Server
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.login import login_of
from connectors.ews.writing import categories, drafts, stamp, stand_ins, tasks
from connectors.ews.writing.beside import Beside
from connectors.gates import OPEN, Gates
from connectors.logins import Logins
from connectors.mailbox import (
    Access,
    CategoryEdit,
    Change,
    DraftContent,
    Folder,
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
from connectors.stopping import NEVER, Stop


def open_mailbox(
    server: Server,
    address: str,
    *,
    sleep: Sleep | None = None,
    logins: Logins | None = None,
    ears: Ears | None = None,
    apart: Apart | None = None,
    stop: Stop = NEVER,
    gates: Gates = OPEN,
) -> EwsMailbox:
    """The mailbox of this address; sends nothing before it is asked, nor once it is to `stop`.

    `sleep` waits between attempts of a read. Mailboxes with the same `logins` and the same login try it together.
    Without `ears` nobody tells of its news. Much mail of a server that is waited for is read `apart`. What it asks goes
    through `gates`.
    """
    login = logins.of(login_of(server)) if logins else None
    connection = Connection(server, address, sleep or stop.sleep, login, stop, gates)
    return EwsMailbox(connection, ears=ears, apart=apart)


class EwsMailbox:
    """See `connectors.mailbox.Mailbox`; not thread-safe."""

    def __init__(self, connection: Connection, *, ears: Ears | None = None, apart: Apart | None = None) -> None:
        self._connection = connection
        self._beside = Beside(self._connection)
        self._ahead = Ahead(self._connection, self._beside, apart)
        self._ear: Ear = ears.of(self._connection) if ears else Off(TURNED_OFF)

    @property
    def address(self) -> str:
        return self._connection.address

    @at_the_border
    def check(self) -> Access:
        return access.check(self._connection)

    @at_the_border
    def folders(self) -> Sequence[Folder]:
        return folders.folders(self._connection)

    @at_the_border
    def changes(self, folder: Folder, cursor: str | None) -> Page:
        page = self._ahead.page(folder, cursor)
        if page.is_last:
            self._beside.rest()
            self._connection.echoes.were_told()
        else:
            self._beside.go_on()
        return page

    @at_the_border
    def news(self, folders: Sequence[Folder]) -> News:
        self._ahead.drop()  # a turn begins: what one before it left is old
        return self._ear.news(folders)

    def listed(self, folder: Folder, since: datetime | None = None) -> Iterator[Listed]:
        with border(self._connection):
            yield from listing.listed(self._connection, folder, since)

    @at_the_border
    def occurrences(self, folder: Folder, start: datetime, end: datetime) -> Sequence[Listed]:
        return listing.occurrences(self._connection, folder, start, end)

    @at_the_border
    def series(self, folder: Folder, item_ids: Sequence[str]) -> Sequence[Series | None]:
        return recurring.series(self._connection, item_ids)

    @at_the_border
    def read(self, folder: Folder, item_ids: Sequence[str]) -> Sequence[Change]:
        self._beside.wait_for(item_ids)
        return sync.read(self._connection, folder, item_ids)

    @at_the_border
    def stamp(self, stamps: Sequence[Stamp]) -> Sequence[Stamped | MailboxError]:
        try:
            return self._beside.together(stamps) if self._ahead.is_slow else stamp.stamp(self._connection, stamps)
        finally:
            self._ahead.wrote(one.item_id for one in stamps)

    @at_the_border
    def stamp_beside(self, stamps: Sequence[Stamp]) -> Future[Sequence[Stamped | MailboxError]] | None:
        if not self._ahead.is_under_way:
            return None
        answers = self._beside.begin(stamps, is_parted=self._ahead.is_at_its_end)
        if answers is not None:
            self._ahead.wrote(one.item_id for one in stamps)
        return answers

    @at_the_border
    def resolve(self, names: Sequence[str]) -> Mapping[str, str]:
        return names_of(self._connection, names)

    def translated(self, item_ids: Sequence[str]) -> Mapping[str, str]:
        return {}  # Exchange translates ids of its own kinds only

    @at_the_border
    def find_task(self, identity: UUID) -> Task | None:
        return tasks.find_task(self._connection, identity)

    @at_the_border
    def give_back(self, identities: Sequence[UUID]) -> None:
        stand_ins.give_back(self._connection, {str(one) for one in identities})

    @at_the_border
    def create_task(self, identity: UUID, content: TaskContent) -> Task:
        self._ahead.drop()  # it may show what is written now
        return tasks.create_task(self._connection, identity, content)

    @at_the_border
    def edit_task(self, item_id: str, change_key: str, edit: TaskEdit) -> Task:
        self._ahead.drop()  # it may show what is written now
        return tasks.edit_task(self._connection, TaskChange(item_id, change_key, edit))

    @at_the_border
    def edit_tasks(self, changes: Sequence[TaskChange]) -> Sequence[Task | MailboxError]:
        self._ahead.drop()  # it may show what is written now
        return tasks.edit_tasks(self._connection, changes)

    @at_the_border
    def read_task(self, item_id: str) -> Task:
        return tasks.read_task(self._connection, item_id)

    @at_the_border
    def read_tasks(self, item_ids: Sequence[str]) -> Sequence[Task | MailboxError]:
        return tasks.read_tasks(self._connection, item_ids)

    @at_the_border
    def create_draft(self, identity: UUID, content: DraftContent) -> str:
        self._ahead.drop()  # it may show what is written now
        return drafts.create_draft(self._connection, identity, content)

    def notes(self) -> Mapping[str, str]:
        return {}

    @at_the_border
    def category_list(self) -> Sequence[str]:
        return categories.category_list(self._connection)

    @at_the_border
    def edit_category_list_beside(self, edit: CategoryEdit) -> Future[Sequence[str]] | None:
        return self._beside.begin_list(edit) if self._ahead.is_under_way else None

    @at_the_border
    def edit_category_list(self, edit: CategoryEdit) -> Sequence[str]:
        return categories.edit_category_list(self._connection, edit)

    def close(self) -> None:
        self._ahead.drop()
        self._beside.rest()
        self._ear.close()
        self._connection.close()
