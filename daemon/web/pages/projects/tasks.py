"""The tasks of a project, each in its user's Outlook."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.pages.projects.show import shown
from daemon.web.pages.settings.lists import place_of, unknown_act
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.rules.typed import day_of
from store.unit import Unit
from store.values import ProjectTask

router = APIRouter()

NOBODY = "none"


@router.post("/projects/{id}/tasks")
def change(visit: Member, id: int, form: SentForm) -> Response:
    """One more, or what the button says of one: done, cancelled, open again, at another place."""

    def act(unit: Unit) -> str:
        project, task = str(id), form.get("task")
        match form.get("act"):
            case "add":
                due_on = day_of("due", form.get("due"), visit.manner) if form.get("due") else None
                assign = form.get("assign") or NOBODY
                acts.add_project_task(
                    unit, project, form.get("title"), zone=visit.desk.zone, due_on=due_on, assign=assign
                )
            case "done":
                acts.finish_project_task(unit, project, task)
            case "cancel":
                acts.cancel_project_task(unit, project, task)
            case "reopen":
                acts.reopen_project_task(unit, project, task)
            case "move":
                acts.move_project_task(unit, project, task, place_of(form))
            case other:
                raise unknown_act(other)
        return f"/projects/{id}#tasks"

    return visit.act(form, act, lambda refused: shown(visit, id, form, refused))


@router.get("/projects/{id}/tasks/{task}")
def edit(visit: Member, id: int, task: int) -> Response:
    return _form(visit, id, task, Form(), Refusal())


@router.post("/projects/{id}/tasks/{task}")
def save(visit: Member, id: int, task: int, form: SentForm) -> Response:
    """Title, due day and whose it is; in another user's Outlook it is a new task."""

    def act(unit: Unit) -> str:
        found = acts.project_task_named(unit, str(id), str(task))
        changed = changed_by(form, _typed(found, visit), f"project task {task}")
        fields: dict[str, Any] = {name: changed[name] for name in ("title", "assign") if name in changed}
        if "due" in changed:
            fields["due_on"] = day_of("due", changed["due"], visit.manner) if changed["due"] else None
        acts.edit_project_task(unit, str(id), str(task), fields, visit.desk.zone)
        return f"/projects/{id}#tasks"

    return visit.act(form, act, lambda refused: _form(visit, id, task, form, refused))


def _typed(one: ProjectTask, visit: Visit) -> dict[str, str]:
    return {
        "title": one.title,
        "due": one.due_at.astimezone(visit.desk.zone).date().isoformat() if one.due_at else "",
        "assign": str(one.assigned_to or NOBODY),
    }


def _form(visit: Visit, id: int, task: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        project = acts.project_named(unit, str(id))
        now = _typed(acts.project_task_named(unit, str(id), str(task)), visit)
        users = [(NOBODY, "-"), *((str(user.id), user.name) for user in acts.users_found(unit, active_only=True))]
    return visit.page(
        "projects/task.html.j2", project=project, id=task, now=now, users=users, form=form, refused=refused
    )
