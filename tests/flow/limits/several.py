"""Processes that share a limit, each as a test has it look, ask and die; the time is the test's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from connectors.gates import Limit
from connectors.stopping import Stop, Stopped
from daemon.service.sharing import OURS, Sharing
from store.database import Store

ADDRESS = "bob@us.example"


class Time:
    """Seconds since some beginning."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class One:
    """A process of a machine of its own, of which others know nothing but what it writes down."""

    def __init__(self, store: Store, name: str, limit: Limit, time: Time) -> None:
        self.time, self.stop = time, Stop()
        self.sharing = Sharing(store, name, self.stop, time, is_dead=lambda _: False)
        self.gate = self.sharing.gate(limit)
        self.under_way: list[tuple[float, ExitStack]] = []  # requests, with when they began

    def look(self) -> None:
        self.sharing.look()

    @property
    def share(self) -> int:
        return self.gate.state.share

    def ask(self) -> bool:
        """Begin a request where there is room for it; it is wanted all the same."""
        state, request = self.gate.state, ExitStack()
        if state.under_way < state.share and not self.gate.rest:
            request.enter_context(self.gate.turn(ADDRESS))
            self.under_way.append((self.time(), request))
            return True
        self.stop.set()
        try:
            with self.gate.turn(ADDRESS):
                raise AssertionError("it was let through")
        except Stopped:
            return False
        finally:
            self.stop.clear()

    def answer(self) -> None:
        """The oldest request is over."""
        if self.under_way:
            _, request = self.under_way.pop(0)
            request.close()

    def answer_old(self) -> None:
        """No request lasts longer than half of the time for which a share is kept for whoever is silent."""
        while self.under_way and self.time() - self.under_way[0][0] >= OURS:
            self.answer()

    def told(self, seconds: float) -> None:
        self.gate.told(timedelta(seconds=seconds))


@contextmanager
def all_answered(*processes: One) -> Iterator[None]:
    yield
    for one in processes:
        while one.under_way:
            one.answer()
