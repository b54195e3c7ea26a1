"""`python -m tests.flow.week.soak [SEED]`: the whole week of a hundred people, on SQLite and on PostgreSQL.

Says for each what the process took day by day, what happened, and whether all agreed; exit 1 where they did not. PEOPLE
and DAYS in the environment make it smaller.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path

from config import log
from tests.flow.week.week import Size, live
from tests.postgres import running_postgres

A_WEEK = Size(people=int(os.environ.get("PEOPLE", "100")), days=int(os.environ.get("DAYS", "7")), acts=8)


def main(seed: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        agreed = [_lived("SQLite", seed, Path(folder))]
    with running_postgres() as server, server.database() as url, tempfile.TemporaryDirectory() as folder:
        agreed.append(_lived("PostgreSQL", seed, Path(folder), url))
    return 0 if all(agreed) else 1


def _lived(database: str, seed: str, folder: Path, url: str = "") -> bool:
    log.configure("json", "warning")  # of the clerks' pages
    print(f"a week of {A_WEEK.people} people on {database}, seed {seed}", flush=True)
    before = _computed()
    told = live(seed, A_WEEK, folder, url, is_validated=False, tell=lambda line: print(f"  {line}", flush=True))
    print(
        f"  {told.mails} mails, {told.struck.total()} troubles ({len(told.struck)} kinds), {told.deaths} deaths; "
        f"{dict(told.done)}"
    )
    print(f"  {_computed() - before:.0f} s of computing")
    found = [*told.differences, *told.unexpected, *told.grown]
    print("  all agree" if not found else "\n".join(f"  {one}" for one in found[:50]), flush=True)
    return not found


def _computed() -> float:
    """Seconds, of this process and those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "1"))
