"""Pages of changes: what SyncFolderItems answers after a state, newest first."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from enum import StrEnum

from simulator.mailboxes.items import Departure, Folder, Item
from simulator.mailboxes.mailbox import Mailbox


class StateInvalid(Exception):
    """The state is not one that this server gave out for this folder."""


class ChangeKind(StrEnum):
    CREATE = "Create"
    UPDATE = "Update"
    READ_FLAG = "ReadFlagChange"
    DELETE = "Delete"


@dataclass(frozen=True, slots=True)
class Change:
    kind: ChangeKind
    item_id: str
    change_key: str
    item: Item | None
    departure: Departure | None = None


@dataclass(frozen=True, slots=True)
class ChangePage:
    changes: tuple[Change, ...]
    state: str
    is_last: bool


Position = tuple[float, int]  # arrival and entry of the last change that was given out


@dataclass(frozen=True, slots=True)
class State:
    """Everything up to `since` was seen, and of what came up to `until`, what is newer than `position`."""

    since: int
    until: int
    position: Position | None


def changes_after(mailbox: Mailbox, folder: Folder, state: str | None, limit: int, epoch: int) -> ChangePage:
    """The next page after `state` (None: from the beginning). `epoch` changes when all states are forgotten.

    A state means the same page each time that it is asked with, apart from what changed since. Raises StateInvalid.
    """
    seen = _decode(state, folder, epoch) if state else State(0, mailbox.number, None)
    if seen.position is None and state:
        seen = State(seen.since, mailbox.number, None)
    if folder.changed <= seen.since:
        return ChangePage((), _encode(folder, State(mailbox.number, mailbox.number, None), epoch), True)
    found = sorted(pending(folder, seen, from_nothing=seen.since == 0), key=lambda entry: entry[0], reverse=True)
    page = found[:limit]
    is_complete = len(found) <= limit
    is_last = is_complete and folder.changed <= seen.until  # else there is news from while the pages were read
    after = State(seen.until, seen.until, None) if is_complete else State(seen.since, seen.until, page[-1][0])
    return ChangePage(tuple(change for _, change in page), _encode(folder, after, epoch), is_last)


def pending(folder: Folder, seen: State, *, from_nothing: bool) -> list[tuple[Position, Change]]:
    """What is still to be told, in no order; `from_nothing`: to somebody who knows no item of the folder."""
    entries: list[tuple[Position, Change]] = []

    def add(position: Position, change: Change) -> None:
        if seen.position is None or position < seen.position:
            entries.append((position, change))

    for item in folder.items.values():
        last = max(item.modified, item.marked)
        if last <= seen.since or item.entered > seen.until:
            continue
        if item.entered > seen.since:
            kind = ChangeKind.CREATE
        else:
            kind = ChangeKind.UPDATE if item.modified > seen.since else ChangeKind.READ_FLAG
        position = (item.arrived.timestamp(), item.entered)
        add(position, Change(kind, item.id, item.change_key, item))
    for gone in () if from_nothing else folder.departures:
        if gone.entered <= seen.since < gone.left <= seen.until:
            position = (gone.arrived.timestamp(), gone.entered)
            add(position, Change(ChangeKind.DELETE, gone.item_id, gone.change_key, None, gone))
    return entries


def _encode(folder: Folder, state: State, epoch: int) -> str:
    content = [epoch, folder.id, state.since, state.until, state.position]
    return base64.b64encode(json.dumps(content).encode()).decode()


def _decode(text: str, folder: Folder, epoch: int) -> State:
    try:
        given_epoch, folder_id, since, until, position = json.loads(base64.b64decode(text, validate=True))
    except ValueError as problem:
        raise StateInvalid from problem
    if given_epoch != epoch or folder_id != folder.id:
        raise StateInvalid
    return State(since, until, (position[0], position[1]) if position else None)
