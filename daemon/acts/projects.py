"""Projects with their parties and tasks, by what people call things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from daemon.acts.users import assignee_named, assignee_of_new
from store.errors import Invalid
from store.unit import Unit
from store.values import Project, ProjectParty, ProjectTask


def project_references(
    unit: Unit,
    *,
    opportunity: str | None = None,
    contact: str | None = None,
    account: str | None = None,
    user: str | None = None,
) -> dict[str, int]:
    """The ids of the records that were named, by column; raises NotFound and Ambiguous."""
    found: dict[str, int] = {}
    if opportunity is not None:
        found["number"] = unit.opportunities.find(opportunity).number
    if contact is not None:
        found["contact_id"] = unit.contacts.find(contact).id
    if account is not None:
        found["account_id"] = unit.accounts.find(account).id
    if user is not None:
        found["assigned_to"] = unit.users.find(user).id
    return found


def add_project(
    unit: Unit,
    name: str | None,
    *,
    zone: ZoneInfo,
    template: str | None = None,
    starts_on: date | None = None,
    **named: str | None,
) -> Project:
    """Add one with the tasks of its template; what it refers to is named as for `project_references`."""
    template_id = unit.templates.find(template).id if template is not None else None
    references = _of_one_party(project_references(unit, **named))
    return unit.projects.add(name, zone=zone, template_id=template_id, starts_on=starts_on, **references)


def projects_found(
    unit: Unit,
    search: str,
    *,
    is_open: bool | None,
    limit: int | None,
    offset: int = 0,
    behind: int = 0,
    **named: str | None,
) -> Sequence[Project]:
    """Those with a part of the name, and of the records that are named as for `project_references`, behind an id."""
    references = project_references(unit, **named)
    return unit.projects.all(search, is_open=is_open, limit=limit, offset=offset, behind=behind, **references)


def project_named(unit: Unit, project: str) -> Project:
    """Raises NotFound and Ambiguous."""
    return unit.projects.find(project)


def title_of_origin(unit: Unit, project: Project) -> str:
    """The title of the opportunity that it came from; "" for none."""
    return unit.opportunities.get(project.number).title if project.number is not None else ""


def put_into_project(unit: Unit, project: str, opportunity: str) -> Project:
    """Let a project that was there belong to the opportunity; raises Invalid where it belongs to another one."""
    found, number = unit.projects.find(project), unit.opportunities.find(opportunity).number
    if found.number not in (None, number):
        raise Invalid("project", f"{found.name} belongs to opportunity {found.number}", "take it out of that one first")
    return unit.projects.edit(found.id, number=number)


def take_out_of_project(unit: Unit, project: str, opportunity: str) -> Project:
    """Let a project belong to the opportunity no more; raises Invalid where it does not."""
    found, number = unit.projects.find(project), unit.opportunities.find(opportunity).number
    if found.number != number:
        raise Invalid("project", f"{found.name} does not belong to opportunity {number}")
    return unit.projects.edit(found.id, number=None)


def edit_project(unit: Unit, project: str, fields: Mapping[str, Any], **named: str | None) -> Project:
    """Change what is given: plain fields by column, and what it refers to."""
    changed = dict(fields) | _of_one_party(project_references(unit, **named))
    return unit.projects.edit(unit.projects.find(project).id, **changed)


def change_party(
    unit: Unit, project: str, *, contact: str | None, account: str | None, is_added: bool
) -> tuple[Project, Sequence[ProjectParty]]:
    """Relate one more account or contact to a project, or take one off; who is related from now on."""
    found = unit.projects.find(project)
    change = unit.projects.add_party if is_added else unit.projects.remove_party
    return found, change(found.id, **project_references(unit, contact=contact, account=account))


def add_project_task(
    unit: Unit, project: str, title: str, *, zone: ZoneInfo, due_on: date | None = None, assign: str | None = None
) -> ProjectTask:
    user = assignee_of_new(unit, assign)
    return unit.project_tasks.add(unit.projects.find(project).id, title, zone=zone, due_on=due_on, assigned_to=user)


def project_tasks_of(unit: Unit, project: str) -> Sequence[ProjectTask]:
    """In their order."""
    found = unit.projects.find(project)
    return unit.project_tasks.of([found.id]).get(found.id, [])


def project_task_named(unit: Unit, project: str, task: str) -> ProjectTask:
    """Raises NotFound and Ambiguous."""
    return unit.project_tasks.find(unit.projects.find(project), task)


def edit_project_task(unit: Unit, project: str, task: str, changed: Mapping[str, Any], zone: ZoneInfo) -> ProjectTask:
    """Change what is given, by column; `assign` is a user as people call them, or None."""
    found, fields = project_task_named(unit, project, task), dict(changed)
    if "assign" in fields:
        user = fields.pop("assign")
        fields["assigned_to"] = assignee_named(unit, user) if user is not None else None
    return unit.project_tasks.edit(found.id, zone=zone, **fields)


def move_project_task(unit: Unit, project: str, task: str, to: int) -> ProjectTask:
    """Move a task to another place in the list."""
    found = project_task_named(unit, project, task)
    unit.project_tasks.move(found.id, to)
    return found


def finish_project_task(unit: Unit, project: str, task: str) -> ProjectTask:
    return unit.project_tasks.done(project_task_named(unit, project, task).id)


def reopen_project_task(unit: Unit, project: str, task: str) -> ProjectTask:
    """Let one that is done or cancelled be done again."""
    return unit.project_tasks.reopen(project_task_named(unit, project, task).id)


def cancel_project_task(unit: Unit, project: str, task: str) -> ProjectTask:
    return unit.project_tasks.cancel(project_task_named(unit, project, task).id)


def complete_project(unit: Unit, project: str, *, cancels_tasks: bool = False) -> Project:
    """Raises as the store does while tasks of it are open."""
    return unit.projects.complete(unit.projects.find(project).id, cancel_tasks=cancels_tasks)


def reopen_project(unit: Unit, project: str) -> Project:
    return unit.projects.reopen(unit.projects.find(project).id)


def _of_one_party(references: dict[str, int]) -> dict[str, int]:
    """The same references; raises Invalid where both an account and a contact are named."""
    if {"account_id", "contact_id"} <= references.keys():
        raise Invalid("link to", "a project is linked to exactly one party", "name one account or one contact")
    return references
