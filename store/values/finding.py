"""Records that a search found. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from store.values.audit import Record


@dataclass(frozen=True, slots=True)
class RecordHit:
    record: Record
    id: int  # an opportunity's number
    name: str
    matched: str  # what of it: "name", "address ann@client.example", "phone", "field Seats: 200"
    detail: str = ""  # what tells it from others of its name: whose contact, in which state
