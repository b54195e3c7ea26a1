"""What is written while something else is asked of the mailbox, over connections of its own: batches of stamps, and the
category list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, wait
from contextvars import copy_context
from functools import partial
from threading import Lock, Thread
from typing import TypeVar

from connectors.border import border
from connectors.errors import MailboxError
from connectors.ews.wire.connection import Connection
from connectors.ews.writing import categories, stamp
from connectors.mailbox import CategoryEdit, Stamp, Stamped

R = TypeVar("R")
Answers = Sequence[Stamped | MailboxError]
MOST = 2  # orders of stamps under way at once, as they are given
PARTS, WORTH = 4, 10  # in which stamps are written at once; stamps of each: of fewer, the request takes the time


class Beside:
    """What is written so to one mailbox. Not thread-safe, like the mailbox that has it; its threads only write."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = Lock()
        self._idle: list[Connection] = []
        self._is_resting = True  # connections are not kept
        self._under_way: list[tuple[frozenset[str], Future[Answers]]] = []

    def begin(self, stamps: Sequence[Stamp], *, is_parted: bool = False) -> Future[Answers] | None:
        """As `stamp.stamp`, while the caller goes on, or as `together`; None where no more may be under way."""
        self._under_way = [(ids, answers) for ids, answers in self._under_way if not answers.done()]
        if len(self._under_way) >= MOST:
            return None
        write = partial(self._in_parts if is_parted else stamp.stamp, stamps=stamps)
        answers: Future[Answers] | None = self._write(write)
        if answers is not None:
            self._under_way.append((frozenset(one.item_id for one in stamps), answers))
        return answers

    def begin_list(self, edit: CategoryEdit) -> Future[Sequence[str]] | None:
        """As `categories.edit_category_list`, while the caller goes on; None where there is no room for it."""
        written: Future[Sequence[str]] | None = self._write(partial(categories.edit_category_list, edit=edit))
        return written

    def together(self, stamps: Sequence[Stamp]) -> Answers:
        """As `stamp.stamp`, of a server that is waited for: in some parts at once."""
        return self._in_parts(self._connection, stamps)

    def ids(self) -> set[str]:
        """Items that are being written now."""
        return {one for ids, answers in self._under_way if not answers.done() for one in ids}

    def wait_for(self, item_ids: Collection[str]) -> None:
        """Until none of these is being written any more."""
        wait([answers for ids, answers in self._under_way if not ids.isdisjoint(item_ids)])

    def go_on(self) -> None:
        """More are to come: connections are kept for them."""
        with self._lock:
            self._is_resting = False

    def rest(self) -> None:
        """No more pages are to come for now: connections are closed, those at work once they are done."""
        with self._lock:
            self._is_resting = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _in_parts(self, connection: Connection, stamps: Sequence[Stamp]) -> Answers:
        """The last parts beside, as many as there is room for; what is left here, in one."""
        size = max(-(-len(stamps) // PARTS), WORTH)
        begun: list[Future[Answers]] = []
        left = len(stamps)
        for start in reversed(range(size, len(stamps), size)):
            others: Future[Answers] | None = self._write(partial(stamp.stamp, stamps=stamps[start:left]))
            if others is None:
                break
            begun.append(others)
            left = start
        try:
            answers = [*stamp.stamp(connection, stamps[:left])]
            for others in reversed(begun):
                answers += others.result()
        finally:
            wait(begun)
        return answers

    def _write(self, write: Callable[[Connection], R]) -> Future[R] | None:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is not None:
            connection.learn_from(self._connection)
        connection = connection or self._connection.beside()
        if connection is None:
            return None
        answer: Future[R] = Future()
        # Not of a pool, whose threads a process that ends waits for; in the turn's context, so that
        # traces tell its requests as a part of it.
        run = (self._run, connection, write, answer)
        Thread(target=copy_context().run, args=run, name="beside", daemon=True).start()
        return answer

    def _run(self, connection: Connection, write: Callable[[Connection], R], answer: Future[R]) -> None:
        try:
            with border(connection):
                written = write(connection)
        except BaseException as problem:  # noqa: BLE001 - told where the answer is asked for
            connection.close()
            answer.set_exception(problem)
            return
        with self._lock:
            is_kept = not self._is_resting
            if is_kept:
                self._idle.append(connection)
        if not is_kept:
            connection.close()
        self._connection.learn_from(connection)
        answer.set_result(written)
