"""What a search finds, and how items were decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from daemon.web.api.schemas.base import Answered, Key
from daemon.web.api.schemas.history import Line


class RecordHit(Answered):
    """A record that was found, and by what of it."""

    record: str
    id: int
    named: str
    name: str
    matched: str
    detail: str


class Hit(Line):
    """An item that was found, with what stands around the words."""

    snippet: str


class LinkDecided(Answered):
    opportunity: Key
    number: int
    rule: str
    evidence: str


class Parent(Answered):
    id: int
    kind: str
    subject: str


class Decision(Answered):
    outcome: str
    rule: str
    reason: str
    evidence: dict[str, Any]
    parent: Parent | None


class Mark(Answered):
    """What somebody did by hand to a copy."""

    number: int
    kind: str


class Copy(Answered):
    """An item as one mailbox has it."""

    mailbox: str
    folder: str
    gone: bool
    computed: bool
    private: bool
    asked: bool
    decision: Decision | None
    marks: list[Mark]
    stamped: list[int]
    not_stamped: str | None


class Explanation(Answered):
    """Why an item is where it is."""

    id: int
    kind: str
    identity: str
    at: datetime | None
    day: date | None
    subject: str
    author: str
    series: bool
    redacted: bool
    dismissed: bool
    sender_clock: str | None
    to_decide: bool
    links: list[LinkDecided]
    contacts: list[str]
    copies: list[Copy]
