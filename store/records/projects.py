"""Business projects: what is to be done for an account or contact, often because an opportunity was won."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, func, insert, select, update

from store.errors import InRecycleBin, Invalid, NotFound, Taken
from store.models import AccountRow, ContactRow, ProjectPartyRow, ProjectRow
from store.records.accounts import Accounts
from store.records.audit import Audit
from store.records.contacts import Contacts
from store.records.opportunities import Opportunities
from store.records.project_rows import PROJECTS, ProjectRows
from store.records.project_tasks import ProjectTasks
from store.records.templates import Templates
from store.records.users import Users
from store.repository import chunks, known_fields, likely, number_of, the_one
from store.rules import opportunity as opportunity_rules
from store.rules import projects as rules
from store.text import line, named
from store.values import Opportunity, Project, ProjectParty, Record

_PRESENT = ProjectRow.deleted_at.is_(None)
_FIELDS = ("name", "account_id", "contact_id", "number", "assigned_to", "starts_on")
_PARTIES = (
    select(
        ProjectPartyRow.project_id,
        ProjectPartyRow.account_id,
        ProjectPartyRow.contact_id,
        func.coalesce(AccountRow.name, ContactRow.name),
    )
    .outerjoin(AccountRow, AccountRow.id == ProjectPartyRow.account_id)
    .outerjoin(ContactRow, ContactRow.id == ProjectPartyRow.contact_id)
    .join(ProjectRow, ProjectRow.id == ProjectPartyRow.project_id)
    .where(AccountRow.deleted_at.is_(None), ContactRow.deleted_at.is_(None))
    .where(ProjectPartyRow.account_id.is_distinct_from(ProjectRow.account_id) | ProjectRow.account_id.is_(None))
    .where(ProjectPartyRow.contact_id.is_distinct_from(ProjectRow.contact_id) | ProjectRow.contact_id.is_(None))
    .order_by(ProjectPartyRow.id)
)
FEW = 50  # of a name that are looked at


class Projects(ProjectRows):
    # --- reading ------------------------------------------------------------------------------------------------------

    def find(self, text: str) -> Project:
        """By id or a part of the name that only one has; NotFound, Ambiguous, InRecycleBin."""
        text = text.strip()
        if by_id := self._select(PROJECTS.where(ProjectRow.id == (number_of(text) or 0))):
            rules.must_be_present(by_id[0])
            return by_id[0]
        found: list[Project] = []
        for part in (ProjectRow.folded == named(text), ProjectRow.folded.contains(named(text), autoescape=True)):
            if not found and text:
                found = self._select(PROJECTS.where(part, _PRESENT).order_by(ProjectRow.id).limit(FEW))
        return the_one(
            "project",
            text,
            [(one, one.name) for one in found],
            lambda: likely(self._db, ProjectRow.name, ProjectRow.folded, text, _PRESENT),
        )

    def all(
        self,
        search: str = "",
        *,
        number: int | None = None,
        account_id: int | None = None,
        contact_id: int | None = None,
        assigned_to: int | None = None,
        is_open: bool | None = None,
        limit: int | None = None,
        offset: int = 0,
        behind: int = 0,
    ) -> list[Project]:
        """Those whose name contains `search`, of that opportunity, party and user; by id, behind that one."""
        present = PROJECTS.where(_PRESENT, ProjectRow.id > behind)
        statement = present.order_by(ProjectRow.id).limit(limit).offset(offset)
        if search:
            statement = statement.where(ProjectRow.folded.contains(named(search), autoescape=True))
        asked = {"number": number, "account_id": account_id, "contact_id": contact_id, "assigned_to": assigned_to}
        for column, value in asked.items():
            if value is not None:
                statement = statement.where(getattr(ProjectRow, column) == value)
        if is_open is not None:
            completed = ProjectRow.completed_at
            statement = statement.where(completed.is_(None) if is_open else completed.is_not(None))
        return self._select(statement)

    def of_party(self, *, account_id: int | None = None, contact_id: int | None = None) -> list[Project]:
        """Those that are linked to an account or contact, and those that it is related to; by id."""
        party = {"account_id": account_id, "contact_id": contact_id}
        named = [(column, id) for column, id in party.items() if id is not None]
        related = select(ProjectPartyRow.project_id).where(*(getattr(ProjectPartyRow, one) == id for one, id in named))
        linked = and_(*(getattr(ProjectRow, one) == id for one, id in named))
        return self._select(PROJECTS.where(_PRESENT, linked | ProjectRow.id.in_(related)).order_by(ProjectRow.id))

    def parties(self, id: int) -> list[ProjectParty]:
        """The related accounts and contacts, as of `parties_of`."""
        return self.parties_of([id]).get(id, [])

    def parties_of(self, ids: Iterable[int]) -> dict[int, list[ProjectParty]]:
        """The related accounts and contacts of each, in the order they were added; those in the recycle bin are left
        out.

        So is whom the project is linked to, which one of them may have become by a merge.
        """
        found: dict[int, list[ProjectParty]] = {}
        for chunk in chunks(ids):
            for row in self._db.execute(_PARTIES.where(ProjectPartyRow.project_id.in_(chunk))):
                found.setdefault(row[0], []).append(ProjectParty(*row[1:]))
        return found

    # --- writing ------------------------------------------------------------------------------------------------------

    def add(
        self,
        name: str | None = None,
        *,
        zone: ZoneInfo,
        number: int | None = None,
        template_id: int | None = None,
        account_id: int | None = None,
        contact_id: int | None = None,
        assigned_to: int | None = None,
        starts_on: date | None = None,
    ) -> Project:
        """A new project with its template's tasks; its opportunity gives the name and party that are not given.

        Without a start the tasks are due from today on. It is the work of whoever makes it unless somebody is named.
        """
        source = self._opportunity(number)
        if source and account_id is None and contact_id is None:
            account_id, contact_id = source.account_id, source.contact_id
        if name is None and source is None:
            raise Invalid("name", "must not be empty", "name the project, or an opportunity that it comes from")
        fields = self._checked({"account_id": account_id, "contact_id": contact_id})
        name = line("name", source.title if name is None and source else name or "")
        assigned_to = assigned_to if assigned_to is not None else self._transaction.actor.user_id
        new = insert(ProjectRow).values(
            **fields,
            name=name,
            folded=named(name),
            number=number,
            assigned_to=None if assigned_to is None else self._beside(Users).active(assigned_to),
            starts_on=starts_on,
            created_at=self._clock(),
        )
        project = self.get(self._db.execute(new.returning(ProjectRow.id)).scalar_one())
        self._beside(Audit).did(Record.PROJECT, project.id, "added")
        if template_id is not None:
            start = starts_on or self._clock().astimezone(zone).date()
            for title, due_on in rules.first_tasks(self._beside(Templates).get(template_id).tasks, start):
                self._beside(ProjectTasks).add(
                    project.id, title, zone=zone, due_on=due_on, assigned_to=project.assigned_to
                )
        return project

    def edit(self, id: int, **changes: Any) -> Project:
        """Change name, party (exactly one), number, assigned_to or starts_on; its tasks stay as they are."""
        before = self.get(id)
        rules.must_be_open(before)
        known_fields("project", changes, _FIELDS)
        fields = self._checked(changes)
        if "number" in fields:
            self._opportunity(fields["number"])
        if fields.get("assigned_to") is not None:
            self._beside(Users).active(fields["assigned_to"])
        return self._set(before, fields)

    def complete(self, id: int, *, cancel_tasks: bool = False) -> Project:
        """Refused while tasks of it are open, unless they are to be cancelled with it."""
        before = self.get(id)
        rules.must_be_open(before)
        tasks = self._beside(ProjectTasks).of([id]).get(id, [])
        if cancel_tasks:
            tasks = [self._beside(ProjectTasks).cancel(task.id) if task.is_open else task for task in tasks]
        rules.completed(before, tasks)
        return self._set(before, {"completed_at": self._clock()})

    def reopen(self, id: int) -> Project:
        before = self.get(id)
        rules.must_be_present(before)
        if before.is_open:
            raise Invalid(rules.name_of(before), "is open")
        if before.assigned_to is not None:
            self._beside(Users).active(before.assigned_to)
        return self._set(before, {"completed_at": None})

    def add_party(self, id: int, *, account_id: int | None = None, contact_id: int | None = None) -> list[ProjectParty]:
        """One more related account or contact; Taken when it is related already."""
        project = self.get(id)
        rules.must_be_open(project)
        party = self._checked({"account_id": account_id, "contact_id": contact_id})
        name = self._party_name(account_id, contact_id)
        if self._db.scalar(select(ProjectPartyRow.id).where(*_same(id, party))) or party == {
            "account_id": project.account_id,
            "contact_id": project.contact_id,
        }:
            raise Taken(rules.name_of(project), f"has to do with {name} already")
        self._db.execute(insert(ProjectPartyRow).values(project_id=id, **party))
        self._beside(Audit).changed(Record.PROJECT, id, {"related": (None, name)})
        return self.parties(id)

    def remove_party(
        self, id: int, *, account_id: int | None = None, contact_id: int | None = None
    ) -> list[ProjectParty]:
        project = self.get(id)
        rules.must_be_open(project)
        party = {"account_id": account_id, "contact_id": contact_id}
        gone = self._db.execute(delete(ProjectPartyRow).where(*_same(id, party)).returning(ProjectPartyRow.id)).all()
        name = self._party_name(account_id, contact_id)
        if not gone:
            raise NotFound(f"related party of {rules.name_of(project)}", name, [p.name for p in self.parties(id)])
        self._beside(Audit).changed(Record.PROJECT, id, {"related": (name, None)})
        return self.parties(id)

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _opportunity(self, number: int | None) -> Opportunity | None:
        found = self._beside(Opportunities).get(number) if number is not None else None
        if found and found.is_deleted:
            raise InRecycleBin(f"opportunity {number}, {found.title}", f"opportunity:{number}")
        return found

    def _checked(self, given: dict[str, Any]) -> dict[str, Any]:
        fields = dict(given)
        if "name" in fields:
            fields["name"] = line("name", fields["name"])
            fields["folded"] = named(fields["name"])
        if "account_id" in fields or "contact_id" in fields:
            fields |= opportunity_rules.linked("project", fields)
            for what, get in (("account", self._beside(Accounts).get), ("contact", self._beside(Contacts).get)):
                id = fields[f"{what}_id"]
                if id is not None and (party := get(id)).is_deleted:
                    raise InRecycleBin(f"{what} {id}, {party.name}", f"{what}:{id}")
        return fields

    def _set(self, before: Project, fields: dict[str, Any]) -> Project:
        if fields:
            self._db.execute(update(ProjectRow).where(ProjectRow.id == before.id).values(**fields))
        after = self.get(before.id)
        told: dict[str, tuple[object, object]] = {
            "name": (before.name, after.name),
            "opportunity": (before.number, after.number),
            "linked to": (
                self._party_name(before.account_id, before.contact_id),
                self._party_name(after.account_id, after.contact_id),
            ),
            "assigned to": (self._user_name(before.assigned_to), self._user_name(after.assigned_to)),
            "start date": (before.starts_on, after.starts_on),
            "completed": (before.completed_at, after.completed_at),
        }
        self._beside(Audit).changed(Record.PROJECT, before.id, told)
        return after

    def _party_name(self, account_id: int | None, contact_id: int | None) -> str:
        if account_id is not None:
            return f"account {self._beside(Accounts).get(account_id).name}"
        return f"contact {self._beside(Contacts).get(contact_id).name}" if contact_id is not None else ""

    def _user_name(self, id: int | None) -> str | None:
        return None if id is None else self._beside(Users).get(id).name


def _same(id: int, party: dict[str, Any]) -> Sequence[Any]:
    return [
        ProjectPartyRow.project_id == id,
        *(getattr(ProjectPartyRow, name) == value for name, value in party.items()),
    ]
