"""Taking in tables of accounts, contacts and opportunities, side by side with another build of this program.

`BENCH_AGAINST` names a checkout of that build, which runs with the same libraries; without it the seconds
are told, and no ratio.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure

AGAINST = "BENCH_AGAINST"
ROWS = 10_000
TABLES = {
    "accounts": ("external_id,name,phone,web,domains", "A{n},Account {n},+47 {n},https://a{n}.example,a{n}.example"),
    "contacts": ("external_id,name,account,title,emails", "C{n},Contact {n},Account {n},Buyer,c{n}@a{n}.example"),
    "opportunities": ("external_id,title,account,probability", "O{n},Deal {n},Account {n},40"),
}


def measure() -> Iterator[Figure]:
    here, other = _seconds(Path.cwd()), os.environ.get(AGAINST, "")
    there = _seconds(Path(other)) if other else here
    for table, cost in here.items():
        facts = {"seconds": round(cost, 2), "other": round(there[table], 2) if other else None}
        name = f"taking in {ROWS} {table}, CPU against another build"
        yield Figure(name, cost / there[table], goal=0.34, gates=bool(other), facts=facts)


def _seconds(checkout: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "config.toml"
        config.write_text(f'[database]\nurl = "sqlite:///{folder}/dealtrail.sqlite"\n')
        _cost(checkout, "init", "--config", str(config))
        start, cost = _cost(checkout, "user", "list", "--config", str(config)), {}
        for table, (head, row) in TABLES.items():
            file = folder / f"{table}.csv"
            file.write_text("\n".join([head, *(row.format(n=n) for n in range(ROWS))]) + "\n")
            cost[table] = _cost(checkout, "import", table, str(file), "--config", str(config)) - start
        return cost


def _cost(checkout: Path, *words: str) -> float:
    before = os.times()
    command = [sys.executable, "-m", "daemon.cli.main", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=checkout)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
