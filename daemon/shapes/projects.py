"""Projects with their parties and tasks, and the templates that they begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from store.unit import Unit
    from store.values import Project, ProjectTask, Template


def project_shape(unit: Unit, project: Project, prefix: str, zone: ZoneInfo) -> Shape:
    if project.account_id is not None:
        linked = {"account": project.account_id, "name": unit.accounts.get(project.account_id).name}
    else:
        linked = {"contact": project.contact_id, "name": unit.contacts.get(project.contact_id or 0).name}
    tasks = unit.project_tasks.of([project.id]).get(project.id, [])
    return {
        "id": project.id,
        "name": project.name,
        "linked_to": linked,
        "opportunity": key_of(project.number, prefix) if project.number is not None else None,
        "assigned_to": unit.users.get(project.assigned_to).name if project.assigned_to is not None else None,
        "start": project.starts_on,
        "open": project.is_open,
        "created_at": project.created_at,
        "completed_at": project.completed_at,
        "related": [
            {"account": one.account_id, "name": one.name}
            if one.account_id is not None
            else {"contact": one.contact_id, "name": one.name}
            for one in unit.projects.parties(project.id)
        ],
        "tasks": [project_task_shape(unit, task, zone) for task in tasks],
    }


def project_task_shape(unit: Unit, task: ProjectTask, zone: ZoneInfo) -> Shape:
    return {
        "id": task.id,
        "title": task.title,
        "due": task.due_at.astimezone(zone).date() if task.due_at else None,
        "assigned_to": unit.users.get(task.assigned_to).name if task.assigned_to is not None else None,
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
