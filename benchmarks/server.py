"""The simulator in a process of its own, so that its cost is nobody's.

`python -m benchmarks.server MESSAGES APPOINTMENTS` prints its endpoint and serves until its standard input ends.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from simulator.generate import correspondents, fill_calendar, fill_inbox
from simulator.server import Simulator

ADDRESS, PASSWORD = "bob@us.example", "a password"
CONTACTS = 1_000


def main(messages: int, appointments: int) -> None:
    people, now = correspondents(CONTACTS), datetime.now(UTC)
    with Simulator() as simulator:
        mailbox = simulator.add_mailbox(ADDRESS, PASSWORD)
        fill_inbox(mailbox, messages, people, now)
        fill_calendar(mailbox, appointments, people, now)
        print(simulator.endpoint, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
