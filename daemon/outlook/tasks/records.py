"""What each kind of record makes of what people do to the task that shows it, and why it asks for none any more."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from daemon.context import Cycle
from daemon.outlook.tasks.merge import UserChange
from daemon.outlook.tasks.words import MARKS
from store.errors import NotFound
from store.unit import Unit
from store.values import (
    Account,
    Contact,
    FollowedTask,
    HistoryOf,
    Opportunity,
    ProjectTask,
    Record,
    TaskAbout,
    TaskStatus,
)


class Shown(Protocol):
    """A kind of record that tasks show. Each act is False where the record has moved on, and nothing was done."""

    def done(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        """Its user completed the task."""

    def back(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        """Its user reopened it."""

    def moved(self, cycle: Cycle, unit: Unit, task: FollowedTask, change: UserChange) -> bool:
        """Its user moved the due date or the alarm; the record asks for this task."""

    def dropped(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        """Its user deleted it."""

    def record(self, unit: Unit, task: FollowedTask) -> tuple[Record, int]:
        """Whose audit trail it belongs to."""

    def history(self, unit: Unit, task: FollowedTask) -> HistoryOf | None:
        """Where a note of its user belongs; None where nothing of it is left."""

    def why_over(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> str:
        """Why this mailbox should not have it any more, as the end of a sentence."""


def shown(task: FollowedTask) -> Shown:
    return _KINDS[task.about]


def why_over(cycle: Cycle, unit: Unit, task: FollowedTask) -> str:
    """The line on top of a task that is completed from here."""
    return f"{MARKS[cycle.context.language.code].closing}{shown(task).why_over(cycle, unit, task)}."


def changed_at(unit: Unit, task: FollowedTask) -> datetime | None:
    """When the record last changed."""
    record, id = shown(task).record(unit, task)
    if record is Record.OPPORTUNITY:
        return unit.opportunities.get(id).modified_at
    latest = unit.audit.of(record, id, limit=1)
    return latest[0].at if latest else None


def _assigned_to(cycle: Cycle, unit: Unit, what: str, user_id: int | None) -> str:
    """What is somebody else's now, or nobody's."""
    gettext = cycle.context.language.gettext
    if user_id is None:
        return gettext("%(what)s is now assigned to nobody", what=what)
    return gettext("%(what)s is now assigned to %(name)s", what=what, name=unit.users.get(user_id).name)


def place_of(
    unit: Unit,
    *,
    number: int | None = None,
    account_id: int | None = None,
    contact_id: int | None = None,
    in_bin: bool = False,
) -> HistoryOf | None:
    """The history of this record, if it is any and not deleted; with `in_bin`, also from the recycle bin."""
    record: Opportunity | Account | Contact | None = None
    try:
        if number is not None:
            record = unit.opportunities.get(number)
        elif account_id is not None:
            record = unit.accounts.get(account_id)
        elif contact_id is not None:
            record = unit.contacts.get(contact_id)
    except NotFound:
        return None
    if record is None or (record.is_deleted and not in_bin):
        return None
    return HistoryOf(number=number, account_id=account_id, contact_id=contact_id)


# --- an opportunity's own ---------------------------------------------------------------------------------------------


class _OfOpportunity:
    def record(self, unit: Unit, task: FollowedTask) -> tuple[Record, int]:
        return Record.OPPORTUNITY, _number(task)

    def history(self, unit: Unit, task: FollowedTask) -> HistoryOf | None:
        return place_of(unit, number=task.number, in_bin=True)

    def why_over(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> str:
        opportunity = unit.opportunities.get(_number(task))
        gettext, name = cycle.context.language.gettext, f"{cycle.context.policy.prefix}-{opportunity.number}"
        if opportunity.is_deleted:
            return gettext("%(name)s was deleted", name=name)
        if not opportunity.is_open:
            return gettext("%(name)s was closed (%(stage)s)", name=name, stage=opportunity.stage_name)
        if opportunity.assigned_to != cycle.due.user_id:
            return _assigned_to(cycle, unit, name, opportunity.assigned_to)
        return self._why_of_itself(cycle, unit, task, name)

    def _why_of_itself(self, cycle: Cycle, unit: Unit, task: FollowedTask, name: str) -> str:
        return cycle.context.language.gettext("the reminder of %(name)s was switched off", name=name)


class Reminder(_OfOpportunity):
    def done(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        return unit.opportunities.reminder_done(_number(task), task.guid)

    dropped = done

    def back(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        return unit.opportunities.reminder_back(_number(task), task.guid)

    def moved(self, cycle: Cycle, unit: Unit, task: FollowedTask, change: UserChange) -> bool:
        if change.moment is None:
            return False
        return unit.opportunities.reminder_moved(_number(task), task.guid, change.moment)


class ActivityTask(_OfOpportunity):
    def done(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        if not self._is_there(cycle, unit, task):
            return False
        unit.activities.tick(_number(task), task.about_id)
        return True

    def back(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        if not self._is_there(cycle, unit, task):
            return False
        unit.activities.untick(_number(task), task.about_id)
        unit.activities.remind_of(_number(task), task.about_id, True)
        return True

    def moved(self, cycle: Cycle, unit: Unit, task: FollowedTask, change: UserChange) -> bool:
        if change.moment is None or not self._is_there(cycle, unit, task):
            return False
        unit.activities.due(_number(task), task.about_id, change.moment)
        return True

    def dropped(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        if not self._is_there(cycle, unit, task):
            return False
        unit.activities.remind_of(_number(task), task.about_id, False)
        return True

    def _is_there(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        """Whether it is an activity of the open opportunity's stage, and its reminders have not started anew."""
        opportunity = unit.opportunities.get(_number(task))
        if opportunity.is_deleted or not opportunity.is_open:
            return False
        return task.guid in {state.guid for state in unit.activities.states(opportunity.number, cycle.plan.zone)}

    def _why_of_itself(self, cycle: Cycle, unit: Unit, task: FollowedTask, name: str) -> str:
        gettext = cycle.context.language.gettext
        try:
            activity = unit.activities.get(task.about_id)
        except NotFound:
            return gettext("the activity was deleted")
        opportunity = unit.opportunities.get(_number(task))
        if opportunity.stage is None or activity.stage_id != opportunity.stage.id:
            stage = opportunity.stage_name or cycle.context.language.pgettext("stage", "none")
            return gettext("%(name)s is now in stage %(stage)s", name=name, stage=stage)
        states = {state.activity.id: state for state in unit.activities.states(opportunity.number, cycle.plan.zone)}
        if states[activity.id].is_done:
            return gettext("done on the record by %(name)s", name=states[activity.id].completed_by)
        return gettext("the reminder of %(name)s was switched off", name=activity.name)


