"""Forgetting somebody in a large record system against a hundredth of it: as many statements, whatever others wrote.

1,000,000 history items in SQLite, with two people in each. What one person has is the same in both: ten items or so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from benchmarks.figures import Figure
from benchmarks.records import ITEMS, OPPORTUNITIES, SMALLER, small_and_large
from store.database import Store
from store.persons.pieces import erase as erase_in_pieces

AS_MANY = 1.05
DOMAIN = "client.example"

Act = Callable[[Store, str], object]


def plan(store: Store, address: str) -> None:
    with store.read() as unit:
        unit.erasing.planned(unit.people.of(address), _is_own)


def erase(store: Store, address: str) -> None:
    with store.read() as unit:
        person = unit.people.of(address)
    with store.write() as unit:
        erasure = unit.erasing.begin(person)
    erase_in_pieces(store, erasure, _is_own)


ACTS: dict[str, Act] = {"what erasing a person would take away": plan, "erasing a person": erase}


def measure() -> Iterator[Figure]:
    with small_and_large(takes_part) as (small, large):
        for name, act in ACTS.items():
            few, quick, _ = _cost(small, act, OPPORTUNITIES // SMALLER)
            many, slow, longest = _cost(large, act, OPPORTUNITIES)
            facts = {"statements": many, "s": round(slow, 2), "small_s": round(quick, 2), "items": ITEMS}
            if longest:
                facts["others_wait_ms"] = round(longest * 1000, 1)
            what = f"statements of {name}, against a hundredth of the records"
            yield Figure(what, many / few, goal=AS_MANY, gates=True, facts=facts)


def takes_part(db: Connection) -> None:
    """Each opportunity's contact has an address, and wrote each of its items to its user."""
    db.execute(text("INSERT INTO contact_addresses SELECT 'c' || id || :at, id, 0 FROM contacts"), {"at": f"@{DOMAIN}"})
    people = (
        "INSERT INTO participants SELECT links.item_id, {position}, '{role}', {address}, {name} "
        "FROM links JOIN opportunities ON opportunities.number = links.number JOIN users ON users.id = assigned_to"
    )
    theirs = people.format(position=0, role="from", address="'c' || contact_id || :at", name="'C' || contact_id")
    db.execute(text(theirs), {"at": f"@{DOMAIN}"})
    db.execute(text(people.format(position=1, role="to", address="users.email", name="users.name")))


def _cost(store: Store, act: Act, opportunities: int) -> tuple[int, float, float]:
    """How many statements it makes, seconds, and those of its longest transaction that writes."""
    asked: list[str] = []
    writing: list[float] = []

    def heard(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    @contextmanager
    def timed(name: str, kind: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        if kind == "write":
            writing.append(time.perf_counter() - began)

    event.listen(Engine, "before_cursor_execute", heard)
    store.spent.around = timed
    began = time.perf_counter()
    try:
        act(store, f"c{2 * (opportunities // 3)}@{DOMAIN}")
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    return len(asked), time.perf_counter() - began, max(writing, default=0.0)


def _is_own(address: str) -> bool:
    return address.endswith("@us.example")
