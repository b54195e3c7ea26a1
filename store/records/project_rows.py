"""How a project is read from its table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from store.errors import NotFound
from store.models import ProjectRow
from store.repository import Repository
from store.values import Project

PROJECTS = select(
    ProjectRow.id,
    ProjectRow.name,
    ProjectRow.account_id,
    ProjectRow.contact_id,
    ProjectRow.created_at,
    ProjectRow.number,
    ProjectRow.assigned_to,
    ProjectRow.starts_on,
    ProjectRow.completed_at,
    ProjectRow.deleted_at.is_not(None),
)


class ProjectRows(Repository):
    """The root of the repository of projects: what their tasks need of it, too."""

    def get(self, id: int) -> Project:
        """Whichever has this id, also when it is in the recycle bin."""
        found = self._select(PROJECTS.where(ProjectRow.id == id))
        if not found:
            raise NotFound("project", id)
        return found[0]

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Project]:
        return [Project(*row) for row in self._db.execute(statement)]
