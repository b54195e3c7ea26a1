"""What the Graph face remembers beside the mailboxes."""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from simulator.graph.rounds import Round
from simulator.mailboxes.items import Folder, Item

_KEPT = 300  # rounds of a place


@dataclass
class GraphState:
    """Hold the organization's lock while touching it."""

    uploads: dict[str, Any] = field(default_factory=dict)  # by the key in their address
    rules: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # inbox rules by address and id
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)  # by address: what was set of mailboxSettings
    rounds: dict[str, Round] = field(default_factory=dict)  # of deltas by comparison, by what tokens call them
    shown: dict[str, str] = field(default_factory=dict)  # change keys by lasting id, as they were last read
    versions: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)  # by lasting id and change number
    orders: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # by folder: what a round tells, and which round
    asked: dict[str, int] = field(default_factory=dict)  # the mailbox's number when a delta was last asked for

    _kept: dict[str, deque[str]] = field(default_factory=dict)  # names of rounds by place, the oldest first

    def keep_round(self, place: str, key: str, current: Round) -> str:
        """What a token calls the round: as before where it is the same one. The oldest of a place are forgotten."""
        if self.rounds.get(key) is not current:
            key = uuid.uuid4().hex
            self.rounds[key] = current
            kept = self._kept.setdefault(place, deque())
            kept.append(key)
            if len(kept) > _KEPT:
                del self.rounds[kept.popleft()]
        return key

    def note_shown(self, item: Item) -> None:
        self.shown[item.lasting_id] = item.change_key

    def was_shown(self, item: Item) -> bool:
        """Whether anybody was ever told of the item."""
        return item.lasting_id in self.shown

    def is_news(self, item: Item) -> bool:
        """Whether somebody changed the item since it was last read here."""
        return self.shown.get(item.lasting_id) != item.change_key

    def note_version(self, item: Item, number: int, entity: dict[str, Any]) -> None:
        self.versions.setdefault(item.lasting_id, {})[number] = entity

    def version_before(self, item: Item, number: int) -> dict[str, Any] | None:
        """The newest that is known and was right at this change number; None where that one was not seen."""
        known = self.versions.get(item.lasting_id, {})
        before = [one for one in known if one <= number]
        return known[max(before)] if before else None

    def last_asked(self, folder: Folder, number: int) -> int:
        """The number when this folder's delta was asked for last; from now on it is `number`."""
        before = self.asked.get(folder.id, 0)
        self.asked[folder.id] = number
        return before
