"""Items of the communication history."""

from __future__ import annotations

from datetime import date, datetime

from daemon.web.api.schemas.base import Answered, Key, Named, NamedUser


class Line(Answered):
    """An item as lists show it."""

    id: int
    kind: str
    at: datetime | None
    day: date | None
    subject: str
    cancelled: bool
    gone: bool
    author: str
    preview: str
    rule: str
    evidence: str
    opportunities: list[int]


class Link(Answered):
    number: int
    key: Key
    rule: str
    evidence: str


class Participant(Answered):
    address: str
    name: str
    role: str


class Attachment(Answered):
    name: str
    size: int
    inline: bool


class Original(Answered):
    mailbox: str
    folder: str
    gone: bool


class Before(Answered):
    """An appointment as it was before it was changed."""

    replaced_at: datetime
    at: datetime | None
    day: date | None
    subject: str
    text: str
    participants: list[Participant]
    until: datetime | None
    last_day: date | None
    location: str
    cancelled: bool


class Item(Answered):
    """An item whole, with where it shows; what only some kinds have is left out of others."""

    id: int
    kind: str
    at: datetime | None
    day: date | None
    subject: str
    author: str
    sender_clock: str | None = None
    text: str
    deleted: bool
    participants: list[Participant]
    opportunities: list[Link]
    contacts: list[Named]
    accounts: list[Named]
    attachments: list[Attachment] | None = None
    redacted: bool | None = None
    originals: list[Original] | None = None
    until: datetime | None = None
    last_day: date | None = None
    location: str | None = None
    cancelled: bool | None = None
    gone: bool | None = None
    before: list[Before] | None = None
    number: str | None = None
    direction: str | None = None
    minutes: int | None = None
    due: date | None = None
    reminder: datetime | None = None
    status: str | None = None
    completed_at: datetime | None = None
    assigned_to: NamedUser | None = None
    name: str | None = None
    size: int | None = None
    type: str | None = None
    sha256: str | None = None
