"""Tasks: found by a hidden identity before they are made, written field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from connectors.characters import clean
from connectors.errors import ItemGone, MailboxError, Refused
from connectors.ews import request
from connectors.ews.reading import convert
from connectors.ews.reading.folders import find, folders, present, search
from connectors.ews.reading.items import Answer, fetch, told_id
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, Element, t
from connectors.ews.writing import carried
from connectors.mailbox import FolderKind, Task, TaskChange, TaskContent, TaskEdit


def read_task(connection: Connection, item_id: str) -> Task:
    """Raises ItemGone."""
    [answer] = read_tasks(connection, [item_id])
    if isinstance(answer, MailboxError):
        raise answer
    return answer


def read_tasks(connection: Connection, ids: Sequence[str]) -> list[Task | MailboxError]:
    """Each task as it stands now; what is to be written back later is asked for by two names, see `Task.untold`."""
    paths = [*request.whole(FolderKind.TASKS), request.keywords_path(), request.text_path()]
    reader = carried.Reader(connection)
    return [_read(connection, reader, element) for _, element in fetch(connection, ids, paths)]


def _read(connection: Connection, reader: carried.Reader, element: Answer) -> Task | MailboxError:
    if isinstance(element, MailboxError):
        return element
    try:
        task = convert.item(element, FolderKind.TASKS)
        if not isinstance(task, Task):
            raise BadAnswer("the item is not a task")
        return _surely(reader, task, element)
    except convert.NotUnderstood as problem:
        return Refused(connection.address, f"a task cannot be read: {problem}")
    except BadAnswer as problem:
        return connection.translated(problem)


def _surely(reader: carried.Reader, task: Task, element: Element) -> Task:
    """The task with what its other names tell of it, and with less that is untold."""
    untold = set(task.untold - {"categories"})
    categories = reader.of(element)
    if isinstance(categories, Refused):
        untold.add("categories")
        categories = task.categories
    task = replace(task, categories=categories)
    if "body" in untold and (text := carried.text(element)) is not None:
        untold.discard("body")
        task = replace(task, body=text, body_is_html=False)
    return replace(task, untold=frozenset(untold))


def find_task(connection: Connection, identity: UUID) -> Task | None:
    """In the Tasks folder, where it nearly always is, or else anywhere but among what the user threw away."""
    home = request.distinguished("tasks", connection.address)
    path, value = request.identity_path(), str(identity)
    task = _first(connection, list(search(connection, [home], path, value, "Task")))
    if task is None:
        elsewhere = [folder.id for folder in present(folders(connection)) if folder.wellknown != "tasks"]
        task = _first(connection, find(connection, elsewhere, path, value, "Task"))
    return task


def create_task(connection: Connection, identity: UUID, content: TaskContent) -> Task:
    """Always looks first: an earlier creation whose answer was lost is found, and nothing is made twice."""
    existing = find_task(connection, identity)
    if existing is not None:
        return existing
    task = _element(identity, content)
    home = request.distinguished("tasks", connection.address)
    answer = connection.only(connection.write(request.create_item(task, home)))
    return read_task(connection, told_id(answer))


def edit_task(connection: Connection, change: TaskChange) -> Task:
    """Raises Conflict and ItemGone."""
    [answer] = edit_tasks(connection, [change])
    if isinstance(answer, MailboxError):
        raise answer
    return answer


def edit_tasks(connection: Connection, changes: Sequence[TaskChange]) -> list[Task | MailboxError]:
    """Each task as it is afterwards. Completing a recurring one makes a new, single one: that is what comes back."""
    answers: dict[int, Task | MailboxError] = {}
    written = {number: change.item_id for number, change in enumerate(changes)}
    asked = [(number, change, updates) for number, change in enumerate(changes) if (updates := _updates(change.edit))]
    for start in range(0, len(asked), request.BATCH):
        batch = asked[start : start + request.BATCH]
        elements = [request.item_change(one.item_id, one.change_key, updates) for _, one, updates in batch]
        messages = connection.write(request.update_items(elements, connection.version.api_version))
        if len(messages) != len(batch):
            raise BadAnswer(f"the server gave {len(messages)} answers for {len(batch)} items")
        for (number, one, _), message in zip(batch, messages, strict=True):
            refusal = connection.refusal(message)
            if refusal is None:
                written[number] = told_id(message, one.item_id)
            else:
                del written[number]
                answers[number] = refusal
    read = read_tasks(connection, list(written.values())) if written else []
    answers |= dict(zip(written, read, strict=True))
    return [answers[number] for number in range(len(changes))]


def _updates(edit: TaskEdit) -> list[Element]:
    updates = [request.update("Task", uri, value) for uri, value in _fields(edit)]
    return [*updates, request.identify("Task", edit.identity)] if edit.identity else updates


def _first(connection: Connection, ids: list[str]) -> Task | None:
    """The first of them that is still there: copies that a user made carry the same identity."""
    for item_id in ids:
        try:
            return read_task(connection, item_id)
        except ItemGone:
            continue
    return None


def _element(identity: UUID, content: TaskContent) -> Element:
    """The whole task; the order of its properties is the schema's."""
    task = t.Task(t.Subject(clean(content.subject)), request.body(content.body))
    categories = request.strings(content.categories)
    if categories is not None:
        task.append(categories)
    task.extend(value for _, value in _reminder(content.reminder_at) if value is not None)
    task.append(request.identity_property(identity))
    if content.due is not None:
        task.append(_due(content.due))
    task.append(_status(content.is_complete))
    return task


def _fields(edit: TaskEdit) -> Iterator[tuple[str, Element | None]]:
    """Field URIs with their values; None takes the field away."""
    content = edit.content
    if "subject" in edit.fields:
        yield "item:Subject", t.Subject(clean(content.subject))
    if "body" in edit.fields:
        yield "item:Body", request.body(content.body)
    if "categories" in edit.fields:
        yield "item:Categories", request.strings(content.categories)
    if "reminder_at" in edit.fields:
        yield from _reminder(content.reminder_at)
    if "due" in edit.fields:
        yield "task:DueDate", None if content.due is None else _due(content.due)
    if "is_complete" in edit.fields:
        yield "task:Status", _status(content.is_complete)


def _reminder(at: datetime | None) -> Iterator[tuple[str, Element | None]]:
    if at is not None:
        yield "item:ReminderDueBy", t.ReminderDueBy(request.moment(at))
    yield "item:ReminderIsSet", t.ReminderIsSet("false" if at is None else "true")


def _due(day: date) -> Element:
    return t.DueDate(f"{day.isoformat()}T00:00:00Z")  # Exchange keeps a day as its midnight in UTC


def _status(is_complete: bool) -> Element:
    return t.Status("Completed" if is_complete else "NotStarted")
