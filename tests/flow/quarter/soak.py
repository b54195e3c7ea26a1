"""`make soak [SEEDS="1 2 3"]`: ten quarters of thousands of messages, two of them once more on PostgreSQL, and two
shorter ones under each quirk of servers; half of them with a daemon that keeps dying.

Says for each how it went; exit 1 when the daemon and the oracle differed in one. A quirk is named like a seed, and so
is PostgreSQL: SEEDS="3 no_headers postgresql".
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from time import process_time

import structlog

from tests.flow.quarter.looking import in_any_order, killed_at_random
from tests.flow.quarter.quarter import ANY_PAGES, Size, live
from tests.postgres import running_postgres
from tests.quirks import every_quirk

SEEDS = range(1, 11)
ON_POSTGRESQL, POSTGRESQL = (1, 2), "postgresql"
A_QUARTER_WITH_A_QUIRK = Size(days=10, messages=40, acts=25, changes=3, pages=ANY_PAGES, is_any_change=True)
A_WHOLE_QUARTER = Size(days=30, messages=80, acts=40, changes=4, pages=ANY_PAGES, is_any_change=True)


def main(chosen: list[str]) -> int:
    seeds = [int(one) for one in chosen if one.isdigit()]
    quirks = [one for one in chosen if not one.isdigit() and one != POSTGRESQL]
    if not chosen:
        seeds, quirks = list(SEEDS), list(every_quirk())
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        told = [pool.submit(one, seed, A_WHOLE_QUARTER) for seed in seeds]
        if not chosen or POSTGRESQL in chosen:
            told += [pool.submit(one, seed, A_WHOLE_QUARTER, is_on_postgresql=True) for seed in ON_POSTGRESQL]
        told += [pool.submit(one, seed, A_QUARTER_WITH_A_QUIRK, quirk) for quirk in quirks for seed in (1, 2)]
        return 0 if all(agreed.result() for agreed in told) else 1


def one(seed: int, size: Size, quirk: str = "", *, is_on_postgresql: bool = False) -> bool:
    """Whether a quarter went well; every second one with deaths."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    look, begun = killed_at_random if seed % 2 == 0 else in_any_order, process_time()
    name = f"seed {seed} {quirk}{POSTGRESQL if is_on_postgresql else ''}"
    with tempfile.TemporaryDirectory() as folder, _database(is_on_postgresql=is_on_postgresql) as url:
        try:
            world = live(seed, size, Path(folder), look, quirk, url)
        except AssertionError as difference:
            print(f"{name}: {difference}", flush=True)
            return False
    copies = sum(len(item.copies) for item in world.log.items)
    told = f"{len(world.log.items)} items, {copies} copies, {world.deaths} deaths"
    print(f"{name}: {told}: agreed, in {process_time() - begun:.0f} s of computing", flush=True)
    return True


@contextmanager
def _database(*, is_on_postgresql: bool) -> Iterator[str]:
    """The url of a database with dealtrail's tables on a server of its own; "" for a file."""
    if not is_on_postgresql:
        yield ""
        return
    with running_postgres() as server, server.database() as url:
        yield url


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
