"""A mailbox as the daemon sees it: values, and the protocol that every connector answers to. Pure.

Addresses, subjects and names are handed over as the server gives them (control characters that XML or a database
cannot hold are removed); comparing them is the store's and the rules' business. All times are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from connectors.errors import MailboxError


class FolderKind(StrEnum):
    MAIL = "mail"
    CALENDAR = "calendar"
    TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that can be watched; `id` is stable for its life, `path` is for people and configuration.

    Names may hold slashes: what is below what is told by `parent_id` alone.
    """

    id: str
    path: str  # from the mailbox's root, "Inbox/Projects"
    kind: FolderKind
    wellknown: str | None = None  # Exchange's distinguished name in lower case: "inbox", "calendar", "junkemail" …
    parent_id: str | None = None  # of the nearest folder above that can be watched, too; None at the top


class Sensitivity(StrEnum):
    NORMAL = "normal"
    PERSONAL = "personal"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class Person:
    """Name and address as written in the item; either may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What an item says of a file or item that is attached to it; never the content."""

    name: str
    size: int  # bytes, as the server counts
    is_inline: bool = False  # shown in the text: a logo in a signature, mostly


@dataclass(frozen=True, slots=True)
class Email:
    item_id: str
    change_key: str
    message_id: str  # Internet Message-ID with its brackets; "" where the message has none
    subject: str
    sender: Person | None  # From
    received_at: datetime | None
    sent_at: datetime | None
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    bcc: tuple[Person, ...] = ()
    reply_to: tuple[Person, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    conversation_id: str = ""
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()  # the message's own Keywords header: categories that its sender set
    sensitivity: Sensitivity = Sensitivity.NORMAL
    item_class: str = "IPM.Note"
    is_draft: bool = False
    auto_submitted: str = ""  # the header's value, lower case; "" where absent, as in the next two
    precedence: str = ""
    list_id: str = ""
    size: int = 0  # bytes, as the server counts
    has_attachments: bool = False
    attachments: tuple[Attachment, ...] = ()  # empty also where the server does not tell
    body: str = ""  # text made by the server, or what it has
    body_is_html: bool = False


class AppointmentKind(StrEnum):
    SINGLE = "single"
    MASTER = "master"
    OCCURRENCE = "occurrence"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Appointment:
    item_id: str
    change_key: str
    uid: str
    subject: str
    start: datetime | None
    end: datetime | None
    kind: AppointmentKind = AppointmentKind.SINGLE
    original_start: datetime | None = None  # of an occurrence or exception, or of the only one that a person has
    deleted_occurrences: tuple[datetime, ...] = ()  # of a master: original starts; empty where the server does not tell
    is_all_day: bool = False
    is_cancelled: bool = False
    is_draft: bool = False  # a meeting whose invitation has not been sent
    location: str = ""
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.NORMAL
    item_class: str = "IPM.Appointment"
    size: int = 0
    has_attachments: bool = False
    attachments: tuple[Attachment, ...] = ()
    body: str = ""
    body_is_html: bool = False
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands in Outlook. `identity` is our hidden GUID; None on the user's own tasks."""

    item_id: str
    change_key: str
    identity: UUID | None
    subject: str
    due: date | None
    reminder_at: datetime | None  # None: no alarm is set
    is_complete: bool = False
    is_recurring: bool = False
    categories: tuple[str, ...] = ()
    body: str = ""
    body_is_html: bool = False
    modified_at: datetime | None = None


Item = Email | Appointment | Task


@dataclass(frozen=True, slots=True)
class Upserted:
    """The item is new or changed; this is how it stands now."""

    item: Item


@dataclass(frozen=True, slots=True)
class Deleted:
    """The item left this folder: deleted, or moved away."""

    item_id: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The item is there and cannot be understood; `reason` is a sentence without any of its content."""

    item_id: str
    reason: str


Change = Upserted | Deleted | Unreadable


@dataclass(frozen=True, slots=True)
class Page:
    """Changes of one folder, newest first, with the cursor that continues after them."""

    changes: tuple[Change, ...]
    cursor: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as a listing names it, without being read."""

    item_id: str
    change_key: str
    identity: str  # Internet Message-ID or UID as given; "" where there is none
    at: datetime | None  # received (e-mails), start (appointments)
    kind: AppointmentKind | None = None  # of appointments


@dataclass(frozen=True, slots=True)
class Stamp:
    """Categories owed to one item: what to add and what to take off beside whatever else it carries.

    Those with a number are known by their first word ("OPP-17", compared without case), the rest is for people: an item
    that carries one under another wording is not given a second, and taking off "OPP-17" takes off every wording of it.
    Others, such as "OPP? choose", are known by all of their name. What is to be reworded gets this wording where it
    stands; an item that does not carry it stays as it is.
    """

    item_id: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    reword: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamped:
    """The item as it stands after the stamp, all its categories included."""

    item_id: str
    change_key: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskContent:
    """A whole task, as it should be created."""

    subject: str
    due: date | None
    reminder_at: datetime | None
    body: str = ""
    categories: tuple[str, ...] = ()
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class TaskEdit:
    """Changes to a task; only the fields named in `fields` are written, each with its value here."""

    fields: frozenset[str]  # of "subject", "due", "reminder_at", "body", "categories", "is_complete"
    content: TaskContent


class DraftKind(StrEnum):
    EMAIL = "email"  # in Drafts, until the user sends it
    MEETING = "meeting"  # in the calendar, with its invitation not sent
    APPOINTMENT = "appointment"  # in the calendar, of nobody but the user: there is nothing to send


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What a user finds made for them in Outlook, to send or to change; `body` is plain text.

    ValueError for what no Outlook holds: a meeting without anybody to invite, an appointment with attendees, either
    without its time, an e-mail with one.
    """

    kind: DraftKind
    subject: str
    body: str = ""
    to: tuple[Person, ...] = ()  # recipients or attendees; those without an address are left out
    categories: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    location: str = ""

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem is not None:
            raise ValueError(problem)


def _problem(content: DraftContent) -> str | None:
    times, is_addressed = (content.start, content.end), any(person.address for person in content.to)
    if content.kind is DraftKind.EMAIL:
        return None if times == (None, None) else "an e-mail has no start and end"
    if content.start is None or content.end is None or content.end < content.start:
        return f"the {content.kind} needs a start, and an end that is not before it"
    if content.kind is DraftKind.MEETING:
        return None if is_addressed else "a meeting needs somebody to invite"
    return "an appointment has no attendees" if content.to else None


@dataclass(frozen=True, slots=True)
class CategoryEdit:
    """Changes to a mailbox's master category list; entries that it does not name stay as they are."""

    add: tuple[str, ...] = ()
    rename: tuple[tuple[str, str], ...] = ()  # (from, to)
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """What `check` found out about one mailbox: what works, in words a person can act on."""

    server: str  # product and version as the server names itself
    display_name: str = ""
    time_zone: str = ""
    warnings: tuple[str, ...] = field(default=())


class Mailbox(Protocol):
    """One mailbox. Every method may raise a `connectors.errors.MailboxError`, and nothing else.

    Reads are retried inside for seconds; writes are never repeated blindly. Not thread-safe: one thread at a time.
    """

    @property
    def address(self) -> str: ...

    def check(self) -> Access:
        """Log in, open the mailbox, prove the right to it; raises the MailboxError that says what is wrong."""
        ...

    def folders(self) -> Sequence[Folder]:
        """All folders for mail, calendars and tasks, whatever is watched; in a stable order."""
        ...

    def changes(self, folder: Folder, cursor: str | None) -> Page:
        """The next page of changes after `cursor`, whole items included; None starts from nothing.

        One request when nothing changed. Raises CursorExpired when the server forgot the cursor, FolderGone when
        the folder was deleted.
        """
        ...

    def listed(self, folder: Folder, since: datetime | None = None) -> Iterator[Listed]:
        """Every item of the folder, page by page: received or starting from `since` on, masters of series always.

        Items without such a time are listed too. What comes or goes while it runs may be in it or not; nothing else is
        left out, and nothing is told twice. Raises FolderGone.
        """
        ...

    def occurrences(self, folder: Folder, start: datetime, end: datetime) -> Sequence[Listed]:
        """The occurrences and exceptions of series that touch the stretch, by start; `at` is when they really start.

        Single appointments are left out. Raises FolderGone.
        """
        ...

    def read(self, folder: Folder, item_ids: Sequence[str]) -> Sequence[Change]:
        """These items of the folder as they stand, in order: Upserted, Deleted (not there any more), Unreadable."""
        ...

    def stamp(self, stamps: Sequence[Stamp]) -> Sequence[Stamped | MailboxError]:
        """Pay stamps, in their order: read categories, merge, write only where something differs.

        One answer a stamp; a stamp that fails is returned, not raised (ItemGone, Conflict after retries, Refused).
        Sends nothing to anybody, marks nothing read, keeps the user's categories and their order.
        """
        ...

    def find_email(self, message_id: str) -> Sequence[str]:
        """Item ids of all e-mails with this Internet Message-ID in the whole mailbox."""
        ...

    def find_task(self, identity: UUID) -> Task | None:
        """The task that carries this hidden identity, wherever in the mailbox it is; None when there is none."""
        ...

    def create_task(self, identity: UUID, content: TaskContent) -> Task:
        """Make the task in the default Tasks folder, or give the one that already carries `identity`, untouched."""
        ...

    def edit_task(self, item_id: str, change_key: str, edit: TaskEdit) -> Task:
        """Write the edit's fields; raises Conflict when the task changed since, ItemGone when it is not there."""
        ...

    def read_task(self, item_id: str) -> Task:
        """The task as it stands now; raises ItemGone."""
        ...

    def create_draft(self, identity: UUID, content: DraftContent) -> str:
        """Make the draft, or find the item that already carries `identity`, untouched; the item's id either way.

        Found wherever the user took it since: sent, moved or thrown away. Never sends anything to anybody: a meeting
        is saved with its attendees and without its invitation. Until the user sends it, `changes` tells it as a draft;
        an appointment never is one.
        """
        ...

    def category_list(self) -> Sequence[str]:
        """Names in the master category list; empty when the mailbox has none yet."""
        ...

    def edit_category_list(self, edit: CategoryEdit) -> Sequence[str]:
        """Apply the edit to a freshly read list, write only if it differs, verify; the names as they are after."""
        ...

    def close(self) -> None:
        """Give the connections back; the mailbox is not used afterwards."""
        ...
