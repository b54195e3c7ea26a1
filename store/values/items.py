"""What is kept of an e-mail or appointment, and why it is linked to what. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from store.values.making import dataclass


class ItemKind(StrEnum):
    """The six kinds of communication history."""

    EMAIL = "email"
    APPOINTMENT = "appointment"
    NOTE = "note"
    CALL = "call"  # a phone log
    TASK = "task"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Participant:
    role: str  # "from", "sender", "reply_to", "original_from", "to", "cc", "bcc", "organizer", "attendee"
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came with an e-mail or appointment; its content stays in Outlook."""

    name: str
    size: int = 0  # bytes
    is_inline: bool = False  # shown in the text


OF_WHOLE = "="  # stands where the sketch of a text is made of the whole one, once it is compared


@dataclass(frozen=True, slots=True)
class Sketch:
    """What an e-mail is compared by."""

    sender: str = ""  # address; "" where it is not told, or not by an address that can be used
    sent: str = ""  # the second of its date, or ""
    subject: str = ""  # its words, without what gateways and lists put before it
    text: str = ""  # a sketch of it, or OF_WHOLE; "" where there is none, or none that may be kept
    likeness: int = 0  # the same for all e-mails of one subject to the same people
    is_anonymous: bool = False  # it has no Message-ID
    # Its whole text as a person reads it, as long as that is at hand, made when it is asked for and not stored. That of
    # an item is the text that it keeps.
    whole: Callable[[], str] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ItemContent:
    """What is kept of an e-mail or appointment: one row however many mailboxes hold a copy."""

    kind: ItemKind
    identity: str  # Internet Message-ID, or UID (with the original start of an occurrence); "" where there is none
    fingerprint: str  # tells two items of the same identity apart
    occurred_at: datetime | None
    subject: str = ""
    participants: tuple[Participant, ...] = ()
    body: str = ""
    preview: str = ""
    ended_at: datetime | None = None
    is_all_day: bool = False
    location: str = ""
    is_cancelled: bool = False
    has_attachments: bool = False
    attachments: tuple[Attachment, ...] = ()
    size: int = 0
    thread: str = ""  # the same for all messages of a thread, or items of a series
    parents: tuple[str, ...] = ()  # identities that it answers to or occurs in, the nearest first
    traits: Mapping[str, str] = field(default_factory=dict)  # what rules look at beside people and times
    is_series: bool = False  # the master of recurring appointments: known, and in no list
    sketch: Sketch | None = None  # of an e-mail: what it is compared by; None where it is compared by its fingerprint


class Outcome(StrEnum):
    """Where an item ended up. With the quarantine, these add up to everything seen."""

    LINKED = "linked"
    CONTACT = "contact"
    REVIEW = "review"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Link:
    number: int
    rule: str
    evidence: str = ""  # a short phrase: "contact ann@client.example"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Why one mailbox's copy of an item was decided as it was; the daemon's rules fill it, `why` words it."""

    outcome: Outcome
    rule: str  # "category", "address" … or the name of the exclusion
    reason: str  # one sentence for a person
    evidence: Mapping[str, Any] = field(default_factory=dict)  # JSON: address, category, candidates passed over …
