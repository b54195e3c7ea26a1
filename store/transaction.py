"""One transaction of somebody: its connection, its clock, and who acts in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection

from store.values import DAEMON, Actor

if TYPE_CHECKING:
    from store.rules.typed import Manner

R = TypeVar("R")


class Transaction:
    """What the repositories of one transaction share. Not used after it has ended, and by one thread only."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime], actor: Actor = DAEMON) -> None:
        self.connection = connection
        self.clock = clock
        self.actor = actor
        self._manner: Callable[[], Manner] | None = None
        self._repositories: dict[Any, Any] = {}
        self._at_its_end: list[Callable[[], None]] = []

    def repository(self, kind: Callable[[Transaction], R]) -> R:
        """The transaction's only repository of that kind."""
        if kind not in self._repositories:
            self._repositories[kind] = kind(self)
        found: R = self._repositories[kind]
        return found

    def at_its_end(self, act: Callable[[], None]) -> None:
        """What is to be done last: beside others, so that those wait no longer than they have to."""
        self._at_its_end.append(act)

    def end(self) -> None:
        for act in self._at_its_end:
            act()
        self._at_its_end.clear()

    def act_as(self, actor: Actor) -> None:
        """Whatever follows is done by this one, with their rights, and is recorded as theirs."""
        self.actor = actor

    @property
    def manner(self) -> Manner | None:
        """How whoever acts writes dates and numbers; None for programs."""
        return self._manner() if self._manner else None

    def reads_as(self, manner: Callable[[], Manner]) -> None:
        """Whatever texts follow are read as this one writes dates and numbers; it is asked for when one comes."""
        self._manner = manner

    @contextmanager
    def acting_as(self, actor: Actor) -> Iterator[None]:
        """What is done in the block is done by this one."""
        before, self.actor = self.actor, actor
        try:
            yield
        finally:
            self.actor = before

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done in the block is undone alone when it raises; the transaction goes on."""
        with self.connection.begin_nested():
            yield
