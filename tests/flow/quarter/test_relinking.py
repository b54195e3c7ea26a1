"""Relinking after weeks of five people's mail, on a copy of the database: as it was shown, once, and over nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from daemon.sync.relink import Change, Opened, Scope, follow_up, relinked
from store.database import Store, open_store
from store.rules.history import BY_A_PERSON
from store.values import StoredItem
from tests.flow.quarter.looking import in_any_order
from tests.flow.quarter.quarter import ANY_PAGES, Size, live
from tests.flow.quarter.world import World

WEEKS = Size(days=3, messages=50, acts=20, changes=3, pages=ANY_PAGES)


def test_relinking_does_what_it_showed_once_and_leaves_what_people_said(tmp_path: Path):
    counts = []

    def look(world: World) -> None:
        in_any_order(world)
        with copied(world, tmp_path / f"copy{len(counts)}.sqlite") as store:
            (shown, reworded), before = changes(world, store.read, is_done=False), items(store)

            done, _ = changes(world, store.write, is_done=True)
            assert told_of(before, items(store)) == len(shown) + reworded  # nothing is done that was not said
            follow_up(store.write, world.firm.context.policy, world.firm.clock)
            after = items(store)

            assert [(one.item.item_id, one.after) for one in done] == [(one.item.item_id, one.after) for one in shown]
            assert changes(world, store.write, is_done=True)[0] == []
            assert {id: by_people(one) for id, one in before.items()} == {
                id: by_people(one) for id, one in after.items()
            }
            counts.append(len(done))

    live(1, WEEKS, tmp_path, look)

    assert sum(counts) > 0


@contextmanager
def copied(world: World, path: Path) -> Iterator[Store]:
    original = world.firm.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    with closing(open_store(f"sqlite:///{path}", clock=world.firm.clock)) as store:
        yield store


def changes(world: World, opened: Opened, *, is_done: bool) -> tuple[list[Change], int]:
    """What changes, and how many others only get another reason."""
    found = list(relinked(opened, Scope(), world.firm.context.policy, world.firm.clock, is_done=is_done))
    return [change for looked in found for change in looked.changes], sum(looked.reworded for looked in found)


def told_of(before: dict[int, StoredItem], after: dict[int, StoredItem]) -> int:
    """How many items are linked otherwise, or have another receipt."""
    return sum(of(before[id]) != of(after[id]) for id in before)


def of(item: StoredItem) -> tuple[object, ...]:
    return item.known.links, item.receipts


def items(store: Store) -> dict[int, StoredItem]:
    with store.read() as unit:
        ids = [id for _, id in unit.relinking.oldest(-1, 10_000)]
        return {one.item_id: one for one in unit.again.stored(ids)[0]}


def by_people(item: StoredItem) -> tuple[object, ...]:
    """What people said of it: links, and what they set, took off or dismissed."""
    known = item.known
    links = {link.number for link in known.links if link.rule in BY_A_PERSON}
    return links, set(known.marks), known.is_dismissed
