"""`dealtrail --help` against a hello-world of the same CLI library, in CPU time of whole processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure

RUNS = 15

HELLO = """
from cyclopts import App

app = App(name="hello")


@app.command
def world(name: str = "world"):
    \"\"\"Greet.\"\"\"


app()
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO)
        dealtrail = Path(sys.executable).with_name("dealtrail")
        ours, theirs = [], []
        for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets both
            ours.append(cpu_of([str(dealtrail), "--help"]))
            theirs.append(cpu_of([sys.executable, str(hello), "--help"]))
    cost, bare = statistics.median(ours), statistics.median(theirs)
    yield Figure("help", cost / bare, goal=1.3, facts={"seconds": round(cost, 3), "hello_world": round(bare, 3)})


def cpu_of(command: list[str]) -> float:
    """The processor time of a command, start and end included."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
