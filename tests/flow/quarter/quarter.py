"""A quarter, day by day: people live, the daemon looks, records change, the daemon looks again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from daemon.sync.privacy import forget_private
from tests.flow.quarter.acts import an_act
from tests.flow.quarter.compare import differences
from tests.flow.quarter.looking import in_any_order, told_where_to_look
from tests.flow.quarter.mail import a_message
from tests.flow.quarter.oracle import Oracle
from tests.flow.quarter.people import USERS
from tests.flow.quarter.records import a_change
from tests.flow.quarter.world import World, a_world
from tests.quirks import every_quirk
from tests.simulated import simulated

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
QUARTER = timedelta(weeks=13)

ANY_PAGES = (1, 3, 10, 512)

Look = Callable[[World], None]


@dataclass(frozen=True)
class Size:
    days: int  # of the quarter, spread evenly, on which something happens
    messages: int  # a day, as the rest
    acts: int
    changes: int
    pages: tuple[int, ...] = (512,)  # how many changes may be in one, drawn anew for each look
    is_any_change: bool = False  # gateways write what nobody knows, and programs give one Message-ID to several
    is_told: bool = False  # the daemon is told where to look
    without: frozenset[str] = frozenset()  # kinds of happenings left out, to find the one that matters


def live(seed: int, size: Size, folder: Path, look: Look, quirk: str = "", url: str = "") -> World:
    """One quarter on a server with the quirk; raises AssertionError on the first evening of a difference.

    `url` is that of a database with dealtrail's tables; "" for a new SQLite file in the folder.
    """
    random = Random(seed)  # noqa: S311 - the same life again from the same seed
    with ExitStack() as ending:
        is_hybrid = not quirk  # which are Exchange's
        simulator = ending.enter_context(simulated(tls=is_hybrid))
        world = ending.enter_context(a_world(simulator, folder, START, random, is_hybrid=is_hybrid, url=url))
        if size.is_told:
            ending.enter_context(told_where_to_look(world))
        for name, value in every_quirk()[quirk].items() if quirk else ():
            setattr(simulator.organization.quirks, name, value)
        quirks = simulator.organization.quirks
        oracle = Oracle(world.log, hears_headers=not quirks.no_headers, is_sent_bare=quirks.bare_sent_items)
        world.is_sent_bare = quirks.bare_sent_items
        world.without, world.is_any_change = size.without, size.is_any_change
        world.pages = (1,) if quirk == "most_changes" else size.pages
        for day in range(size.days):
            world.firm.clock.now = START + timedelta(days=QUARTER.days * day // size.days)
            if is_hybrid and day == size.days // 2:
                world.move_to_cloud(USERS[1])
            _agree(world, oracle, f"seed {seed}, day {day}, in the morning")  # after the nights since
            for happens, times in ((a_message, size.messages), (an_act, size.acts)):
                for _ in range(times):
                    happens(world)
            _evening(world, oracle, look, f"seed {seed}, day {day}, of mail and acts")
            for _ in range(size.changes):
                a_change(world)
            _evening(world, oracle, look, f"seed {seed}, day {day}, of the record")
    return world


def _evening(world: World, oracle: Oracle, look: Look, when: str) -> None:
    world.firm.clock.tick(timedelta(hours=10 if world.now.hour < 18 else 1))
    quirks = world.firm.simulator.organization.quirks
    if len(world.pages) > 1:
        most = world.random.choice(world.pages)  # as many in a page as the server likes today
        simulator = world.firm.simulator
        quirks.most_changes, simulator.graph_quirks = most, replace(simulator.graph_quirks, most_in_a_page=most)
    look(world)
    _agree(world, oracle, when)


def _agree(world: World, oracle: Oracle, when: str) -> None:
    forget_private(world.firm.context)  # the night's work, of all that was seen
    in_any_order(world)
    world.note_lasting_ids()
    oracle.evening(world.now)
    world.touched.clear()
    world.fresh = [copy for copy in world.fresh if not copy.is_watched]
    found = differences(world, oracle)
    assert not found, "\n".join([f"{when}: {len(found)} differences", *found[:20]])
