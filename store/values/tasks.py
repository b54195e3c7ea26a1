"""Tasks in people's Outlook, and what of the records they show. Pure."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from store.values.making import dataclass

if TYPE_CHECKING:  # whoever asks for these values has them already
    from store.values.opportunities import Brief


class TaskAbout(StrEnum):
    """What a task in Outlook shows."""

    REMINDER = "reminder"  # of an opportunity
    ACTIVITY = "activity"  # a sales activity of an opportunity's stage
    HISTORY = "history"  # a task of the communication history
    PROJECT = "project"  # a task of a business project


@dataclass(frozen=True, slots=True)
class TaskWanted:
    """A task that a record asks for in the Outlook of the user whom it is assigned to."""

    guid: UUID
    about: TaskAbout
    about_id: int  # the activity's, item's or project task's id; 0 for a reminder
    name: str  # the activity's or task's; "" for a reminder
    due: date | None
    reminder_at: datetime | None
    brief: Brief | None = None  # of the opportunity whose category it carries
    where: str = ""  # the project, or whose history it is in, with its phone number
    text: str = ""

    @property
    def number(self) -> int | None:
        return self.brief.opportunity.number if self.brief else None


@dataclass(frozen=True, slots=True)
class TaskState:
    """The fields of a task that are merged both ways."""

    subject: str
    due: date | None
    reminder_at: datetime | None
    is_complete: bool
    block: str = ""  # our marked block of the body
    words: str = ""  # what the user's words around it are known by


class TaskVanished(StrEnum):
    """Of a task that is not in Outlook any more, and went with too many others to have been deleted one by one."""

    HELD = "held"  # a person is asked
    GONE = "gone"  # it was meant to go, as a person said: the mailbox's next turn does what follows from it


@dataclass(frozen=True, slots=True)
class FollowedTask:
    """A task in somebody's Outlook that shows something of a record.

    The two sides are compared each with its own last state: `agreed` is what the record asked for when both were last
    in step, `seen` what Outlook then showed (a person may have made them differ, which is theirs).
    """

    guid: UUID
    mailbox_id: int
    number: int | None  # of the opportunity whose category it carries
    server_id: str = ""  # "" until it is known to exist
    change_key: str = ""
    agreed: TaskState | None = None
    seen: TaskState | None = None
    is_over: bool = False  # completed, withdrawn or gone: not followed any more
    closing: str = ""  # the line that says why the task is to be completed, while that is owed
    about: TaskAbout = TaskAbout.REMINDER
    about_id: int = 0  # as TaskWanted's
    is_theirs: bool = False  # its user made it: subject and text are never written
    vanished: TaskVanished | None = None
