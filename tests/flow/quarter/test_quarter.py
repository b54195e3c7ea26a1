"""A simulated quarter in the life of five salespeople: the daemon and an independent oracle agree on every item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.flow.quarter.looking import in_any_order, killed_at_random
from tests.flow.quarter.quarter import ANY_PAGES, Size, live
from tests.flow.quarter.world import World

A_QUARTER = Size(days=15, messages=60, acts=25, changes=3, pages=ANY_PAGES)
SOME_DAYS = Size(days=3, messages=50, acts=25, changes=3, pages=ANY_PAGES)
TWO_DAYS = replace(SOME_DAYS, days=2, messages=30, acts=15)  # on the second one more person is in Microsoft 365
HALF = Size(days=6, messages=60, acts=25, changes=3, pages=ANY_PAGES)

Recorder = Callable[[str, object], None]


def test_the_daemon_and_the_oracle_agree_on_every_item(tmp_path: Path, record_property: Recorder):
    world = live(1, A_QUARTER, tmp_path, in_any_order)

    record_property("counted", _told(world))


def test_the_daemon_and_the_oracle_agree_when_the_daemon_is_killed(tmp_path: Path, record_property: Recorder):
    world = live(2, HALF, tmp_path, killed_at_random)

    assert world.deaths > 50
    record_property("counted", _told(world))


def test_they_agree_on_a_server_that_keeps_no_headers(tmp_path: Path, record_property: Recorder):
    world = live(3, SOME_DAYS, tmp_path, in_any_order, "no_headers")

    record_property("counted", _told(world))


def test_they_agree_when_the_daemon_looks_only_where_it_is_told_to(tmp_path: Path, record_property: Recorder):
    world = live(4, replace(SOME_DAYS, is_told=True), tmp_path, in_any_order)

    record_property("counted", _told(world))


def test_they_agree_on_postgresql(tmp_path: Path, postgres_url: str, record_property: Recorder):
    world = live(5, TWO_DAYS, tmp_path, killed_at_random, url=postgres_url)

    assert world.deaths > 10
    record_property("counted", f"on PostgreSQL {_told(world)}")


def _told(world: World) -> str:
    copies = sum(len(item.copies) for item in world.log.items)
    return f"a quarter: {len(world.log.items)} items in {copies} copies, the daemon died {world.deaths} times"
