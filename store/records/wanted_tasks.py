"""The tasks that records ask for in a user's Outlook, all of them in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, func, or_, select, text

from store.history.views import SHOWN
from store.models import (
    AccountRow,
    ContactPhoneRow,
    ContactRow,
    ItemAccountRow,
    ItemContactRow,
    ItemRow,
    ItemTaskRow,
    LinkRow,
    OpportunityRow,
    ProjectRow,
    ProjectTaskRow,
)
from store.records.activities import Activities
from store.records.opportunities import Opportunities
from store.repository import Repository
from store.rules.tasks import day_of
from store.values import Brief, FollowedTask, TaskAbout, TaskStatus, TaskWanted

LONGEST = 1000  # characters of a task's own text that are shown

_OWN = (TaskAbout.REMINDER, TaskAbout.ACTIVITY)

# The first opportunity that holds an item of the history, or else a contact or account.
NUMBER = (
    select(func.min(LinkRow.number))
    .join(OpportunityRow, OpportunityRow.number == LinkRow.number)
    .where(LinkRow.item_id == ItemRow.id, OpportunityRow.deleted_at.is_(None))
    .correlate(ItemRow)
    .scalar_subquery()
)
CONTACT = (
    select(func.min(ContactRow.name))
    .join(ItemContactRow, ItemContactRow.contact_id == ContactRow.id)
    .where(ItemContactRow.item_id == ItemRow.id, ContactRow.deleted_at.is_(None))
    .correlate(ItemRow)
    .scalar_subquery()
)
ACCOUNT = (
    select(func.min(AccountRow.name))
    .join(ItemAccountRow, ItemAccountRow.account_id == AccountRow.id)
    .where(ItemAccountRow.item_id == ItemRow.id, AccountRow.deleted_at.is_(None))
    .correlate(ItemRow)
    .scalar_subquery()
)


class WantedTasks(Repository):
    def of(self, user_id: int, zone: ZoneInfo) -> dict[UUID, TaskWanted]:
        """By GUID: reminders and activities of the user's open opportunities, open tasks of histories and projects.

        Days are those of `zone`. An activity without a moment to remind of it asks for none.
        """
        return self._of(user_id, zone, None)

    def showing(self, task: FollowedTask, user_id: int | None, zone: ZoneInfo) -> TaskWanted | None:
        """What one followed task should be like by now; None when that user's Outlook should not have it any more."""
        return self._of(user_id, zone, task).get(task.guid) if user_id is not None else None

    def _of(self, user_id: int, zone: ZoneInfo, one: FollowedTask | None) -> dict[UUID, TaskWanted]:
        """All that the user's records ask for, or what that one may show."""
        own = self._own(user_id, one.number if one else None) if _may_be(one, *_OWN) else set()
        history = self._history(user_id, one.about_id if one else None) if _may_be(one, TaskAbout.HISTORY) else ()
        projects = self._projects(user_id, one.about_id if one else None) if _may_be(one, TaskAbout.PROJECT) else ()
        others = {row.number for row in (*history, *projects) if row.number is not None}
        briefs = self._beside(Opportunities).briefs(sorted(own | others))
        found = [
            *self._of_opportunities([briefs[number] for number in sorted(own)], zone),
            *(_history_task(row, briefs) for row in history),
            *(_project_task(row, briefs, zone) for row in projects),
        ]
        return {task.guid: task for task in found}

    # --- opportunities ------------------------------------------------------------------------------------------------

    def _own(self, user_id: int, number: int | None) -> set[int]:
        asking = _asking()
        one = asking if number is None else asking.where(OpportunityRow.number == number)
        return set(self._db.scalars(one, {"user": user_id}))

    def _of_opportunities(self, briefs: Sequence[Brief], zone: ZoneInfo) -> Iterator[TaskWanted]:
        for brief in briefs:
            one = brief.opportunity
            if one.reminder_on and one.reminder_at and one.reminder_guid:
                due = day_of(one.reminder_at, zone)
                yield TaskWanted(one.reminder_guid, TaskAbout.REMINDER, 0, "", due, one.reminder_at, brief)
        reminding = {b.opportunity.number: b for b in briefs if b.opportunity.activity_reminders}
        if not reminding:
            return
        states = self._beside(Activities).states_of([b.opportunity for b in reminding.values()], zone)
        for number, brief in reminding.items():
            for state in states[number]:
                if state.reminder_at:
                    activity = state.activity
                    shown = (activity.id, activity.name, state.due, state.reminder_at, brief)
                    yield TaskWanted(state.guid, TaskAbout.ACTIVITY, *shown)

    # --- histories ----------------------------------------------------------------------------------------------------

    def _history(self, user_id: int, id: int | None) -> Sequence[Any]:
        tasks = _history_tasks()
        return self._db.execute(
            tasks if id is None else tasks.where(ItemTaskRow.item_id == id), {"user": user_id}
        ).all()

    # --- projects -----------------------------------------------------------------------------------------------------

    def _projects(self, user_id: int, id: int | None) -> Sequence[Any]:
        """Open tasks of open projects; the number is that of the project's opportunity, while that is there."""
        tasks = _project_tasks()
        asked = tasks if id is None else tasks.where(ProjectTaskRow.id == id)
        return self._db.execute(asked, {"user": user_id}).all()


