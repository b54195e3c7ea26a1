"""Servers that answer nobody: one mailbox asks for all of them, and the others follow when it was answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from connectors.errors import MailboxError, Throttled, Unreachable
from daemon.attempts import backoff
from daemon.context import MailboxPlan
from daemon.service.schedule import WHILE_A_SERVER_IS_AWAY

# So many different mailboxes in a row, with none between that was answered: then it is the server, and not a mailbox.
ENOUGH = 3
# A try takes as long as a request without an answer; whoever is at work for longer than that is answered.
A_TRY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Absence:
    """A server that is away, as one of its mailboxes is told of it."""

    failure: Unreachable
    ask_again_at: datetime


@dataclass(slots=True)
class _Server:
    mailboxes: int
    in_vain: set[str] = field(default_factory=set)  # mailboxes that asked since anybody was answered
    failure: MailboxError | None = None  # of the last of them
    tries: int = 0  # since it is known to be away
    ask_again_at: datetime | None = None

    @property
    def is_away(self) -> bool:
        return len(self.in_vain) >= max(2, min(ENOUGH, self.mailboxes))  # one alone keeps to its own times


class Absences:
    """What is known of the servers that mailboxes are on, by their names in the configuration. For any thread."""

    def __init__(self, clock: Callable[[], datetime], plans: Mapping[str, MailboxPlan]) -> None:
        self._clock, self._plans, self._lock = clock, plans, Lock()
        self._servers: dict[str, _Server] = {}
        self.forget()

    def forget(self) -> None:
        """They may be others than before."""
        names = [plan.server for plan in self._plans.values()]
        with self._lock:
            self._servers = {name: _Server(names.count(name)) for name in names}

    def of(self, address: str) -> Absence | None:
        """What the mailbox need not ask its server for. None: it is to ask, and to tell here what came of it."""
        now = self._clock()
        with self._lock:
            server = self._server(address)
            if server.failure is None or not server.is_away:
                return None
            if server.ask_again_at is None or now >= server.ask_again_at:
                server.ask_again_at = now + A_TRY
                return None
            known = server.failure
            subject = address if known.may_be_of_all else known.subject
            return Absence(Unreachable(subject, known.reason, known.remedy), server.ask_again_at)

    def is_away(self, address: str) -> bool:
        """Whether the mailbox's server is, as far as is known."""
        with self._lock:
            return self._server(address).is_away

    def told(self, address: str, failure: Exception | None) -> list[str]:
        """How a turn ended in which the mailbox asked. All on its server, where that was away and is back with this.

        What speaks of the server tells that it is away, and so does what several mailboxes in a row are told that
        speaks of none of them. One that says how long to wait is asked no sooner. Who is told that of itself alone
        waits for that long, and the others ask.
        """
        with self._lock:
            server = self._server(address)
            if isinstance(failure, MailboxError) and _is_of_the_server(failure, address):
                server.in_vain.add(address)
                server.failure = failure
                if server.is_away:
                    server.tries += 1
                    server.ask_again_at = self._clock() + _wait(failure, server.tries)
                return []
            if failure is not None and (isinstance(failure, Throttled) or not isinstance(failure, MailboxError)):
                return []  # which says nothing of it: what stands before a server asks to wait as well
            was_away, server.tries, server.ask_again_at = server.is_away, 0, None
            server.in_vain.clear()
        return self._beside(address) if was_away else []

    def _beside(self, address: str) -> list[str]:
        name = self._name(address)
        return [one for one, plan in self._plans.items() if plan.server == name]

    def _server(self, address: str) -> _Server:
        return self._servers.setdefault(self._name(address), _Server(1))

    def _name(self, address: str) -> str:
        plan = self._plans.get(address)  # None: of another process, with another configuration
        return plan.server if plan else ""


def _is_of_the_server(failure: MailboxError, address: str) -> bool:
    """Whether what the mailbox was told may be said of its server."""
    return failure.may_be_of_all or (isinstance(failure, Unreachable) and failure.subject != address)


def _wait(failure: MailboxError, tries: int) -> timedelta:
    """How long nobody asks a server that is away."""
    wait = min(backoff(tries), WHILE_A_SERVER_IS_AWAY)
    return max(wait, failure.retry_after) if isinstance(failure, Throttled) else wait
