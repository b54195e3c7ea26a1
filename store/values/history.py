"""History as people read and write it, items of all kinds. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from store.values.items import Attachment, ItemKind, Link, Participant
from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One history item in a list."""

    item_id: int
    kind: ItemKind
    occurred_at: datetime | None
    subject: str
    author: str
    preview: str = ""
    is_all_day: bool = False
    is_cancelled: bool = False
    is_gone: bool = False  # an appointment that is in no calendar any more
    rule: str = ""  # of the link through which it is shown
    evidence: str = ""
    numbers: tuple[int, ...] = ()  # the opportunities that it is linked to


@dataclass(frozen=True, slots=True)
class HistoryOf:
    """Whose history: an opportunity's, an account's or a contact's; exactly one is set."""

    number: int | None = None
    account_id: int | None = None
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What of a history is looked for; all that is given applies."""

    words: str = ""  # in subject, text or names of what is attached: all of them, as in a search
    people: tuple[str, ...] | None = None  # addresses of which one takes part; None: whoever does
    writers: tuple[int, ...] = ()  # users who are meant with `people`: what they wrote is theirs as well
    first: date | None = None
    last: date | None = None
    zone: tzinfo = UTC  # in which a day begins and ends


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """What a task has beside its subject and text."""

    guid: UUID  # of the task in Outlook
    due_on: date | None = None
    reminder_at: datetime | None = None
    status: TaskStatus = TaskStatus.OPEN
    completed_at: datetime | None = None
    assigned_to: int | None = None  # a user's id


@dataclass(frozen=True, slots=True)
class CallDetails:
    """What a phone log has beside its subject and text."""

    number: str
    is_incoming: bool
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class FileDetails:
    """What is known of a file beside its content."""

    name: str
    size: int  # bytes
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """What an appointment was until it was changed."""

    replaced_at: datetime
    subject: str
    occurred_at: datetime | None
    ended_at: datetime | None = None
    is_all_day: bool = False
    location: str = ""
    is_cancelled: bool = False
    participants: tuple[Participant, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One item of any kind, whole, and where it shows."""

    id: int
    kind: ItemKind
    occurred_at: datetime | None
    subject: str
    author: str
    body: str
    ended_at: datetime | None = None
    is_all_day: bool = False
    location: str = ""
    is_cancelled: bool = False
    has_attachments: bool = False
    attachments: tuple[Attachment, ...] = ()
    is_redacted: bool = False  # only the fact is left of it
    created_by: int | None = None  # the user who wrote it here
    is_deleted: bool = False  # in the recycle bin
    participants: tuple[Participant, ...] = ()
    links: tuple[Link, ...] = ()
    contacts: tuple[int, ...] = ()  # in whose history it shows by itself
    accounts: tuple[int, ...] = ()
    task: TaskDetails | None = None
    call: CallDetails | None = None
    file: FileDetails | None = None
    depth: int = 0  # how many messages it is known to answer to
    sender_clock: str = ""  # when it was sent by its sender's clock, where that cannot be
    versions: tuple[ItemVersion, ...] = ()  # what an appointment was before, the latest first
    is_gone: bool = False  # an appointment that is in no calendar any more


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that a search found, with the text around the first word that was looked for."""

    line: HistoryLine
    snippet: str
