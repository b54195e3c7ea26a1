"""Recurring appointments: the master's pattern, its exceptions, and its occurrences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.soap import EwsError
from simulator.xml import moment


@dataclass
class Series:
    exceptions: dict[datetime, Item] = field(default_factory=dict)
    deleted: set[datetime] = field(default_factory=set)


def find_occurrence(mailbox: Mailbox, master: Item, index: int) -> Item:
    raise EwsError("ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange", f"Occurrence {index} is out of range.")


def master_of(occurrence: Item) -> Item:
    if occurrence.master is None:
        raise EwsError("ErrorCalendarCannotUseIdForOccurrenceId", "The id is not that of an occurrence.")
    return occurrence.master


def in_window(mailbox: Mailbox, item: Item, start: datetime, end: datetime) -> list[Item]:
    """The appointment if it touches the window, or the occurrences of its series that do."""
    if not item.get("Start"):
        return []
    return [item] if moment(item.get("Start")) < end and moment(item.get("End")) > start else []
