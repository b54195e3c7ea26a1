"""Projects with their parties and tasks, and the templates that they begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from store.unit import Unit
    from store.values import Project, ProjectTask, Template


def project_shape(unit: Unit, project: Project, prefix: str, zone: ZoneInfo) -> Shape:
    return project_shapes(unit, [project], prefix, zone)[0]


def project_shapes(unit: Unit, projects: Iterable[Project], prefix: str, zone: ZoneInfo) -> list[Shape]:
    """Many at once: names, related parties and tasks of all of them in one look each."""
    found = list(projects)
    ids = [one.id for one in found]
    tasks, parties = unit.project_tasks.of(ids), unit.projects.parties_of(ids)
    accounts = unit.names.accounts(one.account_id for one in found)
    contacts = unit.names.contacts(one.contact_id for one in found)
    working = {task.assigned_to for each in tasks.values() for task in each}
    users = unit.names.users({one.assigned_to for one in found} | working)
    return [
        {
            "id": one.id,
            "name": one.name,
            "linked_to": {"account": one.account_id, "name": accounts[one.account_id]}
            if one.account_id is not None
            else {"contact": one.contact_id, "name": contacts[one.contact_id or 0]},
            "opportunity": key_of(one.number, prefix) if one.number is not None else None,
            "assigned_to": users[one.assigned_to][0] if one.assigned_to is not None else None,
            "start": one.starts_on,
            "open": one.is_open,
            "created_at": one.created_at,
            "completed_at": one.completed_at,
            "related": [
                {"account": party.account_id, "name": party.name}
                if party.account_id is not None
                else {"contact": party.contact_id, "name": party.name}
                for party in parties.get(one.id, [])
            ],
            "tasks": [_task(task, users, zone) for task in tasks.get(one.id, [])],
        }
        for one in found
    ]


def project_task_shape(unit: Unit, task: ProjectTask, zone: ZoneInfo) -> Shape:
    return _task(task, unit.names.users([task.assigned_to]), zone)


def _task(task: ProjectTask, users: Mapping[int, tuple[str, str]], zone: ZoneInfo) -> Shape:
    return {
        "id": task.id,
        "title": task.title,
        "due": task.due_at.astimezone(zone).date() if task.due_at else None,
        "assigned_to": users[task.assigned_to][0] if task.assigned_to is not None else None,
        "state": "open" if task.is_open else "cancelled" if task.is_cancelled else "done",
        "open": task.is_open,
        "completed_at": task.completed_at,
    }


def project_brief(project: Project) -> Shape:
    """A project as its opportunity names it."""
    return {"id": project.id, "name": project.name, "open": project.is_open}


def template_shape(template: Template) -> Shape:
    tasks = [{"id": one.id, "title": one.title, "days": one.days} for one in template.tasks]
    return {"id": template.id, "name": template.name, "tasks": tasks}
