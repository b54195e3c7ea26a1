"""A simulated quarter in the life of five salespeople: the daemon and an independent oracle agree on every item.

Each commit lives a few days of it in one of these ways; whole quarters are those of `make soak`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.flow.quarter.looking import in_any_order, killed_at_random
from tests.flow.quarter.quarter import ANY_PAGES, Look, Size, live

SOME_DAYS = Size(days=3, messages=50, acts=25, changes=3, pages=ANY_PAGES)
TWO_DAYS = replace(SOME_DAYS, days=2, messages=30, acts=15)  # on the second one more person is in Microsoft 365

Recorder = Callable[[str, object], None]


@dataclass(frozen=True)
class Way:
    """How a quarter is lived."""

    seed: int
    size: Size
    look: Look = in_any_order
    quirk: str = ""
    deaths: int = 0  # more than so many; 0: nobody kills it
    is_on_postgresql: bool = False


WAYS = {
    "in any order": Way(1, replace(SOME_DAYS, days=4, messages=60)),
    "killed": Way(2, replace(SOME_DAYS, days=4, messages=60), killed_at_random, deaths=50),
    "on a server that keeps no headers": Way(3, SOME_DAYS, quirk="no_headers"),
    "looking only where it is told to": Way(4, replace(SOME_DAYS, is_told=True)),
    "on postgresql": Way(5, TWO_DAYS, killed_at_random, deaths=10, is_on_postgresql=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_daemon_and_the_oracle_agree_on_every_item(
    way: str, tmp_path: Path, request: pytest.FixtureRequest, record_property: Recorder
):
    how = WAYS[way]
    url = str(request.getfixturevalue("postgres_url")) if how.is_on_postgresql else ""

    world = live(how.seed, how.size, tmp_path, how.look, how.quirk, url)

    assert not how.deaths or world.deaths > how.deaths
    copies = sum(len(item.copies) for item in world.log.items)
    told = f"{len(world.log.items)} items in {copies} copies, the daemon died {world.deaths} times"
    record_property("counted", f"a quarter {way}: {told}")
