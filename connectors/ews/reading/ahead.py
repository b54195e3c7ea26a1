"""The pages that come next, read while the one before is decided, stored and stamped.

Nothing rests on it: a page that was read ahead and is not asked for is dropped, and read again from its cursor. Where
the server takes less time for a page than is taken for it here there is little to gain, and two threads that compute at
once cost more than one.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Thread

from connectors.apart import Apart
from connectors.ews import request
from connectors.ews.reading import plain, sync
from connectors.ews.reading.told import Followed
from connectors.ews.wire.connection import Connection
from connectors.ews.writing.beside import Beside
from connectors.mailbox import Folder, FolderKind, Page, Upserted

WORTH = 0.05  # seconds that a page was waited for, from which on the next is read ahead
SHARE = 1.5  # of the computing that the page before took: where less is waited for, there is less to gain than to pay
IN_A_ROW = 2  # pages that were waited for before: the first also waits for a connection, and a server that wakes up
TRIAL = 2  # pages read ahead after the first that was waited for: what they tell of the server decides
MOST = 4  # pages read ahead, where fewer are waited for all the same
MOST_TEXT = (
    5_000_000  # characters of their texts together, unless one page has more: they are in memory until asked for
)


class Ahead:
    """A folder's pages, of which some are read ahead: as many as come while one is worked at, and one more each time
    that one is waited for all the same.

    Each is read over a connection of its own, kept while there are more pages. The items of one page are read while the
    next is asked for: where it begins is known by then. Not thread-safe, like the mailbox that has it; its threads
    touch nothing but their own connection, and what connections to one mailbox share.
    """

    def __init__(self, connection: Connection, stamps: Beside, apart: Apart | None = None) -> None:
        self._connection = connection
        self._stamps = stamps
        self._apart = apart
        self._is_apart = False  # mails are read by a process of their own, where one is at hand
        self._idle: list[Connection] = []
        self._coming: deque[_Reading] = deque()
        self._wanted = 1  # pages to be read ahead
        self._slow = 0  # pages in a row that were waited for
        self._handed_out: float | None = None  # what this thread had computed when the page before was
        self._room = MOST  # pages that may be read ahead for what they hold
        self._is_tried = False  # what reading ahead of this folder would gain

    @property
    def is_slow(self) -> bool:
        """Whether its server is waited for."""
        return self._slow >= IN_A_ROW

    @property
    def is_under_way(self) -> bool:
        """Whether pages are read while others are worked at."""
        return self.is_slow or bool(self._coming)

    @property
    def is_at_its_end(self) -> bool:
        """Whether what is new in the folder was handed out or comes, as far as is known: a page after it has none."""
        return any(reading.brings_nothing for reading in self._coming)

    def page(self, folder: Folder, cursor: str | None) -> Page:
        """As `sync.page`; raises here what went wrong in reading ahead."""
        worked = None if self._handed_out is None else max(time.thread_time() - self._handed_out, 0.001)
        if self._coming and self._coming[0].is_of(folder, cursor):
            reading = self._coming.popleft()
            if not reading.answer.done():
                self._wanted = min(self._wanted + 1, MOST)
            try:
                waited, page = reading.answer.result()
                self._connection.learn_from(reading.connection)
                page = self._as_written(folder, page, reading.written)
            except BaseException:
                self._coming.appendleft(reading)
                self.drop()
                raise
            self._idle.append(reading.connection)
        else:
            self.drop()
            written = self._stamps.ids()
            answers_at_once = worked is not None and not self._slow
            most = int(request.PAGE * request.WIDER) if answers_at_once else request.PAGE
            waited, page = _timed(self._connection, folder, cursor, _Asked(self._stamps), most)
            page = self._as_written(folder, page, written)
        self._judge(page, waited, worked)
        if page.is_last:
            self.drop()
            self._is_tried = False
        else:
            if self.is_slow:
                self._begin(folder, page.cursor, self._wanted)
            elif self._slow and not self._is_tried:
                self._is_tried = True
                self._begin(folder, page.cursor, TRIAL)
            self._handed_out = time.thread_time()
        ends_news = bool(self._coming) and self._coming[0].brings_nothing
        return replace(page, ends_news=True) if ends_news else page

    def _judge(self, page: Page, waited: float, worked: float | None) -> None:
        """Whether the server is slow, by how long a page was waited for and what the one before took to compute here;
        and how many to read ahead. By the clock, on a machine that others keep busy we would be the slow ones.
        """
        is_slow = waited >= WORTH and (worked is None or waited >= SHARE * worked)
        if page.changes or is_slow:  # a page of which nothing is to be read says little of its server
            self._slow = self._slow + 1 if is_slow else 0
        if self.is_slow and worked is not None:
            self._wanted = min(max(self._wanted, math.ceil(waited / worked)), MOST)
        if self.is_slow and page.changes:
            text = sum(len(one.item.body) for one in page.changes if isinstance(one, Upserted))
            self._room = max(MOST_TEXT // max(text, 1), 1)

    def wrote(self, item_ids: Iterable[str]) -> None:
        """These items were changed meanwhile: where a page that is coming has them, they are read once more."""
        ids = set(item_ids)
        for reading in self._coming:
            reading.written |= ids

    def drop(self) -> None:
        """Forget what was read ahead; a request that is under way is the last, and nobody waits for it."""
        for reading in self._coming:
            reading.give_up()
        self._coming.clear()
        for connection in self._idle:
            connection.close()
        self._idle.clear()
        self._wanted = 1
        self._handed_out = None
        if self._apart and self._is_apart:
            self._is_apart = False
            self._apart.end()

    def _begin(self, folder: Folder, cursor: str, wanted: int) -> None:
        """Have as many pages coming as are wanted, and as memory and login have room for; the first begins there."""
        if self._apart and self.is_slow and not self._is_apart and folder.kind is FolderKind.MAIL:
            self._is_apart = True
            self._apart.begin()
        while len(self._coming) < min(wanted, self._room):
            connection = self._idle.pop() if self._idle else self._connection.beside()
            if connection is None:
                return
            apart = self._apart if self._is_apart else None
            connection.reads_apart = partial(_read_apart, apart, folder) if apart else None
            begins: Future[str | None] = Future()
            if self._coming:
                begins = self._coming[-1].ends
            else:
                begins.set_result(cursor)
            reading = _Reading(self._stamps, folder, begins, connection, not self.is_slow)
            if self._coming:
                self._coming[-1].following = reading
            self._coming.append(reading)
            # Not of a pool, whose threads a process that ends waits for; in the turn's context, so that
            # traces tell its requests as a part of it.
            Thread(target=copy_context().run, args=(reading.run,), name="ahead", daemon=True).start()

    def _as_written(self, folder: Folder, page: Page, written: Collection[str]) -> Page:
        """The page as it would be, had it been read just now: our own stamps are no news, and are on what is."""
        items = [one.item for one in page.changes if isinstance(one, Upserted) and one.item.item_id in written]
        if not items:
            return page
        self._stamps.wait_for([item.item_id for item in items])
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


@dataclass(slots=True)
class _Asked(Followed):
    """A page that is asked for now."""

    stamps: Beside

    def wait_for(self, item_ids: Collection[str]) -> None:
        self.stamps.wait_for(item_ids)


@dataclass(slots=True)
class _Reading(_Asked):
    """One page under way."""

    folder: Folder
    begins: Future[str | None]  # where it does; None where the one before was the last
    connection: Connection
    is_trial: bool
    answer: Future[tuple[float, Page]] = field(default_factory=Future)
    ends: Future[str | None] = field(default_factory=Future)  # where the next one begins
    is_nothing_new: bool = False  # as far as it was read
    written: set[str] = field(init=False)  # items, since it began
    following: _Reading | None = None

    def __post_init__(self) -> None:
        self.written = self.stamps.ids()

    @property
    def brings_nothing(self) -> bool:
        """Whether it tells of nothing new, as far as it is there."""
        answer = self.answer
        if not answer.done():
            return self.is_nothing_new
        return not (answer.cancelled() or answer.exception() or answer.result()[1].changes)

    def goes_on(self, cursor: str | None) -> None:
        self.ends.set_result(cursor)

    def has_only_echoes(self) -> None:
        self.is_nothing_new = True

    def is_of(self, folder: Folder, cursor: str | None) -> bool:
        """Whether this is the page that begins there; waits until that is known."""
        return self.folder == folder and self.begins.result() == cursor

    def run(self) -> None:
        try:
            cursor = self.begins.result()
            if cursor is not None:
                before = self.connection.waited
                waited, page = _timed(self.connection, self.folder, cursor, self)
                if self.is_trial:  # no time counts in which only another thread was waited for
                    waited = min(waited, self.connection.waited - before)
                self.answer.set_result((waited, page))
        except BaseException as problem:  # noqa: BLE001 - told where the page is used
            if self.following is not None:
                self.following.send_nothing()
            self.answer.set_exception(problem)
        finally:
            if not self.ends.done():
                self.ends.set_result(None)
            if not self.answer.done():
                self.answer.cancel()

    def send_nothing(self) -> None:
        """Neither this one nor those after it; for any thread."""
        self.connection.give_up()
        if self.following is not None:
            self.following.send_nothing()

    def give_up(self) -> None:
        """Send nothing any more, and close the connection once it is at rest."""
        self.connection.give_up()
        self.answer.add_done_callback(lambda _: self.connection.close())


def _read_apart(apart: Apart, folder: Folder, item_ids: Sequence[str], content: bytes) -> Sequence[plain.Read] | None:
    return apart.do(plain.mails, content, item_ids, apart.look, folder.wellknown == "sentitems")


def _timed(
    connection: Connection, folder: Folder, cursor: str | None, by: Followed, most: int | None = None
) -> tuple[float, Page]:
    """A page, and for how long this thread had nothing to do meanwhile."""
    began, busy = time.monotonic(), time.thread_time()
    page = sync.page(connection, folder, cursor, by, most)
    return time.monotonic() - began - (time.thread_time() - busy), page