def _number(task: FollowedTask) -> int:
    if task.number is None:
        raise NotFound("opportunity of task", str(task.guid))
    return task.number


# --- the communication history ----------------------------------------------------------------------------------------


class HistoryTask:
    def done(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        if not self._is(unit, task, TaskStatus.OPEN):
            return False
        unit.todos.finish(task.about_id)
        return True

    def back(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        if not self._is(unit, task, TaskStatus.DONE, TaskStatus.CANCELLED):
            return self._is(unit, task, TaskStatus.OPEN)
        unit.todos.reopen(task.about_id)
        return True

    def moved(self, cycle: Cycle, unit: Unit, task: FollowedTask, change: UserChange) -> bool:
        moves = {"due_on": change.due, "reminder_at": change.alarm}
        moves = {name: value for name, value in moves.items() if value is not None}
        if not moves or not self._is(unit, task, TaskStatus.OPEN):
            return False
        unit.todos.edit(task.about_id, **moves)
        return True

    def dropped(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        if not self._is(unit, task, TaskStatus.OPEN):
            return False
        unit.todos.cancel(task.about_id)
        return True

    def record(self, unit: Unit, task: FollowedTask) -> tuple[Record, int]:
        return Record.ITEM, task.about_id

    def history(self, unit: Unit, task: FollowedTask) -> HistoryOf | None:
        item = unit.todos.by_guid(task.guid)
        if item is None:
            return None
        numbers = sorted(link.number for link in item.links)
        for in_bin in (False, True):
            places = [place_of(unit, number=number, in_bin=in_bin) for number in numbers]
            places += [place_of(unit, contact_id=id, in_bin=in_bin) for id in item.contacts]
            places += [place_of(unit, account_id=id, in_bin=in_bin) for id in item.accounts]
            if place := next((place for place in places if place), None):
                return place
        return None

    def why_over(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> str:
        item, gettext = unit.todos.by_guid(task.guid), cycle.context.language.gettext
        if item is None or item.task is None or item.is_deleted:
            return gettext("the task was deleted")
        match item.task.status:
            case TaskStatus.DONE:
                return gettext("done on the record")
            case TaskStatus.CANCELLED:
                return gettext("it was cancelled")
            case TaskStatus.OPEN if item.task.assigned_to != cycle.due.user_id:
                return _assigned_to(cycle, unit, gettext("it"), item.task.assigned_to)
            case TaskStatus.OPEN:
                return gettext("what it belongs to was deleted")

    def _is(self, unit: Unit, task: FollowedTask, *states: TaskStatus) -> bool:
        item = unit.todos.by_guid(task.guid)
        return item is not None and item.task is not None and not item.is_deleted and item.task.status in states


# --- projects ---------------------------------------------------------------------------------------------------------


class TaskOfProject:
    def done(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        found = self._there(unit, task)
        if found is None or not found.is_open:
            return False
        unit.project_tasks.done(found.id)
        return True

    def back(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        found = self._there(unit, task)
        if found is None:
            return False
        if not found.is_open:
            unit.project_tasks.back(found.id)
        return True

    def moved(self, cycle: Cycle, unit: Unit, task: FollowedTask, change: UserChange) -> bool:
        found = self._there(unit, task)
        if found is None or not found.is_open or change.moment is None:
            return False
        unit.project_tasks.due(found.id, change.moment)
        return True

    def dropped(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> bool:
        found = self._there(unit, task)
        if found is None or not found.is_open:
            return False
        unit.project_tasks.cancel(found.id)
        return True

    def record(self, unit: Unit, task: FollowedTask) -> tuple[Record, int]:
        return Record.PROJECT, unit.project_tasks.get(task.about_id).project_id

    def history(self, unit: Unit, task: FollowedTask) -> HistoryOf | None:
        try:
            project = unit.projects.get(unit.project_tasks.get(task.about_id).project_id)
        except NotFound:
            return None
        for in_bin in (False, True):
            places = (
                place_of(unit, number=project.number, in_bin=in_bin),
                place_of(unit, account_id=project.account_id, in_bin=in_bin),
                place_of(unit, contact_id=project.contact_id, in_bin=in_bin),
            )
            if place := next((place for place in places if place), None):
                return place
        return None

    def why_over(self, cycle: Cycle, unit: Unit, task: FollowedTask) -> str:
        gettext = cycle.context.language.gettext
        try:
            found = unit.project_tasks.get(task.about_id)
        except NotFound:
            return gettext("the task was deleted")
        project = unit.projects.get(found.project_id)
        if project.is_deleted:
            return gettext("project %(name)s was deleted", name=project.name)
        if found.guid != task.guid or found.assigned_to != cycle.due.user_id:
            return _assigned_to(cycle, unit, gettext("it"), found.assigned_to)
        if found.is_cancelled:
            return gettext("it was cancelled")
        if found.completed_at:
            return gettext("done on the record")
        return gettext("project %(name)s was completed", name=project.name)

    def _there(self, unit: Unit, task: FollowedTask) -> ProjectTask | None:
        """The task that it shows, of an open project; None where it began anew, and so is another one."""
        try:
            found = unit.project_tasks.get(task.about_id)
        except NotFound:
            return None
        project = unit.projects.get(found.project_id)
        return found if found.guid == task.guid and project.is_open and not project.is_deleted else None


_KINDS: dict[TaskAbout, Shown] = {
    TaskAbout.REMINDER: Reminder(),
    TaskAbout.ACTIVITY: ActivityTask(),
    TaskAbout.HISTORY: HistoryTask(),
    TaskAbout.PROJECT: TaskOfProject(),
}
