"""A command that shows a page of records, against importing the database library alone: CPU time of whole processes."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cycle import a_firm
from benchmarks.figures import Figure
from benchmarks.help_text import cpu_of

RUNS = 11


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        config = a_firm(Path(folder), "https://mail.us.example/EWS/Exchange.asmx")
        dealtrail = str(Path(sys.executable).with_name("dealtrail"))
        ours, theirs = [], []
        for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets both
            ours.append(cpu_of([dealtrail, "opportunity", "list", "--config", str(config)]))
            theirs.append(cpu_of([sys.executable, "-c", "import sqlalchemy"]))
    cost, bare = statistics.median(ours), statistics.median(theirs)
    facts = {"aim": 2.0, "seconds": round(cost, 3), "sqlalchemy": round(bare, 3)}
    yield Figure("opportunity list, CPU against importing SQLAlchemy", cost / bare, goal=5.0, gates=True, facts=facts)
