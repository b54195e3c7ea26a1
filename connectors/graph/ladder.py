"""Tasks, or what stands for them where the application has no right to tasks: three rungs that answer alike.

To Do, where the application may write to it: a right that no administrator can limit to some mailboxes. Without it a
follow-up flag on the mail that the task is about, and where there is none to flag an appointment of one's own. What was
made on one rung stays there, and is followed, whatever rung is in use later.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from connectors.errors import (
    AccessRefused,
    CredentialsRefused,
    CursorExpired,
    FolderGone,
    ItemGone,
    LoginRefused,
    MailboxError,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from connectors.graph.asking import Call, Rows, Wire, onwards
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.events import Event
from connectors.graph.writing.flags import Flagged, Flags
from connectors.graph.writing.reminders import PREFER, Reminders
from connectors.graph.writing.todo import Todo
from connectors.mailbox import (
    Change,
    Deleted,
    Folder,
    FolderKind,
    Listed,
    Page,
    Task,
    TaskChange,
    TaskContent,
    Upserted,
)
from connectors.ours import APPOINTMENT_ID, FLAG_ID

T = TypeVar("T")

# The folder that holds what stands for tasks; no server knows it.
FOLDER = "dealtrail:reminders"
_CURSOR = "reminders:"
_OF_THE_MAILBOX = (Throttled, Unreachable, CredentialsRefused, UnknownMailbox)


class Rung(StrEnum):
    TODO = "To Do"
    REMINDERS = "flags on e-mails and appointments"


@dataclass(frozen=True, slots=True)
class Standing:
    """The rung in use, and why it is no higher one; "" of the highest."""

    rung: Rung
    why: str = ""


@dataclass
class Ladder:
    """The tasks of one mailbox, whatever they are."""

    wire: Wire
    calendars: Calendars
    clock: Callable[[], datetime]
    todo: Todo = field(init=False)
    flags: Flags = field(init=False)
    reminders: Reminders = field(init=False)
    _standing: Standing | None = None
    _lists: Sequence[Folder] = ()  # the lists of To Do, as they were told last
    _is_doubted: bool = False  # To Do was in use, and was refused when it was asked for last
    _given: Mapping[str, str] | None = None  # the versions of what stands for tasks, as they were handed over last
    _heard: dict[str, Task] | None = None  # what was asked for together with the news, and is handed over next
    _is_any: bool | None = None  # whether anything stands for tasks, as it was looked at last

    def __post_init__(self) -> None:
        self.todo = Todo(self.wire, self.calendars)
        self.flags = Flags(self.wire, self.calendars)
        self.reminders = Reminders(self.wire, self.calendars)

    def standing(self, *, is_asked: bool = False) -> Standing:
        """Which rung is in use; `is_asked`: found out anew, because rights come and go.

        To Do that was in use is left when it is refused a second time: one refusal may pass, and whoever does not look
        into To Do takes tasks that are there for gone.
        """
        if self._standing is None or is_asked:
            refusal = self._refusal()
            if refusal is None:
                self._standing, self._is_doubted = Standing(Rung.TODO), False
            elif self._standing == Standing(Rung.TODO) and not self._is_doubted:
                self._is_doubted = True
            else:
                self._standing = Standing(Rung.REMINDERS, f"{_NO_RIGHT} ({refusal.reason})")
        return self._standing

    def _refusal(self) -> MailboxError | None:
        """Why To Do cannot be used. That it is not found is no word on rights, and is asked a second time."""
        for attempt in (1, 2):
            try:
                self._lists = self.todo.folders()
            except (Throttled, Unreachable, LoginRefused, UnknownMailbox):
                raise
            except (AccessRefused, CredentialsRefused, Refused, ItemGone) as refusal:
                if attempt == 2 or isinstance(refusal, (AccessRefused, CredentialsRefused)):
                    return refusal
            else:
                break
        return None

    def notes(self) -> dict[str, str]:
        """What is to be said of the tasks; nothing is asked."""
        standing = self._standing
        if standing is None or standing.rung is Rung.TODO:
            return {}
        return {"tasks": f"they are {standing.rung}: {standing.why}"}

    # --- folders and changes ---

    def folders(self) -> list[Folder]:
        """The lists of To Do, and what stands for tasks where that is in use, or was."""
        if self.standing(is_asked=True).rung is Rung.REMINDERS:
            return [Folder(FOLDER, "Tasks", FolderKind.TASKS, "tasks")]
        if self._all():  # looked into as the default list is
            return [*self._lists, Folder(FOLDER, "Reminders", FolderKind.TASKS, "tasks")]
        return list(self._lists)

    def page(self, folder: Folder, cursor: str | None) -> Page:
        if folder.id != FOLDER:
            return self.todo.page(folder, cursor)
        before = _versions(self.wire, cursor)
        tasks, self._heard = self._all() if self._heard is None else self._heard, None
        self._given = now = _now(tasks)
        if not before and not now and self.standing().rung is Rung.TODO:
            raise FolderGone(self.wire.address, "nothing stands for tasks any more")
        changes: list[Change] = [Upserted(tasks[id]) for id, version in now.items() if before.get(id) != version]
        changes += [Deleted(id) for id in before if id not in now]
        return Page(tuple(changes), _cursor(now), is_last=True)

    def read(self, folder: Folder, ids: Sequence[str]) -> list[Change]:
        if folder.id != FOLDER:
            return self.todo.read(folder, ids)
        tasks = self._all()
        return [Upserted(tasks[id]) if id in tasks else Deleted(id) for id in ids]

    def listed(self, folder: Folder) -> Iterator[Listed]:
        if folder.id != FOLDER:
            yield from self.todo.listed(folder)
        else:
            yield from (Listed(task.item_id, task.change_key, "", None) for task in self._all().values())

    # --- news ---

    def calls(self) -> list[Call]:
        """What asks for all that stands for tasks."""
        return [self.flags.call(), *self.reminders.calls(self.calendars.ids())]

    def forget_heard(self) -> None:
        self._heard = None

    @property
    def is_given(self) -> bool:
        """Whether what stands for tasks was handed over: only then can it be said that nothing happened since."""
        return self._given is not None

    def heard(self, answers: Sequence[Rows[Any] | MailboxError]) -> bool:
        """Whether these answers to `calls` tell anything new; then it is handed over without asking again."""
        tasks = self._gathered(answers)
        if _now(tasks) == self._given:
            return False
        self._heard = tasks
        return True

    def _all(self) -> dict[str, Task]:
        """All that stands for tasks; one request where none of it takes more than a page."""
        return self._gathered(self.wire.ask_many(self.calls(), Rows[Any]))

    def _gathered(self, answers: Sequence[Rows[Any] | MailboxError]) -> dict[str, Task]:
        flagged, *others = answers
        homes = self.calendars.ids()
        found = {task.item_id: task for task in self.flags.tasks(self._of_all(flagged, Flagged))}
        for home, one in zip(homes, others, strict=True):
            if isinstance(one, ItemGone) and home not in {calendar.id for calendar in self.calendars.folders()}:
                continue  # it went meanwhile
            found |= {task.item_id: task for task in self.reminders.tasks(self._of_all(one, Event))}
        self._is_any = bool(found)
        return found

    def _of_all(self, answer: Rows[Any] | MailboxError, kind: type[T]) -> Iterator[T]:
        """What is on all pages of a list; what makes no sense has no identity, and is none of ours."""
        if isinstance(answer, MailboxError):
            raise answer
        for page in onwards(self.wire, answer, kind, PREFER):
            yield from page

    # --- single tasks ---

    def find(self, identity: UUID) -> Task | None:
        """On the rung in use first, and then on the others: what was made there is there still."""
        if self.standing().rung is Rung.TODO and (task := self.todo.find(identity)):
            return task
        return self._found(identity)

    def _found(self, identity: UUID) -> Task | None:
        """What stands for the task; nothing is asked where there is no such thing in the mailbox, and none is made."""
        if self._is_any is False and self.standing().rung is Rung.TODO:
            return None
        return next((task for task in self._all().values() if task.identity == identity), None)

    def create(self, identity: UUID, content: TaskContent) -> Task:
        self.forget_heard()
        existing = self._found(identity)
        if existing is not None:
            return existing
        if self.standing().rung is Rung.TODO:
            try:
                return self.todo.create(identity, content)
            except LoginRefused:
                raise
            except (AccessRefused, CredentialsRefused) as refusal:
                if made := self.todo.find(identity):  # what was refused came after it
                    return made
                # It may be read, and not written.
                self._standing = Standing(Rung.REMINDERS, f"{_NO_RIGHT} ({refusal.reason})")
        flagged = self.flags.create(identity, content) if content.about and content.due else None
        return flagged or self.reminders.create(identity, content, self.clock())

    def edit(self, changes: Sequence[TaskChange]) -> list[Task | MailboxError]:
        self.forget_heard()
        answers: dict[int, Task | MailboxError] = {}
        in_todo = [number for number, one in enumerate(changes) if _holder(one.item_id) is None]
        answers |= dict(zip(in_todo, _each(self.todo.edit, [changes[number] for number in in_todo]), strict=True))
        for number, one in enumerate(changes):
            if number not in answers:
                answers[number] = self._edited(one)
        return [answers[number] for number in range(len(changes))]

    def read_tasks(self, ids: Sequence[str]) -> list[Task | MailboxError]:
        in_todo = [id for id in ids if _holder(id) is None]
        found: dict[str, Task | MailboxError] = dict(zip(in_todo, _each(self.todo.read_tasks, in_todo), strict=True))
        if len(in_todo) < len(ids):
            there, gone = self._all(), ItemGone(self.wire.address, "the reminder is not there any more")
            found |= {id: there.get(id, gone) for id in ids if id not in found}
        return [found[id] for id in ids]

    def _edited(self, change: TaskChange) -> Task | MailboxError:
        """What stands for the task, edited."""
        holder = self.flags if _holder(change.item_id) is Flags else self.reminders
        try:
            return holder.edit(change)
        except _OF_THE_MAILBOX:
            raise
        except MailboxError as problem:
            return problem


_NO_RIGHT = (
    "the application may not write tasks: it needs Tasks.ReadWrite.All, which cannot be limited to some mailboxes"
)


def _each(
    ask: Callable[[Sequence[T]], Sequence[Task | MailboxError]], tasks: Sequence[T]
) -> Sequence[Task | MailboxError]:
    """Each one's answer; where the right to tasks was taken back, those that were made with it wait for it, and only
    they do."""
    try:
        return ask(tasks)
    except AccessRefused as refusal:
        return [refusal] * len(tasks)


def _holder(id: str) -> type[Flags | Reminders] | None:
    if id.startswith(FLAG_ID):
        return Flags
    return Reminders if id.startswith(APPOINTMENT_ID) else None


def _short(task: Task) -> str:
    told = f"{task.change_key}\n{task.subject}\n{task.due}\n{task.reminder_at}\n{task.is_complete}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]


def _now(tasks: Mapping[str, Task]) -> dict[str, str]:
    return {task.item_id: _short(task) for task in tasks.values()}


def _cursor(versions: Mapping[str, str]) -> str:
    return _CURSOR + base64.urlsafe_b64encode(zlib.compress(msgspec.json.encode(dict(versions)))).decode()


def _versions(wire: Wire, cursor: str | None) -> dict[str, str]:
    if cursor is None:
        return {}
    try:
        if not cursor.startswith(_CURSOR):
            raise ValueError(cursor[:20])
        packed = base64.urlsafe_b64decode(cursor.removeprefix(_CURSOR))
        return msgspec.json.decode(zlib.decompress(packed), type=dict[str, str])
    except (ValueError, binascii.Error, zlib.error) as problem:
        raise CursorExpired(wire.address, "what was known of the reminders cannot be read") from problem
