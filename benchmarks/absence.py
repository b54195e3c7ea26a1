"""A server that was away for an hour: how a hundred parked mailboxes are back, against a full cycle of theirs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.measure import cpu_seconds
from config.log import configure
from simulator.server import Simulator

MAILBOXES = 100
WARM, AWAY = timedelta(minutes=15), timedelta(hours=1)
LONGEST_TRY = timedelta(minutes=6)
EVERY = timedelta(minutes=5)


def measure() -> Iterator[Figure]:
    """The cost of the simulator, which is in this process, is in both sides alike."""
    from connectors.measured import MEASURED
    from tests.flow.faults.living import office_of
    from tests.flow.firm import Clock, a_firm
    from tests.flow.isolation.serving import Served, staffed
    from tests.flow.isolation.serving import served as lived

    def served(*life: Any) -> Served:
        """What came of it is told by the log, which says nothing of it where only figures are printed."""
        configure(level="info")
        try:
            return lived(*life)
        finally:
            configure(level="error")

    for is_in_cloud, name in ((False, "Exchange Server"), (True, "Microsoft 365")):
        clock = Clock()
        with (
            tempfile.TemporaryDirectory() as folder,
            Simulator(clock=clock, tls=is_in_cloud) as simulator,
            a_firm(simulator, clock, Path(folder), is_in_cloud=is_in_cloud) as firm,
            office_of(firm, timedelta(minutes=1)) as office,
        ):
            office = staffed(firm, replace(office, every=EVERY, workers=4), MAILBOXES - 2)
            marks: dict[str, tuple[float, int]] = {}

            def mark(what: str, simulator: Simulator = simulator, marks: dict[str, tuple[float, int]] = marks) -> None:
                if what == "away":
                    simulator.go_away()
                elif what == "back":
                    simulator.start()
                marks[what] = cpu_seconds(), MEASURED.requests().total

            served(firm, office, WARM)  # they are known
            mark("begun")
            served(firm, office, EVERY - timedelta(minutes=1))  # the service starts: a whole cycle of each
            mark("cycled")
            begin = clock.now
            acts = {EVERY: lambda: mark("away"), EVERY + AWAY: lambda: mark("back")}
            came = served(firm, office, EVERY + AWAY + LONGEST_TRY, acts)
            mark("recovered")
        back = begin + EVERY + AWAY
        ordinary, recovery = (_between(marks, *pair) for pair in (("begun", "cycled"), ("back", "recovered")))
        after = [at for at, _ in came.ended if at >= back]
        again = {who for at, who in came.ended if at >= back}
        away = [count for at, count in came.asked.items() if begin + EVERY + timedelta(minutes=5) < at < back]
        if again != set(office.plans):
            raise SystemExit(f"{len(again)} of {MAILBOXES} mailboxes came back")
        facts = {
            "mailboxes": MAILBOXES,
            "seconds": round(recovery[0], 2),
            "cycle": round(ordinary[0], 2),
            "requests": recovery[1],
            "requests of a cycle": ordinary[1],
            "first back after minutes": round((after[0] - back) / timedelta(minutes=1), 1),
        }
        yield Figure(f"{name}: back after an hour, CPU against a cycle", recovery[0] / ordinary[0], 2.0, True, facts)
        yield Figure(f"{name}: requests a second while it is away", max(away) / 60, goal=0.2, gates=True)


def _between(marks: dict[str, tuple[float, int]], first: str, last: str) -> tuple[float, int]:
    (began, before), (ended, after) = marks[first], marks[last]
    return ended - began, after - before
