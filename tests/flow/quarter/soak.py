"""`make soak [SEEDS="1 2 3"]`: ten quarters of thousands of messages, and two shorter ones under each quirk of servers;
half of them with a daemon that keeps dying.

Says for each how it went; exit 1 when the daemon and the oracle differed in one. A quirk is named like a seed:
SEEDS="3 no_headers".
"""

from __future__ import annotations

import logging
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import process_time

import structlog

from tests.flow.quarter.looking import in_any_order, killed_at_random
from tests.flow.quarter.quarter import ANY_PAGES, Size, live
from tests.quirks import every_quirk

SEEDS = range(1, 11)
A_QUARTER_WITH_A_QUIRK = Size(days=10, messages=40, acts=25, changes=3, pages=ANY_PAGES, is_any_change=True)
A_WHOLE_QUARTER = Size(days=30, messages=80, acts=40, changes=4, pages=ANY_PAGES, is_any_change=True)


def main(chosen: list[str]) -> int:
    seeds = [int(one) for one in chosen if one.isdigit()]
    quirks = [one for one in chosen if not one.isdigit()]
    if not chosen:
        seeds, quirks = list(SEEDS), list(every_quirk())
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        told = [pool.submit(one, seed, A_WHOLE_QUARTER) for seed in seeds]
        told += [pool.submit(one, seed, A_QUARTER_WITH_A_QUIRK, quirk) for quirk in quirks for seed in (1, 2)]
        return 0 if all(agreed.result() for agreed in told) else 1


def one(seed: int, size: Size, quirk: str = "") -> bool:
    """Whether a quarter went well; every second one with deaths."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    look, name, begun = killed_at_random if seed % 2 == 0 else in_any_order, f"seed {seed} {quirk}", process_time()
    with tempfile.TemporaryDirectory() as folder:
        try:
            world = live(seed, size, Path(folder), look, quirk)
        except AssertionError as difference:
            print(f"{name}: {difference}", flush=True)
            return False
    copies = sum(len(item.copies) for item in world.log.items)
    told = f"{len(world.log.items)} items, {copies} copies, {world.deaths} deaths"
    print(f"{name}: {told}: agreed, in {process_time() - begun:.0f} s of computing", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
