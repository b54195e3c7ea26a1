"""What an agenda asks, written once: to build a statement costs as much as to run it.

Of some days together, or of each of several days, whose bounds are numbered. Within a day they come in the order in
which an agenda tells them, so that what a page begins with is what the page before it ended with.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, exists, func, literal_column, select, text, union_all

from store.history.views import SHOWN
from store.models import (
    AccountRow,
    ActivityRow,
    ContactRow,
    ItemRow,
    ItemTaskRow,
    OpportunityActivityRow,
    OpportunityRow,
    ProjectRow,
    ProjectTaskRow,
)
from store.odds import often
from store.records.wanted_tasks import ACCOUNT, CONTACT, NUMBER
from store.repository import among
from store.values import TaskStatus

Asked = Callable[[bool, str], Select[*tuple[Any, ...]]]  # of the past or not, and how its bounds are numbered

_PARTY = func.coalesce(AccountRow.name, ContactRow.name, "").label("party")
_OPEN = (
    OpportunityRow.assigned_to == bindparam("user"),
    often(OpportunityRow.closed_at.is_(None)),
    OpportunityRow.deleted_at.is_(None),
)


NAMED = among(
    select(OpportunityRow.number, OpportunityRow.title, _PARTY)
    .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
    .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id),
    OpportunityRow.number,
)


@cache
def in_each(asked: Asked, days: int) -> CompoundSelect[*tuple[Any, ...]]:
    """The same of so many days by themselves, the earliest of each."""
    return union_all(*(select(asked(False, f"_{place}").subquery()) for place in range(days)))


def _between(
    statement: Select[*tuple[Any, ...]], column: Any, *then: Any, is_past: bool, of: str
) -> Select[*tuple[Any, ...]]:
    ordered = [column.desc()] if is_past else [column, *then]
    inside = (column >= bindparam(f"start{of}"), column < bindparam(f"end{of}"))
    return statement.where(*inside).order_by(*ordered).limit(bindparam("limit"))


def _of_opportunities(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(OpportunityRow.number, OpportunityRow.title, _PARTY, *columns)
        .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
        .where(*_OPEN)
    )


@cache
def reminders(is_past: bool, of: str = "") -> Select[*tuple[Any, ...]]:
    at = OpportunityRow.reminder_at
    asked = _of_opportunities(at).where(text("opportunities.reminder_on"))
    return _between(asked, at, OpportunityRow.number, is_past=is_past, of=of)


@cache
def closings(is_past: bool, of: str = "") -> Select[*tuple[Any, ...]]:
    day = OpportunityRow.close_date
    return _between(_of_opportunities(day), day, OpportunityRow.number, is_past=is_past, of=of)


@cache
def stage_activities() -> Select[*tuple[Any, ...]]:
    return select(ActivityRow.id, ActivityRow.stage_id, ActivityRow.name, ActivityRow.days).where(
        ActivityRow.days.is_not(None)
    )


@cache
def entered(many: int, is_past: bool, is_one_day: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """For each of so many activities of stages, by its place: what is due of it, so much at most."""
    return union_all(*(select(_entered_for(place, is_past, is_one_day).subquery()) for place in range(many)))


def _entered_for(place: int, is_past: bool, is_one_day: bool) -> Select[*tuple[Any, ...]]:
    entered = OpportunityRow.stage_entered_at
    settled = exists().where(
        OpportunityActivityRow.number == OpportunityRow.number,
        OpportunityActivityRow.activity_id == bindparam(f"activity_{place}"),
        OpportunityActivityRow.completed_at.is_not(None)
        | OpportunityActivityRow.due_at.is_not(None)
        | OpportunityActivityRow.is_reminder_off,
    )
    asked: Select[*tuple[Any, ...]] = select(
        literal_column(str(place)).label("place"), OpportunityRow.number, entered, OpportunityRow.activity_reminders
    ).where(*_OPEN, OpportunityRow.stage_id == bindparam(f"stage_{place}"), ~settled)
    found = _between(asked, entered, is_past=is_past, of=f"_{place}")
    if is_one_day:  # at nine o'clock, or at no hour, whenever in the day they came
        found = found.order_by(None).order_by(OpportunityRow.activity_reminders.desc(), OpportunityRow.number)
    return found


@cache
def moved_activities(is_past: bool, of: str = "") -> Select[*tuple[Any, ...]]:
    due = OpportunityActivityRow.due_at
    asked = (
        select(ActivityRow.id, ActivityRow.name, OpportunityRow.number, OpportunityRow.title, _PARTY, due)
        .select_from(OpportunityActivityRow)
        .join(OpportunityRow, OpportunityRow.number == OpportunityActivityRow.number)
        .join(ActivityRow, ActivityRow.id == OpportunityActivityRow.activity_id)
        .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
        .where(
            *_OPEN,
            ActivityRow.stage_id == OpportunityRow.stage_id,
            due.is_not(None),
            OpportunityActivityRow.completed_at.is_(None),
            OpportunityActivityRow.is_reminder_off.is_(False),
        )
    )
    return _between(asked, due, ActivityRow.id, OpportunityRow.number, is_past=is_past, of=of)


def _of_tasks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ItemTaskRow.item_id,
            ItemTaskRow.due_on,
            ItemTaskRow.reminder_at,
            ItemRow.subject,
            NUMBER.label("number"),
            func.coalesce(CONTACT, ACCOUNT, "").label("party"),
        )
        .join(ItemRow, ItemRow.id == ItemTaskRow.item_id)
        .where(
            ItemTaskRow.assigned_to == bindparam("user"),
            ItemTaskRow.status == bindparam("open", TaskStatus.OPEN.value, literal_execute=True),
            text(SHOWN),
        )
    )


@cache
def tasks(is_past: bool, of: str = "") -> Select[*tuple[Any, ...]]:
    return _between(_of_tasks(), ItemTaskRow.due_on, is_past=is_past, of=of)


def timed_tasks(_: bool, of: str) -> Select[*tuple[Any, ...]]:
    """Of one day, those with a moment: an index has them in its order."""
    at = ItemTaskRow.reminder_at
    asked = _of_tasks().where(ItemTaskRow.due_on == bindparam(f"start{of}"), at.is_not(None))
    return asked.order_by(at, ItemTaskRow.item_id).limit(bindparam("limit"))


def untimed_tasks(_: bool, of: str) -> Select[*tuple[Any, ...]]:
    """Of one day, all others."""
    asked = _of_tasks().where(ItemTaskRow.due_on == bindparam(f"start{of}"), ItemTaskRow.reminder_at.is_(None))
    return asked.order_by(ItemTaskRow.item_id).limit(bindparam("limit"))


@cache
def reminded_tasks(is_past: bool, of: str = "") -> Select[*tuple[Any, ...]]:
    at = ItemTaskRow.reminder_at
    return _between(_of_tasks().where(ItemTaskRow.due_on.is_(None)), at, ItemTaskRow.item_id, is_past=is_past, of=of)


@cache
def project_tasks(is_past: bool, of: str = "") -> Select[*tuple[Any, ...]]:
    asked = (
        select(
            ProjectTaskRow.id,
            ProjectTaskRow.title,
            ProjectTaskRow.due_at,
            ProjectRow.name,
            _PARTY,
            OpportunityRow.number,
        )
        .join(ProjectRow, ProjectRow.id == ProjectTaskRow.project_id)
        .outerjoin(AccountRow, AccountRow.id == ProjectRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == ProjectRow.contact_id)
        .outerjoin(OpportunityRow, (OpportunityRow.number == ProjectRow.number) & OpportunityRow.deleted_at.is_(None))
        .where(
            ProjectTaskRow.assigned_to == bindparam("user"),
            ProjectTaskRow.completed_at.is_(None),
            text("NOT project_tasks.is_cancelled"),  # as its index says it
            ProjectRow.deleted_at.is_(None),
            ProjectRow.completed_at.is_(None),
        )
    )
    return _between(asked, ProjectTaskRow.due_at, ProjectTaskRow.id, is_past=is_past, of=of)
