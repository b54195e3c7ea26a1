"""Part of `make soak`: each element of each answer is left out, renamed and made foreign in turn, over whole cycles."""

from __future__ import annotations

import logging
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import structlog

from simulator.mutations import Mutation, Way
from simulator.server import Simulator
from tests.flow.firm import Clock, a_firm
from tests.flow.leaving_out import Lived, faults, live


def main() -> int:
    """All of it, or of the operations that are named; what was gone through is told as it goes."""
    places = sorted(_lived(None, from_the_start=False).places)
    if named := set(sys.argv[1:]):
        places = [place for place in places if place.operation in named]
    work = [(Mutation(place, way), at) for place in places for way in Way for at in (True, False)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        told = []
        for (mutation, _), is_costly in zip(work, pool.map(_one, work), strict=True):
            told.append(is_costly)
            if len(told) % 50 == 0:
                print(f"{len(told)} of {len(work)}, at {mutation.place.operation}", flush=True)
    print(f"{len(work)} ways of lacking something: {sum(told)} cost somebody something", flush=True)
    return 1 if any(told) else 0


def _one(work: tuple[Mutation, bool]) -> bool:
    mutation, from_the_start = work
    found = faults(_lived(mutation, from_the_start=from_the_start), from_the_start=from_the_start)
    if found:
        place = mutation.place
        print(f"{place.operation} {place.path} {mutation.way}: {'; '.join(found)}", flush=True)
    return bool(found)


def _lived(mutation: Mutation | None, *, from_the_start: bool) -> Lived:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    clock = Clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        Simulator(clock=clock) as simulator,
        a_firm(simulator, clock, Path(folder)) as firm,
    ):
        return live(firm, mutation, from_the_start=from_the_start)


if __name__ == "__main__":
    sys.exit(main())
