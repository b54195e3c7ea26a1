"""A first cycle while every tenth request fails, against the same without: what is got through for what it costs."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.cycle import a_firm, exchange_section, run, serving
from benchmarks.figures import Figure
from benchmarks.graph import graph_section

MESSAGES, APPOINTMENTS = 3_000, 300
ONE_IN = 10  # requests fails
LEAST = 0.7  # of the throughput without faults


def measure() -> Iterator[Figure]:
    for kind, name in (("ews", "Exchange Server"), ("graph", "Microsoft 365")):
        free, struck = _cycles(kind, 0), _cycles(kind, ONE_IN)
        if free["counts"] != struck["counts"]:
            sys.exit(f"faults make a difference: {struck['counts']}, not {free['counts']}")
        for what in ("cpu", "requests"):
            facts = {"with": round(struck[what], 2), "without": round(free[what], 2), "cycles": struck["cycles"]}
            ratio = struck[what] / free[what]
            yield Figure(f"{name}: every tenth request fails, {what} against none", ratio, 1 / LEAST, True, facts)


def _cycles(kind: str, one_in: int) -> dict[str, Any]:
    counts = (str(MESSAGES), str(APPOINTMENTS), str(one_in))
    with serving("benchmarks.graph_server", "whole", *counts) as said, tempfile.TemporaryDirectory() as folder:
        place = json.loads(said)
        if kind == "graph":
            server = graph_section(place["authority"], place["endpoint"], place["ca_file"])
        else:
            server = exchange_section(place["ews"]) + f'ca_file = "{place["ca_file"]}"\n'
        return run("benchmarks.until_paid", str(a_firm(Path(folder), "", server=server)))
