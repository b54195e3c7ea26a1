"""Tasks of the history: with a due day, a reminder and somebody to do them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import item_shapes
from daemon.web.api.access import Reader
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.paging import Asked, listed
from daemon.web.api.routes.history import OfARecord, item_shown, made
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import history as schemas
from daemon.web.api.taken import Day, Id, Line, Moment, Name, Taken, Text, Word, emptied, named
from store.unit import Unit
from store.values import ItemKind, TaskStatus

router = router_of("history")


class TasksAsked(Asked):
    assigned: Annotated[Word | None, Query(description="Whose work it is.")] = None
    state: Literal["open", "done", "cancelled", "all"] = "open"


class TaskEdit(Taken):
    subject: Line | None = None
    text: Text | None = None
    due: Day | None = None
    reminder: Moment | None = None
    assigned_to: Name | None = None
    status: Literal["open", "done", "cancelled"] | None = None

    def values(self) -> dict[str, Any]:
        columns = {"subject": "subject", "text": "body", "due": "due_on", "reminder": "reminder_at"}
        sent = {columns[name]: value for name, value in self.given(*columns).items()}
        if "assigned_to" in self.model_fields_set:
            sent["assign"] = named(self.assigned_to)
        return emptied(sent, ("subject", "body"))


class TaskNew(OfARecord):
    text: Text | None = None
    due: Day | None = None
    reminder: Moment | None = None
    assigned_to: Name | None = None


@router.get("/tasks", response_model=list[schemas.Item])
def tasks(call: Reader, asked: Annotated[TasksAsked, Query()]) -> Response:
    """By the day they are due: what `task list --json` prints, a page at a time."""
    place = asked.place("tasks", date, int)
    status = None if asked.state == "all" else TaskStatus(asked.state)
    with call.reading() as unit:
        found = acts.tasks_found(unit, assigned=asked.assigned, status=status, limit=asked.limit + 1, place=place)
        page = found[: asked.limit]
        last = page[-1] if len(found) > len(page) else None
        shapes = item_shapes(unit, page, call.desk.prefix)
    return listed(call, asked, shapes, "tasks", (last.task.due_on, last.id) if last and last.task else None)


@router.post("/tasks", response_model=schemas.Item, status_code=201)
def add_task(making: Makes, body: TaskNew) -> Response:
    """Add a task to the history of a record; the work of whoever makes it, unless somebody is named."""
    return made(
        making,
        body,
        lambda unit: acts.add_task(
            unit,
            body.record(),
            body.subject,
            body.text or "",
            due_on=body.due,
            reminder_at=body.reminder,
            assign=named(body.assigned_to),
        ),
    )


@router.patch("/tasks/{item}", response_model=schemas.Item)
def edit_task(changing: Changes, item: Id, body: TaskEdit) -> Response:
    """Change it, say that it is done or cancelled, or open it again."""

    def act(unit: Unit) -> None:
        if body.status == "open":
            acts.reopen_task(unit, item)
        if values := body.values():
            acts.edit_task(unit, item, values)
        if body.status == "done":
            acts.finish_task(unit, item)
        if body.status == "cancelled":
            acts.cancel_task(unit, item)

    return changing.change(body, lambda unit: item_shown(changing.call, unit, item, ItemKind.TASK), act)
