"""Stamps that are written while something else is asked of the mailbox, each batch over a connection of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import Future, wait
from contextvars import copy_context
from threading import Lock, Thread

from connectors.border import border
from connectors.errors import MailboxError
from connectors.ews.wire.connection import Connection
from connectors.ews.writing import stamp
from connectors.mailbox import Stamp, Stamped

Answers = Sequence[Stamped | MailboxError]
MOST = 2  # batches under way at once


class StampsBeside:
    """Those of one mailbox. Not thread-safe, like the mailbox that has it; its threads write, and nothing else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = Lock()
        self._idle: list[Connection] = []
        self._is_resting = True  # connections are not kept
        self._under_way: list[tuple[frozenset[str], Future[Answers]]] = []

    def begin(self, stamps: Sequence[Stamp]) -> Future[Answers] | None:
        """As `stamp.stamp`, while the caller goes on; None where no more may be under way."""
        self._under_way = [(ids, answers) for ids, answers in self._under_way if not answers.done()]
        if len(self._under_way) >= MOST:
            return None
        with self._lock:
            self._is_resting = False
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._connection.beside()
        if connection is None:
            return None
        answers: Future[Answers] = Future()
        self._under_way.append((frozenset(one.item_id for one in stamps), answers))
        # Not of a pool, whose threads a process that ends waits for; in the turn's context, so that
        # traces tell its requests as a part of it.
        write = (self._run, connection, stamps, answers)
        Thread(target=copy_context().run, args=write, name="stamps", daemon=True).start()
        return answers

    def ids(self) -> set[str]:
        """Items that are being written now."""
        return {one for ids, answers in self._under_way if not answers.done() for one in ids}

    def wait_for(self, item_ids: Collection[str]) -> None:
        """Until none of these is being written any more."""
        wait([answers for ids, answers in self._under_way if not ids.isdisjoint(item_ids)])

    def rest(self) -> None:
        """No more are to come for now: connections are closed, those at work once they are done."""
        with self._lock:
            self._is_resting = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _run(self, connection: Connection, stamps: Sequence[Stamp], answers: Future[Answers]) -> None:
        try:
            with border(connection):
                written = stamp.stamp(connection, stamps)
        except BaseException as problem:  # noqa: BLE001 - told where the answers are asked for
            connection.close()
            answers.set_exception(problem)
            return
        with self._lock:
            is_kept = not self._is_resting
            if is_kept:
                self._idle.append(connection)
        if not is_kept:
            connection.close()
        self._connection.learn_from(connection)
        answers.set_result(written)
