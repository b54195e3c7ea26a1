"""Records that a search found, or that somebody who types may mean. Pure."""

from __future__ import annotations

from store.values.audit import Record
from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class RecordHit:
    record: Record
    id: int  # an opportunity's number
    name: str
    matched: str  # what of it: "name", "address ann@client.example", "phone", "field Seats: 200"
    detail: str = ""  # what tells it from others of its name: whose contact, in which state


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody who begins to type may mean."""

    typed: str  # by what it is found for certain, where a record is asked for
    name: str
    detail: str = ""  # what tells it from others
