"""The master category list, entry by entry. An entry's name never changes: another name is another entry."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote

import msgspec

from connectors.characters import clean
from connectors.errors import Conflict, ItemGone
from connectors.graph.asking import Call, Wire, rows
from connectors.mailbox import CategoryEdit

ROUNDS = 3  # times that a list which somebody else is writing is read and edited anew
COLOUR = "preset7"  # blue, as over EWS: all of ours look the same
_LIST = "outlook/masterCategories"


class Entry(msgspec.Struct, gc=False):
    id: str
    name: str = msgspec.field(name="displayName", default="")


def category_list(wire: Wire) -> list[str]:
    """Names in their order."""
    return [one.name for one in _entries(wire)]


def edit_category_list(wire: Wire, edit: CategoryEdit) -> list[str]:
    """Raises Conflict when somebody else keeps changing it."""
    for _ in range(ROUNDS):
        entries = _entries(wire)
        calls = _calls(entries, edit)
        if not calls:
            return [one.name for one in entries]
        _write(wire, calls)
    entries = _entries(wire)
    if _calls(entries, edit):
        raise Conflict(wire.address, "the category list is changed by somebody else at the same time")
    return [one.name for one in entries]


def edited(names: Sequence[str], edit: CategoryEdit) -> list[str]:
    """What the list is to hold; names compare without case, and everything else stays as it is."""
    after = list(names)
    for old, new in edit.rename:
        at, taken = _index(after, old), _index(after, new)
        if at is None:
            continue
        if taken in (None, at):
            after[at] = clean(new)
        else:
            del after[at]
    gone = {name.casefold() for name in edit.remove}
    after = [name for name in after if name.casefold() not in gone]
    for name in map(clean, edit.add):
        if _index(after, name) is None:
            after.append(name)
    return after


def _index(names: Sequence[str], name: str) -> int | None:
    return next((at for at, one in enumerate(names) if one.casefold() == name.casefold()), None)


def _calls(entries: Sequence[Entry], edit: CategoryEdit) -> list[Call]:
    """What is to be done to the list, entry by entry: nothing goes before what comes in its place is there."""
    present = [one.name for one in entries]
    after = edited(present, edit)
    new, gone = [name for name in after if name not in present], [one for one in entries if one.name not in after]
    made = [Call(_LIST, method="POST", body={"displayName": name, "color": COLOUR}) for name in new]
    # Where only the case is another, there is no room for both.
    cases = {name.casefold() for name in new}
    first = [_deletion(one) for one in gone if one.name.casefold() in cases]
    return [*first, *made, *(_deletion(one) for one in gone if one.name.casefold() not in cases)]


def _deletion(one: Entry) -> Call:
    return Call(f"{_LIST}/{quote(one.id, safe='')}", method="DELETE")


class _Made(msgspec.Struct, gc=False):
    id: str = ""


def _write(wire: Wire, calls: Sequence[Call]) -> None:
    """What is there already, or gone already, is as it is wanted. The list is one item: no two at once."""
    if len(calls) > 1:
        wire.ask_in_turn(calls, _Made)
        return
    with suppress(ItemGone, Conflict):
        wire.ask(calls[0], _Made)


def _entries(wire: Wire) -> list[Entry]:
    return [one for page in rows(wire, Call(_LIST, "$select=id,displayName&$top=500"), Entry) for one in page]
