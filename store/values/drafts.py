"""Drafts that somebody asked for from a record. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from store.values.making import dataclass


class DraftKind(StrEnum):
    EMAIL = "email"
    MEETING = "meeting"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a user finds made for them in Outlook, about an opportunity; they send it, or not."""

    guid: UUID
    mailbox_id: int
    number: int
    kind: DraftKind
    subject: str
    body: str = ""
    to: tuple[tuple[str, str], ...] = ()  # addresses with names
    start: datetime | None = None
    end: datetime | None = None
    location: str = ""
    server_id: str = ""  # "" until it is there
