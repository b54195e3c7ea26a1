"""`python -m benchmarks [FIGURE …]`: one JSON line a figure; exit 1 when one that gates does not hold.

Every figure is a ratio of two costs taken in the same run. Gating figures are marked so in their line; the others are
aims, reported beside them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator

from benchmarks import (
    absence,
    backfill,
    big,
    claiming,
    cycle,
    decision,
    erasing,
    faults,
    figures,
    graph,
    help_text,
    latency,
    many,
    quiet,
    records,
    reports,
    simulated,
    start,
    taking_in,
    text,
    writers,
)
from benchmarks.web import datasette, lasting, pages, people
from config.log import configure

FIGURES: dict[str, Callable[[], Iterator[figures.Figure]]] = {
    "absence": absence.measure,
    "backfill": backfill.measure,
    "claiming": claiming.measure,
    "cycle": cycle.measure,
    "decision": decision.measure,
    "erasing": erasing.measure,
    "faults": faults.measure,
    "graph": graph.measure,
    "help": help_text.measure,
    "lasting": lasting.measure,
    "latency": latency.measure,
    "people": people.measure,
    "quiet": quiet.measure,
    "records": records.measure,
    "reports": reports.measure,
    "simulated": simulated.measure,
    "start": start.measure,
    "taking-in": taking_in.measure,
    "text": text.measure,
    "writers": writers.measure,
    "datasette": datasette.measure,
    "pages": pages.measure,
}

LONG: dict[str, Callable[[], Iterator[figures.Figure]]] = {
    "big": big.measure,
    "many": many.measure,
}  # run by their names alone


def main(names: list[str]) -> int:
    known = FIGURES | LONG
    unknown = set(names) - known.keys()
    if unknown:
        print(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    configure(level="error")  # what is printed are figures
    holds = True
    for name in names or FIGURES:
        for figure in known[name]():
            print(json.dumps(figure.line()), flush=True)
            holds = holds and (figure.holds or not figure.gates)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
