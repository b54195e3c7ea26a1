"""`python -m tests.flow.week.soak [SEED]`: the whole week of a hundred people, on SQLite and on PostgreSQL.

Says for each what happened, what the process took, and whether all agreed; exit 1 where they did not. PEOPLE and DAYS
in the environment make it smaller.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path

from tests.flow.week.week import Size, Told, live
from tests.postgres import running_postgres

A_WEEK = Size(people=int(os.environ.get("PEOPLE", "100")), days=int(os.environ.get("DAYS", "7")), acts=8)


def main(seed: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        agreed = [_told("SQLite", live(seed, A_WEEK, Path(folder)))]
    with running_postgres() as server, server.database() as url, tempfile.TemporaryDirectory() as folder:
        agreed.append(_told("PostgreSQL", live(seed, A_WEEK, Path(folder), url)))
    return 0 if all(agreed) else 1


def _told(database: str, told: Told) -> bool:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        f"a week of {A_WEEK.people} people on {database}: {told.mails} mails, {told.struck.total()} troubles "
        f"({len(told.struck)} kinds), {told.deaths} deaths; {dict(told.done)}"
    )
    for when, (memory, threads, files) in zip(("at first", "in the end"), told.taken, strict=True):
        print(f"  {when} the process takes {memory:.0f} MiB, {threads} threads and {files} files")
    print(f"  until now {sum(one.ru_utime + one.ru_stime for one in used):.0f} s of computing")
    found = [*told.differences, *told.unexpected, *told.grown]
    print("  all agree" if not found else "\n".join(f"  {one}" for one in found[:50]), flush=True)
    return not found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "1"))
