"""What happened in a mailbox, as subscriptions tell it: kept in order, the oldest forgotten in the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from simulator.mailboxes.items import Folder, Item

KEPT = 20_000  # events of a mailbox


@dataclass(frozen=True, slots=True)
class Thing:
    """An item or a folder as it was at the moment: its id, its change key, and the folder that it was in."""

    is_folder: bool
    id: str
    change_key: str
    parent_id: str
    parent_key: str

    @classmethod
    def of(cls, thing: Item | Folder) -> Thing:
        is_folder = isinstance(thing, Folder)
        parent = thing.parent if isinstance(thing, Folder) else thing.folder
        return cls(
            is_folder,
            thing.id,
            thing.change_key,
            parent.id if parent else thing.id,
            parent.change_key if parent else thing.change_key,
        )


@dataclass(frozen=True, slots=True)
class Event:
    number: int
    kind: str  # "CreatedEvent", as the protocol names it
    at: datetime
    thing: Thing
    before: Thing | None = None  # of what was moved or copied: from where


@dataclass
class Events:
    _kept: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))
    number: int = 0  # of the last

    def tell(self, kind: str, at: datetime, thing: Item | Folder, before: Thing | None = None) -> None:
        self.number += 1
        self._kept.append(Event(self.number, kind, at, Thing.of(thing), before))

    def after(self, number: int) -> Iterator[Event]:
        """Those after this one, the oldest first."""
        missing = self.number - number
        if missing > 0:
            yield from list(self._kept)[-missing:]

    def are_kept_after(self, number: int) -> bool:
        """Whether none after this one is forgotten."""
        return self.number - number <= len(self._kept)
