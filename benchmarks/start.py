"""Commands that show records, against importing the database library alone and each other: CPU of whole processes."""

from __future__ import annotations

import compileall
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.help_text import cpu_of
from daemon.demo.command import WEB
from daemon.demo.records import type_in
from daemon.demo.stage import CommandLine, own_environment
from simulator.server import Simulator

RUNS = 11
HERE = Path(__file__).parents[1]
AIM = 1.8
LISTING, WATCHED = ("opportunity", "list"), ("status", "--json")  # what people ask for, and what a monitor does
COMMANDS = dict.fromkeys((LISTING, ("account", "list"), ("status",), WATCHED), 2.0)


def measure() -> Iterator[Figure]:
    for package in ("config", "connectors", "daemon", "store"):  # as installing does, for all that is installed
        compileall.compile_dir(HERE / package, quiet=2)
    with (
        tempfile.TemporaryDirectory() as folder,
        own_environment(),
        Simulator(tls=True) as simulator,  # which the configuration names, and nobody asks
    ):
        line = CommandLine(Path(folder) / "config.toml", Path(folder) / "log")
        with redirect_stdout(StringIO()):
            type_in(line, Path(folder), simulator, url="", web=WEB)
        dealtrail = str(Path(sys.executable).with_name("dealtrail"))
        theirs: list[float] = []
        ours: dict[tuple[str, ...], list[float]] = {words: [] for words in COMMANDS}
        for _ in range(RUNS):  # in turns, so that a slow moment of the machine meets all
            theirs.append(cpu_of([sys.executable, "-c", "import sqlalchemy"]))
            for words, took in ours.items():
                took.append(cpu_of([dealtrail, *words, "--config", str(line.config)]))
    bare = statistics.median(theirs)
    for words, took in ours.items():
        cost = statistics.median(took)
        facts = {"aim": AIM, "seconds": round(cost, 3), "sqlalchemy": round(bare, 3)}
        name = f"{' '.join(words)}, CPU against importing SQLAlchemy"
        yield Figure(name, cost / bare, goal=COMMANDS[words], gates=True, facts=facts)
    watched, listing = (statistics.median(ours[words]) for words in (WATCHED, LISTING))
    facts = {"seconds": round(watched, 3), "listing": round(listing, 3)}
    yield Figure("status --json, CPU against opportunity list", watched / listing, goal=1.2, gates=True, facts=facts)
