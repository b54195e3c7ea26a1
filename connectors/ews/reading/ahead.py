"""The page that comes next, read while the one before is decided, stored and stamped.

Nothing rests on it: a page that was read ahead and is not asked for is dropped, and read again from its cursor. Where
the server answers at once there is nothing to gain, and two threads that compute at once cost more than one.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from threading import Thread

from connectors.ews.reading import sync
from connectors.ews.wire.connection import Connection
from connectors.mailbox import Folder, Page, Upserted

WORTH = 0.05  # seconds that a page was waited for, from which on the next is read ahead
IN_A_ROW = 2  # pages that were waited for before: the first also waits for a connection, and a server that wakes up


class Ahead:
    """A folder's pages, of which one at most is read ahead, over a second connection that is kept while there are more.

    Not thread-safe, like the mailbox that has it; its threads touch nothing but their own connection, and what
    connections to one mailbox share.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._beside: Connection | None = None
        self._next: _Reading | None = None
        self._slow = 0  # pages in a row that were waited for

    def page(self, folder: Folder, cursor: str | None) -> Page:
        """As `sync.page`; raises here what went wrong in reading ahead."""
        reading, self._next = self._next, None
        if reading is not None and (reading.folder, reading.cursor) == (folder, cursor):
            try:
                waited, page = self._as_written(folder, reading)
            except BaseException:
                self.drop()
                raise
        else:
            self._give_up(reading)
            waited, page = _timed(self._connection, folder, cursor)
        self._slow = self._slow + 1 if waited >= WORTH else 0
        if page.is_last or self._slow < IN_A_ROW:
            self.drop()
        else:
            self._begin(folder, page.cursor)
        return page

    def wrote(self, item_ids: Iterable[str]) -> None:
        """These items were changed meanwhile: where the next page has them, they are read once more."""
        if self._next is not None:
            self._next.written.update(item_ids)

    def drop(self) -> None:
        """Forget the page that was read ahead; a request that is under way is the last, and nobody waits for it."""
        reading, self._next = self._next, None
        self._give_up(reading)
        if self._beside is not None:
            self._beside.close()
            self._beside = None

    def _begin(self, folder: Folder, cursor: str) -> None:
        if self._beside is None:
            self._beside = self._connection.beside()
        self._next = _Reading(folder, cursor, self._beside)
        # Not of a pool, whose threads a process that ends waits for.
        Thread(target=self._next.run, name="ahead", daemon=True).start()

    def _as_written(self, folder: Folder, reading: _Reading) -> tuple[float, Page]:
        waited, page = reading.answer.result()
        self._connection.learn_from(reading.connection)
        return waited, self._with_what_was_written(folder, page, reading.written) if reading.written else page

    def _with_what_was_written(self, folder: Folder, page: Page, written: Collection[str]) -> Page:
        """The page as it would be, had it been read just now: our own stamps are no news, and are on what is."""
        items = [one.item for one in page.changes if isinstance(one, Upserted) and one.item.item_id in written]
        echoes = {
            item.item_id
            for item in items
            if item.item_id not in page.created and self._connection.echoes.is_one(item.item_id, item.change_key)
        }
        stale = [item.item_id for item in items if item.item_id not in echoes]
        anew = dict(zip(stale, sync.read(self._connection, folder, stale), strict=True)) if stale else {}
        changes = tuple(
            anew.get(one.item.item_id, one) if isinstance(one, Upserted) else one
            for one in page.changes
            if not isinstance(one, Upserted) or one.item.item_id not in echoes
        )
        return replace(page, changes=changes, echoes=(*page.echoes, *echoes))

    def _give_up(self, reading: _Reading | None) -> None:
        if reading is None:
            return
        self._beside = None
        reading.connection.give_up()
        reading.answer.add_done_callback(lambda _: reading.connection.close())


@dataclass(slots=True)
class _Reading:
    """One page under way."""

    folder: Folder
    cursor: str
    connection: Connection
    answer: Future[tuple[float, Page]] = field(default_factory=Future)
    written: set[str] = field(default_factory=set)  # items, since it began

    def run(self) -> None:
        try:
            self.answer.set_result(_timed(self.connection, self.folder, self.cursor))
        except BaseException as problem:  # noqa: BLE001 - told where the page is used
            self.answer.set_exception(problem)


def _timed(connection: Connection, folder: Folder, cursor: str | None) -> tuple[float, Page]:
    """A page, and for how long this thread had nothing to do meanwhile."""
    began, busy = time.monotonic(), time.thread_time()
    page = sync.page(connection, folder, cursor)
    return time.monotonic() - began - (time.thread_time() - busy), page
