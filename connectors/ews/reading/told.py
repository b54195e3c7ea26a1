"""What a folder's lists of changes tell: ids, and how far they go. No item is read for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from connectors.errors import Refused
from connectors.ews import request
from connectors.ews.reading import elements
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, Element, M, T

LISTS = 10  # of nothing but our own stamps that are one with what comes after them: some server may tell them for ever


class Followed:
    """What is done while a folder's next changes are asked for; this does nothing."""

    def wait_for(self, item_ids: Collection[str]) -> None:
        """Until no stamp on any of these is under way: whether that is why they changed can be told then."""

    def goes_on(self, cursor: str | None) -> None:
        """What comes after these changes begins there, or there is nothing; told before any item is asked for."""

    def has_only_echoes(self) -> None:
        """There is nothing new so far, and more is asked for."""


NOBODY = Followed()


@dataclass(frozen=True, slots=True)
class Told:
    """One list. `items` are ids in its order, each with whether the item is there."""

    items: dict[str, bool]
    created: frozenset[str]  # of those, what the server calls new to a folder of which something was known
    updated: tuple[tuple[str, str], ...]  # of those, what it calls changed, with the version that it is now
    cursor: str
    is_last: bool
    echoes: tuple[str, ...] = ()  # what only our own stamps changed, and is not among the items

    @property
    def may_be_ours(self) -> bool:
        """Whether our own stamps could be all that there is."""
        return bool(self.items) and all(self.items.values()) and len(self.updated) == len(self.items)

    @property
    def goes_on(self) -> str | None:
        return None if self.is_last else self.cursor

    def parted(self, connection: Connection) -> Told:
        """The same, its echoes told from the rest, once it is known of all stamps on them how they went."""
        there = ((item_id, version) for item_id, version in self.updated if self.items[item_id])
        echoes = dict.fromkeys(one for one, version in there if connection.echoes.is_one(one, version))
        rest = {one: is_there for one, is_there in self.items.items() if one not in echoes}
        return replace(self, items=rest, echoes=tuple(echoes))

    def after(self, echoes: Iterable[str]) -> Told:
        """The same with those of lists before it; what else became of them since counts."""
        both = dict.fromkeys((*echoes, *self.echoes))
        return replace(self, echoes=tuple(one for one in both if one not in self.items))


def next_changes(
    connection: Connection, folder_id: str, cursor: str | None, by: Followed = NOBODY, most: int | None = None
) -> Told:
    """What changed in the folder after the cursor, so many items at the most, and any number of echoes.

    Echoes need no reading: lists of nothing else are as long as the server gives them, and one with what comes after
    them. BadAnswer where a cursor must not move past what was, or was not, told.
    """
    most = most or request.PAGE
    listed = _list(connection, folder_id, cursor, most)
    if not listed.may_be_ours:
        by.goes_on(listed.goes_on)
        by.wait_for(listed.items)
        return listed.parted(connection)
    by.wait_for(listed.items)
    listed = listed.parted(connection)
    for _ in range(LISTS):
        if listed.items or listed.is_last:
            break
        by.has_only_echoes()
        try:
            further = _list(connection, folder_id, listed.cursor, request.MOST)
        except (BadAnswer, Refused):
            break  # told where it is asked for by itself: what is known by now is kept
        by.wait_for(further.items)
        further = further.parted(connection)
        if len(further.items) > most:
            break  # it is asked for once more, by itself
        listed = further.after(listed.echoes)
    by.goes_on(listed.goes_on)
    return listed


def _list(connection: Connection, folder_id: str, cursor: str | None, most: int) -> Told:
    answer = connection.only(connection.read(request.sync(folder_id, cursor, most)))
    state = answer.findtext(f"{M}SyncState")
    is_last = answer.findtext(f"{M}IncludesLastItemInRange")
    if not state or is_last is None:
        raise BadAnswer("the answer does not say how far the folder was read")
    if is_last != "true" and state == cursor:
        raise BadAnswer("the folder's changes do not come to an end")
    created = answer.iterfind(f"{M}Changes/{T}Create/*/{T}ItemId") if cursor else ()
    updated = answer.iterfind(f"{M}Changes/{T}Update/*/{T}ItemId")
    return Told(
        items=_items(answer),
        created=frozenset(element.get("Id") or "" for element in created),
        updated=tuple((element.get("Id") or "", element.get("ChangeKey") or "") for element in updated),
        cursor=state,
        is_last=is_last == "true",
    )


def _items(answer: Element) -> dict[str, bool]:
    """Of several changes of one item the last counts."""
    items: dict[str, bool] = {}
    changes = answer.find(f"{M}Changes")
    if changes is None:  # not the same as none: the cursor must not move past what was left out
        raise BadAnswer("the answer does not say what changed in the folder")
    for change in changes:
        if change.tag == f"{T}ReadFlagChange":
            continue
        is_there = change.tag != f"{T}Delete"
        if is_there and len(change) == 0:
            raise BadAnswer("the answer tells of an item and does not name it")
        found = elements.item_id(change[0] if is_there else change)
        if found is None:
            # What a cut answer looks like. The cursor must not move past an item that was not named.
            raise BadAnswer("the answer tells of an item and does not name it")
        items[found[0]] = is_there
    return items
