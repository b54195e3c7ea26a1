"""The list's first page against Datasette's page of a table: both serve the same 100,000 rows on loopback, in turn.

Datasette has an environment of its own, which is made beside ours where it is not there yet. It is shown at its best: a
file that does not change, rows that hold what ours show with nothing to look up, and no facets suggested.
"""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2

from benchmarks.figures import Figure
from benchmarks.quiet import until
from benchmarks.records import OPPORTUNITIES
from benchmarks.web.firm import WHO, firms
from benchmarks.web.served import NAME, a_configuration, a_port, a_process, answers, asking, seconds, signed_in
from store.database import open_store

RUNS = 25
LASTS = 4.0  # seconds in which as many pages are asked for as can be, one after the other
ROWS = 50  # of a page, on both sides

WHERE = Path(__file__).parents[2] / ".venv-datasette"
NEEDED = Path(__file__).with_name("datasette.txt")


def measure(part: int = 1) -> Iterator[Figure]:
    with firms(part) as (file,), tempfile.TemporaryDirectory() as folder:
        with closing(open_store(f"sqlite:///{file}")) as store:  # by the clock of the process
            key = signed_in(store, WHO)
        port = a_port()
        config = a_configuration(Path(folder), f"sqlite:///{file}", port)
        flat = _flattened(file, Path(folder) / "flat.sqlite")
        with a_process(config, port), _datasette(flat) as theirs, asking(port, {NAME: key}) as ours:
            pages = (ours, "/opportunities?state=open"), (theirs, f"/{flat.stem}/opportunities?_size={ROWS}")
            for client, path in pages:
                _must_show(client.get(path).text)
                seconds(client, path)
            taken: tuple[list[float], list[float]] = ([], [])
            for _ in range(RUNS):
                for times, (client, path) in zip(taken, pages, strict=True):
                    times.append(seconds(client, path))
            cost, base = (statistics.median(times) for times in taken)
            answered, theirs_answered = (_in_a_while(*page) for page in pages)
    facts = {"ms": round(cost * 1000, 1), "datasette_ms": round(base * 1000, 1), "rows": OPPORTUNITIES // part}
    yield Figure("list's first page against Datasette's table page, time", cost / base, 1 / 3, True, facts)
    facts = {"per_second": round(answered, 1), "datasette_per_second": round(theirs_answered, 1)}
    yield Figure(
        "Datasette's requests a second against the list's", theirs_answered / answered, 1 / 3, gates=True, facts=facts
    )


def _flattened(file: Path, flat: Path) -> Path:
    """A table of what the list's first page shows of each."""
    with closing(sqlite3.connect(flat)) as made:
        made.execute("ATTACH ? AS firm", (str(file),))
        made.execute(
            "CREATE TABLE opportunities AS SELECT o.number, o.title, c.name AS contact, s.name AS stage, "
            "u.name AS user, o.probability, o.total_minor, o.currency, o.close_date, o.reminder_at "
            "FROM firm.opportunities o LEFT JOIN firm.contacts c ON c.id = o.contact_id "
            "LEFT JOIN firm.stages s ON s.id = o.stage_id LEFT JOIN firm.users u ON u.id = o.assigned_to "
            "ORDER BY o.number DESC"
        )
        made.commit()
    return flat


def _must_show(page: str) -> None:
    if (rows := page.count("<tr")) < ROWS:
        sys.exit(f"a page shows {rows} rows, and not {ROWS}")


def _in_a_while(client: httpx2.Client, path: str) -> float:
    """Requests a second."""
    began, answered = time.perf_counter(), 0
    while time.perf_counter() < began + LASTS:
        seconds(client, path)
        answered += 1
    return answered / (time.perf_counter() - began)


@contextmanager
def _datasette(file: Path) -> Iterator[httpx2.Client]:
    program, port = _installed(), a_port()
    with subprocess.Popen(
        [str(program), "serve", "--immutable", str(file), "--setting", "suggest_facets", "off", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            until(lambda: answers(port, "/-/versions.json"))
            with asking(port, {}) as client:
                yield client
        finally:
            server.terminate()


def _installed() -> Path:
    mark = WHERE / ".ready"
    if not mark.exists() or mark.stat().st_mtime < NEEDED.stat().st_mtime:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(WHERE)], check=True)
        pip = [str(WHERE / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(NEEDED)], check=True)
        mark.touch()
    return WHERE / "bin/datasette"
