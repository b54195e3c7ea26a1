"""What all mailboxes of one tenant share: connections, the application's token, and how much it may ask at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.errors import Refused
from connectors.gates import OPEN, Gates
from connectors.graph.server import GraphServer
from connectors.graph.wire.http import Answer, Http
from connectors.graph.wire.limiter import Limiter
from connectors.graph.wire.tokens import Tokens
from connectors.retry import Sleep
from connectors.stopping import NEVER, Stop
from connectors.waiting import told_at


@dataclass
class Habits:
    """What this server was found to do otherwise; found out anew by each process."""

    refuses_properties: bool = False  # deltas with extended properties
    refuses_headers: bool = False  # deltas with Internet headers
    are_deltas_bare: bool = False  # deltas leave out what was asked for, without a word


class Tenant:
    """For any number of threads; asks nothing before a mailbox does. Raises MailboxError for what cannot work.

    Waits as `sleep` says, else until it is to `stop`, and asks nothing from then on.
    """

    def __init__(
        self,
        server: GraphServer,
        *,
        clock: Callable[[], datetime],
        sleep: Sleep | None = None,
        stop: Stop = NEVER,
        gates: Gates = OPEN,
    ) -> None:
        check_settings(server)
        self.server = server
        self.clock = clock
        self.habits = Habits()
        self.skew: timedelta | None = None  # how far the server's clock is ahead of ours, by the last answer
        self.sleep = sleep or stop.sleep
        self.http = Http(server, stop)
        self.tokens = Tokens(server, self.http.logins)
        self.limiter = Limiter(self.sleep)
        self.gates = gates

    def heard(self, answer: Answer) -> datetime:
        """Take note of the server's clock; gives what it shows."""
        now, told = self.clock(), told_at(answer.headers.get("Date"))
        if told is None:
            return now
        self.skew = told - now
        return told

    def close(self) -> None:
        self.http.close()


def check_settings(server: GraphServer) -> None:
    """Raise Refused for addresses that would send tokens or mail in the clear."""
    for name, value in (("endpoint", server.endpoint), ("authority", server.authority)):
        if not value.lower().startswith("https://"):
            raise Refused(value, f"{name} is not https", f"correct {name}")
