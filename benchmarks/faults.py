"""A first cycle while every tenth request fails, against the same without: what is got through for what it costs."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.figures import Figure
from benchmarks.graph import run_against

MESSAGES, APPOINTMENTS = 3_000, 300
ONE_IN = 10  # requests fails
# Whole requests, nearly all that are made; a part of a batch that makes no sense is an item that makes none.
FAILING = {"ews": ("*",), "graph": ("POST /$batch", "GET /users/{id}/mailFolders/{id}/messages/delta")}
RUNS = 3  # in turns: a slow moment of the machine meets both
MOST = 1 / 0.7  # times as much; the throughput is then 0.7 of that without faults


def measure() -> Iterator[Figure]:
    for kind, name in (("ews", "Exchange Server"), ("graph", "Microsoft 365")):
        sides = [_both(kind) for _ in range(RUNS)]
        for free, struck in sides:
            if free["counts"] != struck["counts"]:
                sys.exit(f"faults make a difference: {struck['counts']}, not {free['counts']}")
        for what in ("seconds", "cpu", "requests"):
            without, beside = (statistics.median(side[what] for side in some) for some in zip(*sides, strict=True))
            facts = {"with": round(beside, 2), "without": round(without, 2), "cycles": sides[0][1]["cycles"]}
            # What is computed for a request that fails half way is told. So is the time of an Exchange Server: where an
            # answer to two hundred stamps is lost, their items are read and decided once more.
            is_gate = what == "requests" or (what == "seconds" and kind == "graph")
            figure = f"{name}: every tenth request fails, {what} against none"
            yield Figure(figure, beside / without, MOST, is_gate, facts)


def _both(kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Without faults and with them, for as many turns: a service gives them anyway."""
    struck = _cycles(kind, ONE_IN, *FAILING[kind])
    return _cycles(kind, 0, least=struck["cycles"]), struck


def _cycles(kind: str, one_in: int, *operations: str, least: int = 1) -> dict[str, Any]:
    counts = (str(MESSAGES), str(APPOINTMENTS), str(one_in), *operations)
    return run_against(kind, counts, "benchmarks.until_paid", str(least))