# --- what every turn asks, written once: to build a statement costs as much as to run it ----------------------------


@cache
def _asking() -> Select[int]:
    return select(OpportunityRow.number).where(
        OpportunityRow.assigned_to == bindparam("user"),
        OpportunityRow.closed_at.is_(None),
        OpportunityRow.deleted_at.is_(None),
        or_(OpportunityRow.reminder_on, OpportunityRow.activity_reminders),
    )


@cache
def _history_tasks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ItemTaskRow.guid,
            ItemTaskRow.item_id,
            ItemTaskRow.due_on,
            ItemTaskRow.reminder_at,
            ItemRow.subject,
            func.substr(ItemRow.body, 1, LONGEST).label("text"),
            func.coalesce(CONTACT, ACCOUNT, "").label("party"),
            NUMBER.label("number"),
        )
        .join(ItemRow, ItemRow.id == ItemTaskRow.item_id)
        .where(ItemTaskRow.assigned_to == bindparam("user"), ItemTaskRow.status == TaskStatus.OPEN.value, text(SHOWN))
        .order_by(ItemTaskRow.item_id)
    )


@cache
def _project_tasks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ProjectTaskRow.guid,
            ProjectTaskRow.id,
            ProjectTaskRow.title,
            ProjectTaskRow.due_at,
            ProjectRow.name,
            func.coalesce(AccountRow.name, ContactRow.name, "").label("party"),
            func.coalesce(AccountRow.phone, ContactPhoneRow.number, "").label("phone"),
            OpportunityRow.number,
        )
        .join(ProjectRow, ProjectRow.id == ProjectTaskRow.project_id)
        .outerjoin(AccountRow, AccountRow.id == ProjectRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == ProjectRow.contact_id)
        .outerjoin(ContactPhoneRow, (ContactPhoneRow.contact_id == ContactRow.id) & (ContactPhoneRow.position == 0))
        .outerjoin(
            OpportunityRow,
            (OpportunityRow.number == ProjectRow.number) & OpportunityRow.deleted_at.is_(None),
        )
        .where(
            ProjectTaskRow.assigned_to == bindparam("user"),
            ProjectTaskRow.completed_at.is_(None),
            ProjectTaskRow.is_cancelled.is_(False),
            ProjectRow.deleted_at.is_(None),
            ProjectRow.completed_at.is_(None),
        )
        .order_by(ProjectTaskRow.id)
    )


def _may_be(one: FollowedTask | None, *about: TaskAbout) -> bool:
    return one is None or one.about in about


def _history_task(row: Row[Any], briefs: Mapping[int, Brief]) -> TaskWanted:
    brief = briefs.get(row.number)
    return TaskWanted(
        guid=row.guid,
        about=TaskAbout.HISTORY,
        about_id=row.item_id,
        name=row.subject,
        due=row.due_on,
        reminder_at=row.reminder_at,
        brief=brief,
        where=brief.opportunity.title if brief else row.party,
        text=row.text,
    )


def _project_task(row: Row[Any], briefs: Mapping[int, Brief], zone: ZoneInfo) -> TaskWanted:
    return TaskWanted(
        guid=row.guid,
        about=TaskAbout.PROJECT,
        about_id=row.id,
        name=row.title,
        due=day_of(row.due_at, zone) if row.due_at else None,
        reminder_at=row.due_at,
        brief=briefs.get(row.number),
        where=row.name,
        text=" · ".join(part for part in (row.party, row.phone) if part),
    )
