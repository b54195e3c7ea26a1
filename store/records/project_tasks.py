"""The tasks of business projects: each can be another user's, and is a task in that user's Outlook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update

from store.errors import Invalid, NotFound
from store.models import ProjectTaskRow
from store.records.audit import Audit
from store.records.project_rows import ProjectRows
from store.records.users import Users
from store.repository import Repository, chunks, known_fields, number_of, the_one
from store.rules import projects as rules
from store.text import line, named
from store.values import Project, ProjectTask, Record

_TASKS = select(
    ProjectTaskRow.id,
    ProjectTaskRow.project_id,
    ProjectTaskRow.title,
    ProjectTaskRow.guid,
    ProjectTaskRow.due_at,
    ProjectTaskRow.assigned_to,
    ProjectTaskRow.completed_at,
    ProjectTaskRow.is_cancelled,
).order_by(ProjectTaskRow.position, ProjectTaskRow.id)


class ProjectTasks(Repository):
    def add(
        self, project_id: int, title: str, *, zone: ZoneInfo, due_on: date | None = None, assigned_to: int | None = None
    ) -> ProjectTask:
        """One more at the end of an open project; inactive users get none."""
        rules.must_be_open(self._beside(ProjectRows).get(project_id))
        last = select(func.coalesce(func.max(ProjectTaskRow.position), 0)).where(
            ProjectTaskRow.project_id == project_id
        )
        new = insert(ProjectTaskRow).values(
            project_id=project_id,
            position=self._db.execute(last).scalar_one() + 1,
            title=line("title", title),
            due_at=rules.due_at(due_on, zone),
            assigned_to=self._user(assigned_to),
            is_cancelled=False,
            guid=uuid4(),
        )
        task = self.get(self._db.execute(new.returning(ProjectTaskRow.id)).scalar_one())
        self._beside(Audit).changed(Record.PROJECT, project_id, {f"task {task.id}": (None, task.title)})
        return task

    def get(self, id: int) -> ProjectTask:
        row = self._db.execute(_TASKS.where(ProjectTaskRow.id == id)).first()
        if row is None:
            raise NotFound("project task", id)
        return ProjectTask(*row)

    def find(self, project: Project, text: str) -> ProjectTask:
        """Of one project, by a part of the title that only one has, or by id; NotFound, Ambiguous."""
        text, tasks = text.strip(), self.of([project.id]).get(project.id, [])
        if by_id := [one for one in tasks if one.id == number_of(text)]:
            return by_id[0]
        found = [one for one in tasks if text and named(text) in named(one.title)]
        subject = f"task of project {project.name}"
        return the_one(subject, text, [(one, one.title) for one in found], lambda: (one.title for one in tasks))

    def of(self, project_ids: Iterable[int]) -> dict[int, list[ProjectTask]]:
        """The tasks of each project, in their order."""
        found: dict[int, list[ProjectTask]] = {}
        for chunk in chunks(project_ids):
            for row in self._db.execute(_TASKS.where(ProjectTaskRow.project_id.in_(chunk))):
                found.setdefault(row.project_id, []).append(ProjectTask(*row))
        return found

    def edit(self, id: int, *, zone: ZoneInfo, **changes: Any) -> ProjectTask:
        """Change title, due_on or assigned_to of an open one; in another user's Outlook it is a new task."""
        before = self._open(id)
        known_fields("project task", changes, ("title", "due_on", "assigned_to"))
        values: dict[str, Any] = {}
        if "title" in changes:
            values["title"] = line("title", changes["title"])
        if "due_on" in changes:
            values["due_at"] = rules.due_at(changes["due_on"], zone)
        if "assigned_to" in changes and changes["assigned_to"] != before.assigned_to:
            values |= {"assigned_to": self._user(changes["assigned_to"]), "guid": uuid4()}
        return self._set(before, values)

    def done(self, id: int, at: datetime | None = None) -> ProjectTask:
        return self._set(self._open(id), {"completed_at": at or self._clock()})

    def cancel(self, id: int) -> ProjectTask:
        """It need not be done any more, and stays on the record."""
        return self._set(self._open(id), {"is_cancelled": True})

    def reopen(self, id: int) -> ProjectTask:
        """Completed or cancelled, it is to be done again: the same task in Outlook is open again."""
        before = self._of_open_project(id)
        if before.is_open:
            raise Invalid(f"project task {id}, {before.title}", "is open")
        if before.assigned_to is not None:
            self._user(before.assigned_to)
        return self._set(before, {"completed_at": None, "is_cancelled": False})

    def back(self, id: int) -> ProjectTask:
        """To be done after all, as the same task in Outlook: there its user reopened it."""
        return self._set(self._of_open_project(id), {"completed_at": None, "is_cancelled": False})

    def due(self, id: int, at: datetime) -> ProjectTask:
        """Due on that day, and reminded of at that hour."""
        return self._set(self._open(id), {"due_at": at})

    def move(self, id: int, place: int) -> list[ProjectTask]:
        """To that place in its project's list, counted from 1; the list."""
        task = self._of_open_project(id)
        before = self.of([task.project_id])[task.project_id]
        after = rules.moved(before, task, place)
        for position, one in enumerate(after, start=1):
            self._db.execute(update(ProjectTaskRow).where(ProjectTaskRow.id == one.id).values(position=position))
        places = {f"task {id} place": (before.index(task) + 1, after.index(task) + 1)}
        self._beside(Audit).changed(Record.PROJECT, task.project_id, places)
        return after

    def _of_open_project(self, id: int) -> ProjectTask:
        task = self.get(id)
        rules.must_be_open(self._beside(ProjectRows).get(task.project_id))
        return task

    def _open(self, id: int) -> ProjectTask:
        task = self._of_open_project(id)
        if not task.is_open:
            state = "cancelled" if task.is_cancelled else "completed"
            raise Invalid(f"project task {id}, {task.title}", f"is {state}", "reopen it first")
        return task

    def _set(self, before: ProjectTask, values: dict[str, Any]) -> ProjectTask:
        if values:
            self._db.execute(update(ProjectTaskRow).where(ProjectTaskRow.id == before.id).values(**values))
        after = self.get(before.id)
        shown = {"": "title", " due": "due_at", " completed": "completed_at", " cancelled": "is_cancelled"}
        told = {f"task {before.id}{name}": (getattr(before, of), getattr(after, of)) for name, of in shown.items()}
        told[f"task {before.id} assigned to"] = (self._named(before), self._named(after))
        self._beside(Audit).changed(Record.PROJECT, before.project_id, told)
        return after

    def _named(self, task: ProjectTask) -> str | None:
        return None if task.assigned_to is None else self._beside(Users).get(task.assigned_to).name

    def _user(self, id: int | None) -> int | None:
        return None if id is None else self._beside(Users).active(id)
