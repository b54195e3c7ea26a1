"""What a mailbox is told to do: stamps, tasks, drafts and its list of categories. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from connectors.mailbox.items import Person


@dataclass(frozen=True, slots=True)
class Stamp:
    """Categories owed to one item: what to add and what to take off beside whatever else it carries.

    Those with a number are known by their first word ("OPP-17", compared without case), the rest is for people: an item
    that carries one under another wording is not given a second, and taking off "OPP-17" takes off every wording of it,
    and every spelling (`connectors/spelling.py`).
    Others, such as "OPP? choose", are known by all of their name. What is to be reworded gets this wording where it
    stands; an item that does not carry it stays as it is.

    `known` is the version that was read of it: what turns only that into another need not be told as a change. Without
    it, it is.
    """

    item_id: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    reword: tuple[str, ...] = ()
    known: str = ""


@dataclass(frozen=True, slots=True)
class TaskContent:
    """A whole task, as it should be created.

    `about` is the item that it is to be done about, where there is one: the server's id of an e-mail in this mailbox.
    Where a mailbox may hold no tasks, a reminder is fastened to that.
    """

    subject: str
    due: date | None
    reminder_at: datetime | None
    body: str = ""
    categories: tuple[str, ...] = ()
    is_complete: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class TaskEdit:
    """Changes to a task; only the fields named in `fields` are written, each with its value here."""

    fields: frozenset[str]  # of "subject", "due", "reminder_at", "body", "categories", "is_complete"
    content: TaskContent
    identity: UUID | None = None  # is written too, where given: a user's own task is found by it from then on


@dataclass(frozen=True, slots=True)
class TaskChange:
    """An edit of one task, over the version that was read."""

    item_id: str
    change_key: str
    edit: TaskEdit


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
    to_invite: str = "To invite:"  # above those whom a server would invite at once, were they attendees

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
