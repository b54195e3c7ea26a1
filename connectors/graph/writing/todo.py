"""Tasks in To Do: found by what they are linked to before they are made, written field by field.

A task has no change key that the documents know, and its id changes when it is moved: it is read again before it is
written over, and looked for in every list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec

from connectors.characters import clean
from connectors.errors import Conflict, CursorExpired, FolderGone, ItemGone, MailboxError, Refused
from connectors.graph.asking import AS_TEXT, Call, Rows, Wire, each, rows, whole
from connectors.graph.reading import todo
from connectors.graph.reading.calendars import Calendars
from connectors.graph.reading.events import NotUnderstood
from connectors.graph.reading.parts import Body
from connectors.graph.reading.times import written, written_day
from connectors.graph.reading.todo import LinkedResource, TodoList, TodoTask
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
    TaskEdit,
    Unreadable,
    Upserted,
)

PAGE = 100
PREFER = (f"odata.maxpagesize={PAGE}", AS_TEXT)  # of its deltas
_LINKS = "$expand=linkedResources"


class Told(TodoTask, gc=False, kw_only=True, rename="camel"):
    removed: dict[str, object] | None = msgspec.field(name="@removed", default=None)


@dataclass
class Todo:
    """The task lists of one mailbox. What is remembered is found again by asking."""

    wire: Wire
    calendars: Calendars
    _lists: dict[str, str] = field(default_factory=dict)  # the list of each task that was seen
    _home: str = ""
    _known: dict[UUID, str] | None = None  # the tasks that are ours, once all lists were looked through
    _expands: bool = True  # whether the server shows with a task what it is linked to
    _bare: list[TodoTask] = field(default_factory=list)  # those of the default list that carry no identity

    # --- lists ---

    def lists(self) -> list[TodoList]:
        """The mailbox's own; that of flagged e-mails is no list of tasks, and what others share with it is theirs."""
        found = [one for page in rows(self.wire, Call("todo/lists"), TodoList) for one in page]
        mine = [one for one in found if one.is_owner is not False]
        mine = [one for one in mine if (one.wellknown_list_name or "none").lower() != "flaggedemails"]
        self._home = next((one.id for one in mine if _is_home(one)), self._home)
        return mine

    def folders(self) -> list[Folder]:
        found = self.lists()
        home = next((one for one in found if _is_home(one)), None)
        top = (home.display_name or "Tasks") if home else ""
        return [
            Folder(one.id, top, FolderKind.TASKS, "tasks")
            if one is home
            else Folder(
                one.id,
                f"{top}/{one.display_name or one.id}" if home else one.display_name or one.id,
                FolderKind.TASKS,
                None,
                home.id if home else None,
            )
            for one in found
        ]

    # --- changes ---

    def page(self, folder: Folder, cursor: str | None) -> Page:
        """The next page of what changed in a list."""
        path = f"todo/lists/{_quoted(folder.id)}/tasks/delta"
        try:
            if cursor is None:
                told = self.wire.ask(Call(path, prefer=PREFER), Rows[Any])
            else:
                told = self.wire.follow(cursor, Rows[Any], PREFER)
        except ItemGone as gone:
            if cursor is None or all(one.id != folder.id for one in self.lists()):
                raise FolderGone(self.wire.address, f"the task list {folder.path} is not there any more") from gone
            raise CursorExpired(self.wire.address, "the server forgot how far the task list was read") from gone
        link = told.next_link or told.delta_link
        if not link:
            raise MailboxError(self.wire.address, "the server does not say how far the task list was read")
        # An update tells of little more than what was changed, and none of what a task is linked to; what is told as
        # removed may be there. So each of them is looked at.
        ids = list(dict.fromkeys(one.id for one in each(told.value, Told)))
        changes = self.read(folder, ids)
        return Page(tuple(changes), self.wire.without_host(link), is_last=not told.next_link)

    def read(self, folder: Folder, ids: Sequence[str]) -> list[Change]:
        """These tasks of a list as they stand, in order."""
        found = self._fetch([(folder.id, id) for id in ids])
        return [_change(id, answer) for id, answer in zip(ids, map(self._task, found), strict=True)]

    def listed(self, folder: Folder) -> Iterator[Listed]:
        call = Call(f"todo/lists/{_quoted(folder.id)}/tasks", f"$top={PAGE}", prefer=(AS_TEXT,))
        try:
            for page in rows(self.wire, call, TodoTask):
                yield from (Listed(one.id, todo.version(one), "", None) for one in page)
        except ItemGone as gone:
            raise FolderGone(self.wire.address, f"the task list {folder.path} is not there any more") from gone

    # --- single tasks ---

    def read_tasks(self, ids: Sequence[str]) -> list[Task | MailboxError]:
        """Each task as it stands, wherever it is."""
        return [self._task(one) for one in self._whole(ids)]

    def find(self, identity: UUID) -> Task | None:
        """The first that carries the identity; copies that a user made carry it too.

        Raises Refused where the lists show it and it is said to be gone: whoever took it for gone made it twice.
        """
        for attempt in (1, 2):
            known = self._all() if attempt == 1 else self._look_through()
            if identity not in known:
                return None
            [found] = self.read_tasks([known[identity]])
            if isinstance(found, Task):
                return found
            if not isinstance(found, ItemGone):
                raise found
        raise Refused(self.wire.address, "the server lists a task and does not give it", "it is tried again")

    def create(self, identity: UUID, content: TaskContent) -> Task:
        """Make it in the default list, with what it is linked to in the same request: no crash parts the two.

        Where the answer is lost, all lists are looked through anew before anything else is made.
        """
        existing = self.find(identity)
        if existing is not None:
            return existing
        known, link = self._all(), todo.linked(identity, clean(content.subject))
        self._known = None
        made = self._unlinked(content) or self._made(content, link)
        [told] = self._whole([made])
        if isinstance(told, TodoTask) and todo.identity(told) != identity:
            self._link(made, link)
            [told] = self._whole([made])
        task = self._task(told)
        if isinstance(task, MailboxError):
            raise task
        self._known = {**known, identity: task.item_id}
        return task

    def _made(self, content: TaskContent, link: Mapping[str, str]) -> str:
        if not self._home:
            raise Refused(self.wire.address, "To Do shows no list of the mailbox's own", "open To Do with it once")
        path, body = f"todo/lists/{_quoted(self._home)}/tasks", self._body(content)
        try:
            made = self.wire.ask(Call(path, method="POST", body={**body, "linkedResources": [link]}), TodoTask)
        except Refused:  # a server that takes one thing at a time
            made = self.wire.ask(Call(path, method="POST", body=body), TodoTask)
        self._lists[made.id] = self._home
        return made.id

    def edit(self, changes: Sequence[TaskChange]) -> list[Task | MailboxError]:
        """Each task as it is afterwards; one that changed since it was read is left alone."""
        answers: dict[int, Task | MailboxError] = {}
        written_to = dict[int, str]()
        calls: dict[int, Call] = {}
        read = dict[int, TodoTask]()
        for number, (change, told) in enumerate(zip(changes, self._whole([c.item_id for c in changes]), strict=True)):
            if isinstance(told, MailboxError):
                answers[number] = told
                continue
            written_to[number], read[number] = change.item_id, told
            if body := self._updates(change.edit, told):
                if todo.version(told) != change.change_key:
                    answers[number] = Conflict(self.wire.address, "the task was changed since it was read")
                    continue
                path = self._path(change.item_id)
                calls[number] = Call(path, method="PATCH", body=body, prefer=(AS_TEXT,), if_match=told.etag or "")
        told_back = zip(calls, self.wire.ask_many(list(calls.values()), TodoTask) if calls else (), strict=True)
        for number, answer in told_back:
            if isinstance(answer, MailboxError):
                answers[number] = answer
            elif answer.id != written_to[number]:  # a recurring one: the completed day is a task of its own
                self._lists[answer.id] = self._lists[written_to[number]]
                written_to[number] = answer.id
        left = [number for number in written_to if number not in answers]
        for number in left:
            if identity := changes[number].edit.identity:
                try:
                    self._link(written_to[number], todo.linked(identity, read[number].title or ""), read[number])
                except MailboxError as problem:
                    answers[number] = problem
                else:
                    self._all()[identity] = written_to[number]
        left = [number for number in left if number not in answers]
        answers |= dict(zip(left, self.read_tasks([written_to[number] for number in left]), strict=True))
        return [answers[number] for number in range(len(changes))]

    # --- where they are ---

    def _path(self, id: str) -> str:
        return f"todo/lists/{_quoted(self._lists.get(id, self._home))}/tasks/{_quoted(id)}"

    def _whole(self, ids: Sequence[str]) -> list[TodoTask | MailboxError]:
        """Each with what it is linked to; those whose list is not known are looked for in all of them."""
        found: dict[str, TodoTask | MailboxError] = {}
        there = [id for id in dict.fromkeys(ids) if id in self._lists]
        found |= dict(zip(there, self._fetch([(self._lists[id], id) for id in there]), strict=True))
        lost = [id for id in dict.fromkeys(ids) if isinstance(found.get(id, _GONE), ItemGone)]
        if lost:
            for one in sorted(self.lists(), key=lambda one: not _is_home(one)):
                lost = [id for id in lost if isinstance(found.get(id, _GONE), ItemGone)]
                found |= dict(zip(lost, self._fetch([(one.id, id) for id in lost]), strict=True))
        gone = ItemGone(self.wire.address, "the task is not there any more")
        return [found.get(id, gone) for id in ids]

    def _fetch(self, where: Sequence[tuple[str, str]]) -> list[TodoTask | MailboxError]:
        if not where:
            return []
        paths = [f"todo/lists/{_quoted(home)}/tasks/{_quoted(id)}" for home, id in where]
        answers: list[TodoTask | MailboxError] = []
        if self._expands:
            calls = [Call(path, _LINKS, prefer=(AS_TEXT,)) for path in paths]
            answers = list(self.wire.ask_many(calls, TodoTask))
            self._expands = not answers or not all(isinstance(one, Refused) for one in answers)
        if not self._expands:
            answers = list(self.wire.ask_many([Call(path, prefer=(AS_TEXT,)) for path in paths], TodoTask))
        bare = [
            number
            for number, one in enumerate(answers)
            if isinstance(one, TodoTask) and one.linked_resources is msgspec.UNSET
        ]
        links = whole(self.wire, [Call(f"{paths[number]}/linkedResources") for number in bare], LinkedResource)
        for number, link in zip(bare, links, strict=True):
            one = answers[number]
            if isinstance(link, MailboxError):
                answers[number] = link
            elif isinstance(one, TodoTask):
                one.linked_resources = link
        for (home, id), one in zip(where, answers, strict=True):
            if isinstance(one, TodoTask):
                self._lists[id] = home
            else:
                self._lists.pop(id, None)
        return answers

    def _all(self) -> dict[UUID, str]:
        return self._known if self._known is not None else self._look_through()

    def _look_through(self) -> dict[UUID, str]:
        """Every task of ours in every list, the default one first."""
        found: dict[UUID, str] = {}
        self._bare = []
        for one in sorted(self.lists(), key=lambda one: not _is_home(one)):
            for task in self._of(one.id):
                self._lists[task.id] = one.id
                identity = todo.identity(task)
                if identity is not None:
                    found.setdefault(identity, task.id)
                elif one.id == self._home:
                    self._bare.append(task)
        self._known = found
        return found

    def _of(self, home: str) -> Iterator[TodoTask]:
        path = f"todo/lists/{_quoted(home)}/tasks"
        if self._expands:
            try:
                for page in rows(self.wire, Call(path, f"{_LINKS}&$top={PAGE}", prefer=(AS_TEXT,)), TodoTask):
                    yield from page
                return
            except Refused:
                self._expands = False
        for page in rows(self.wire, Call(path, f"$top={PAGE}", prefer=(AS_TEXT,)), TodoTask):
            yield from (one for one in self._fetch([(home, task.id) for task in page]) if isinstance(one, TodoTask))

    def _unlinked(self, content: TaskContent) -> str | None:
        """A task that was made as this one and lost what it is to be linked to, where a server takes them apart."""
        wanted = (clean(content.subject), " ".join(content.body.split()))
        for one in self._bare if wanted[1] else ():
            text = one.body.content if isinstance(one.body, Body) else ""
            if (one.title, " ".join((text or "").split())) == wanted and one.status != "completed":
                self._bare.remove(one)
                return one.id
        return None

    def _link(self, id: str, link: Mapping[str, str], before: TodoTask | None = None) -> None:
        """Link the task to a record; one that was linked to another by us is from now on to this."""
        path, known = f"{self._path(id)}/linkedResources", todo.link_of(before) if before else None
        if known is None:
            self.wire.ask(Call(path, method="POST", body=link), LinkedResource)
        else:
            self.wire.ask(Call(f"{path}/{_quoted(known)}", method="PATCH", body=link), LinkedResource)
            self._known = None

    # --- values ---

    def _task(self, told: TodoTask | MailboxError) -> Task | MailboxError:
        if isinstance(told, MailboxError):
            return told
        try:
            return todo.task(told, self.calendars.zone()[0])
        except NotUnderstood as problem:
            return Refused(self.wire.address, f"a task cannot be read: {problem}")

    def _body(self, content: TaskContent) -> dict[str, Any]:
        names = frozenset({"subject", "body", "categories", "reminder_at", "due", "is_complete"})
        body = dict(self._fields(names, content))
        return {name: value for name, value in body.items() if value not in (None, [])}

    def _updates(self, edit: TaskEdit, told: TodoTask) -> dict[str, Any]:
        """What is to be written; a due date for a task that repeats would leave a second one behind."""
        fields = edit.fields - {"due"} if told.recurrence is not None else edit.fields
        return dict(self._fields(fields, edit.content))

    def _fields(self, names: frozenset[str], content: TaskContent) -> Iterator[tuple[str, Any]]:
        if "subject" in names:
            yield "title", clean(content.subject)[:255]
        if "body" in names:
            yield "body", {"contentType": "text", "content": clean(content.body)}
        if "categories" in names:
            yield "categories", [clean(one) for one in content.categories]
        if "due" in names:
            yield "dueDateTime", written_day(content.due, self.calendars.zone()[1]) if content.due else None
        if "is_complete" in names:
            yield "status", "completed" if content.is_complete else "notStarted"
        if "reminder_at" in names:
            yield "isReminderOn", content.reminder_at is not None
            yield "reminderDateTime", written(content.reminder_at) if content.reminder_at else None


_GONE = ItemGone("", "")


def _is_home(one: TodoList) -> bool:
    return (one.wellknown_list_name or "").lower() == "defaultlist"


def _quoted(id: str) -> str:
    return quote(id, safe="")


def _change(id: str, answer: Task | MailboxError) -> Change:
    if isinstance(answer, Task):
        return Upserted(answer)
    return Deleted(id) if isinstance(answer, ItemGone) else Unreadable(id, answer.reason)
