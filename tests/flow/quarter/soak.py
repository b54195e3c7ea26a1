"""`make soak [SEEDS="1 2 3"]`: ten quarters of thousands of messages, half of them with a daemon that keeps dying.

Says for each how it went; exit 1 when the daemon and the oracle differed in one.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import structlog

from simulator.quirks import Quirks
from tests.flow.quarter.looking import in_any_order, killed_at_random
from tests.flow.quarter.quarter import ANY_PAGES, Size, live

SEEDS = range(1, 11)
QUIRKS = [field.name for field in fields(Quirks) if isinstance(field.default, bool)]
A_QUARTER_WITH_A_QUIRK = Size(days=10, messages=40, acts=25, changes=3, pages=ANY_PAGES)
A_WHOLE_QUARTER = Size(days=30, messages=80, acts=40, changes=4, pages=ANY_PAGES)


def main(seeds: list[int]) -> int:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        told = list(pool.map(partial(one, size=A_WHOLE_QUARTER), seeds))
        told += pool.map(partial(one, 1, A_QUARTER_WITH_A_QUIRK), QUIRKS)
    return 0 if all(told) else 1


def one(seed: int, size: Size, quirk: str = "") -> bool:
    """Whether a quarter went well; every second one with deaths, and one with each quirk that servers have."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    look = killed_at_random if seed % 2 == 0 else in_any_order
    with tempfile.TemporaryDirectory() as folder:
        try:
            world = live(seed, size, Path(folder), look, quirk)
        except AssertionError as difference:
            print(f"seed {seed} {quirk}: {difference}", flush=True)
            return False
    copies = sum(len(item.copies) for item in world.log.items)
    print(
        f"seed {seed} {quirk}: {len(world.log.items)} items, {copies} copies, {world.deaths} deaths: agreed", flush=True
    )
    return True


if __name__ == "__main__":
    sys.exit(main([int(seed) for seed in sys.argv[1:]] or list(SEEDS)))
