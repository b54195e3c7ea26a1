"""Forgetting somebody in a large record system against a hundredth of it: as many statements, whatever others wrote.

1,000,000 history items in SQLite, with two people in each. What one person has is the same in both: ten items or so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from benchmarks.figures import Figure
from benchmarks.records import ITEMS, OPPORTUNITIES, SMALLER, small_and_large
from store.database import Store
from store.unit import Unit
from store.values import Person

AS_MANY = 1.05
DOMAIN = "client.example"

Act = Callable[[Unit, Person], object]
ACTS: dict[str, Act] = {
    "what erasing a person would take away": lambda unit, person: unit.erasing.planned(person, _is_own),
    "erasing a person": lambda unit, person: unit.erasing.erase(person, _is_own),
}


def measure() -> Iterator[Figure]:
    with small_and_large(takes_part) as (small, large):
        for name, act in ACTS.items():
            few, quick = _cost(small, act, OPPORTUNITIES // SMALLER)
            many, slow = _cost(large, act, OPPORTUNITIES)
            facts = {"statements": many, "s": round(slow, 2), "small_s": round(quick, 2), "items": ITEMS}
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


def _cost(store: Store, act: Act, opportunities: int) -> tuple[int, float]:
    """How many statements it makes, and seconds."""
    asked: list[str] = []

    def heard(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    with store.write() as unit:
        person = unit.people.of(f"c{2 * (opportunities // 3)}@{DOMAIN}")
        event.listen(Engine, "before_cursor_execute", heard)
        started = time.perf_counter()
        try:
            act(unit, person)
        finally:
            event.remove(Engine, "before_cursor_execute", heard)
        return len(asked), time.perf_counter() - started


def _is_own(address: str) -> bool:
    return address.endswith("@us.example")
