"""What a mailbox's server does not let be read, remembered for `status` until it can be."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from store.unit import Unit

if TYPE_CHECKING:  # `status` reads what is written down here, and has no turn
    from daemon.context import Cycle

CATEGORY_LIST, CATEGORIES, FOLDERS = "category list", "categories", "folders"
SERIES, COMPUTED = "series in ", "computed series in "  # then the calendar's path
NOTED = "note on "  # then its subject

LONGEST = 500  # characters of a sentence


def note(cycle: Cycle, what: str, reason: str = "") -> None:
    """Remember why it cannot be read; without a reason: that it can. Writes only news."""
    _note(cycle, {what: reason}, set())


def note_series(
    cycle: Cycle, unread: Mapping[str, str], computed: Mapping[str, str], calendars: Collection[str]
) -> None:
    """The same of the series in calendars (by path): what is not known of those that were looked at, and what was
    computed. Of calendars that are not watched any more nothing stays.
    """
    said = {f"{SERIES}{path}": reason for path, reason in unread.items()}
    said |= {f"{COMPUTED}{path}": reason for path, reason in computed.items()}
    _note(cycle, said, {f"{kind}{path}" for kind in (SERIES, COMPUTED) for path in calendars})


def note_otherwise(cycle: Cycle, notes: Mapping[str, str]) -> None:
    """Remember what of the mailbox is not as its user expects; what is not said any more is as usual."""
    _note(cycle, {NOTED + "tasks": ""} | {NOTED + subject: words for subject, words in notes.items()}, set())


def _note(cycle: Cycle, said: Mapping[str, str], calendars: Collection[str]) -> None:
    store, name = cycle.context.store, _name(cycle.due.address)
    with store.read() as unit:
        before = _load(unit, name)
    after = {key: value for key, value in before.items() if key not in said}
    if calendars:
        after = {key: value for key, value in after.items() if not _is_of_series(key) or key in calendars}
    after |= {key: reason[:LONGEST] for key, reason in said.items() if reason}
    if after != before:
        with store.write() as unit:
            unit.state.put(name, json.dumps(after))


def unread(unit: Unit, address: str) -> dict[str, str]:
    """What cannot be read of this mailbox, each with the reason."""
    return {what: why for what, why in _load(unit, _name(address)).items() if not what.startswith((COMPUTED, NOTED))}


def computed(unit: Unit, address: str) -> dict[str, str]:
    """What its server does not tell and was made up for: by the calendar's path, with what that means."""
    found = _load(unit, _name(address))
    return {what.removeprefix(COMPUTED): why for what, why in found.items() if what.startswith(COMPUTED)}


def was_untold(unit: Unit, address: str, path: str) -> bool:
    """Whether this calendar's series could not be read, or had to be computed, when they were last looked at."""
    return not {f"{SERIES}{path}", f"{COMPUTED}{path}"}.isdisjoint(_load(unit, _name(address)))


def noted(unit: Unit, address: str) -> dict[str, str]:
    """What of the mailbox is not as its user expects, by its subject."""
    found = _load(unit, _name(address))
    return {what.removeprefix(NOTED): why for what, why in found.items() if what.startswith(NOTED)}


def _is_of_series(what: str) -> bool:
    return what == "series" or what.startswith((SERIES, COMPUTED))  # the first as it was named before


def _name(address: str) -> str:
    return f"unread in {address}"


def _load(unit: Unit, name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(unit.state.get(name) or "{}")
    return found
