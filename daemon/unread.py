"""What a mailbox's server does not let be read, remembered for `status` until it can be."""

from __future__ import annotations

import json

from daemon.cycle import Cycle
from store.unit import Unit

CATEGORY_LIST, CATEGORIES, FOLDERS, SERIES = "category list", "categories", "folders", "series"

LONGEST = 500  # characters of a sentence


def note(cycle: Cycle, what: str, reason: str = "") -> None:
    """Remember why it cannot be read; without a reason: that it can. Writes only news."""
    store, name = cycle.office.store, _name(cycle.due.address)
    with store.read() as unit:
        before = _load(unit, name)
    after = {key: value for key, value in before.items() if key != what}
    if reason:
        after[what] = reason[:LONGEST]
    if after != before:
        with store.write() as unit:
            unit.state.put(name, json.dumps(after))


def unread(unit: Unit, address: str) -> dict[str, str]:
    """What cannot be read of this mailbox, each with the reason."""
    return _load(unit, _name(address))


def _name(address: str) -> str:
    return f"unread in {address}"


def _load(unit: Unit, name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(unit.state.get(name) or "{}")
    return found
