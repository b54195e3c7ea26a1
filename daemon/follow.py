"""Reminders and their tasks in Outlook, both ways: what the record asks for is owed, what people do comes back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

import structlog

from connectors.errors import Conflict, ItemGone
from connectors.mailbox import Task, TaskContent, TaskEdit
from daemon.category import category_name, numbers_in
from daemon.cycle import Cycle
from daemon.remind import (
    UserChange,
    content_for,
    fields_owed,
    in_step,
    state_of,
    task_for,
    user_change,
    with_line,
)
from store.unit import Unit
from store.values import Brief, ErrandKind, FollowedTask, TaskState

log = structlog.get_logger()

CONFLICTS = 3  # times that a task is read and merged again before it waits for its next turn


# --- what the record asks for -----------------------------------------------------------------------------------------


def owe_tasks(cycle: Cycle) -> None:
    """Owe each task of this mailbox that is not as the record asks; writes nothing when all are in step."""
    due = cycle.due
    with cycle.office.store.read() as unit:
        wanted = _wanted(cycle, unit)
        followed = {task.guid: task for task in unit.tasks.followed(due.id)}
        over = {guid: unit.tasks.get(due.id, guid) for guid in wanted if guid not in followed}
        owed = unit.errands.keys(due.id, ErrandKind.TASK)
    changed = [
        _again(before) if (before := over.get(guid)) else _new_or_changed(cycle, guid, state, followed.get(guid))
        for guid, (_, state) in wanted.items()
    ]
    unwanted = [task for guid, task in followed.items() if guid not in wanted]
    changes = [task for task in (*changed, *unwanted) if task and _is_news(task, owed, wanted)]
    if not changes:
        return
    numbers = {guid: brief.opportunity.number for guid, (brief, _) in wanted.items()}
    with cycle.office.store.write() as unit:
        for task in changes:
            closing = _why_closed(cycle, unit, task) if task.guid not in wanted else ""
            unit.tasks.save(replace(task, number=numbers.get(task.guid, task.number), closing=closing))
        unit.errands.owe(due.id, ErrandKind.TASK, [str(task.guid) for task in changes], due_at=cycle.now)


def _is_news(task: FollowedTask, owed: Collection[str], wanted: Collection[UUID]) -> bool:
    """False for what is owed already, and the same way round."""
    return str(task.guid) not in owed or bool(task.closing) == (task.guid in wanted)


def _new_or_changed(cycle: Cycle, guid: UUID, state: TaskState, task: FollowedTask | None) -> FollowedTask | None:
    if task is None:
        return FollowedTask(guid, cycle.due.id, number=0)
    is_in_step = task.server_id and not task.closing and not fields_owed(state, task.agreed)
    return None if is_in_step else task


def _again(task: FollowedTask) -> FollowedTask:
    """A task that we completed and that is wanted again, back from a colleague: found by its identity, and reopened."""
    return replace(task, server_id="", agreed=None, is_over=False)


def _wanted(cycle: Cycle, unit: Unit) -> dict[UUID, tuple[Brief, TaskState]]:
    due = cycle.due
    if due.user_id is None or due.is_shared:
        return {}
    reminding = {o.number: o for o in unit.opportunities.with_reminder(due.user_id)}
    briefs = unit.opportunities.briefs(list(reminding))
    wanted = {}
    for number, opportunity in reminding.items():
        state = task_for(briefs[number], cycle.plan.zone, cycle.office.policy.prefix)
        if state and opportunity.reminder_guid:
            wanted[opportunity.reminder_guid] = (briefs[number], state)
    return wanted


def _why_closed(cycle: Cycle, unit: Unit, task: FollowedTask) -> str:
    brief = unit.opportunities.brief(task.number)
    opportunity = brief.opportunity
    name = f"{cycle.office.policy.prefix}-{opportunity.number}"
    if opportunity.is_deleted:
        return f"Completed by dealtrail: {name} was deleted."
    if not opportunity.is_open:
        return f"Completed by dealtrail: {name} was closed ({opportunity.stage_name})."
    if opportunity.reminder_on and opportunity.reminder_guid == task.guid:
        return f"Completed by dealtrail: {name} is now assigned to {brief.assignee or 'nobody'}."
    return f"Completed by dealtrail: the reminder of {name} was switched off."


# --- what people do in Outlook ----------------------------------------------------------------------------------------


def store_tasks(cycle: Cycle, unit: Unit, tasks: Sequence[Task], deleted: Collection[str]) -> None:
    """Carry what a page of the Tasks folder brings into the records, in the page's own transaction."""
    completed = {task.identity for task in tasks if task.is_complete}
    for task in tasks:
        followed = unit.tasks.get(cycle.due.id, task.identity) if task.identity else None
        if followed is None:
            continue
        if followed.server_id == task.item_id:
            # Completing a recurring task leaves a completed copy behind and moves the task itself to its next day.
            is_done = task.is_recurring and task.identity in completed
            _take_over(cycle, unit, followed, task, is_done=is_done)
        elif not followed.is_over:  # a copy, a move, or one whose creation was never confirmed: looked at closely later
            _owe(cycle, unit, followed)
    if deleted:
        for followed in unit.tasks.followed(cycle.due.id):
            if followed.server_id in deleted:
                _owe(cycle, unit, followed)


def look_again(cycle: Cycle, unit: Unit) -> None:
    """Owe a close look at every task: reading the folder anew does not tell which of them are gone."""
    for followed in unit.tasks.followed(cycle.due.id):
        _owe(cycle, unit, followed)


def _owe(cycle: Cycle, unit: Unit, followed: FollowedTask) -> None:
    unit.errands.owe(cycle.due.id, ErrandKind.TASK, [str(followed.guid)], due_at=cycle.now)


def _take_over(cycle: Cycle, unit: Unit, followed: FollowedTask, task: Task, *, is_done: bool = False) -> FollowedTask:
    """Store what the user changed since the task was last seen; the followed task as it is afterwards."""
    if followed.change_key == task.change_key and followed.seen == state_of(task):
        return followed
    brief = unit.opportunities.brief(followed.number)
    wanted = _state_wanted(cycle, followed, brief)
    change = user_change(task, followed, wanted, brief.opportunity.modified_at, cycle.plan.zone)
    change = replace(change, is_done=change.is_done or is_done)
    after = replace(followed, change_key=task.change_key, seen=state_of(task))
    if not followed.is_over or change.is_reopened:
        with unit.acting_as(unit.users.actor(cycle.due.user_id, cycle.due.address)):
            after = _apply(cycle, unit, after, brief, change)
    unit.tasks.save(after)
    if not after.is_over and _lacks_category(cycle, task, followed.number):
        _owe(cycle, unit, after)
    return after


def _apply(cycle: Cycle, unit: Unit, followed: FollowedTask, brief: Brief, change: UserChange) -> FollowedTask:
    number, guid, event = followed.number, followed.guid, log.bind(opportunity=followed.number)
    if change.overruled:
        event.warning("task moved in Outlook, but the record's later change wins", moved_to=change.overruled)
    if change.is_done:
        if _moved_meanwhile(cycle, followed, brief):
            unit.opportunities.remind(number, None)
            unit.opportunities.remind(number, brief.opportunity.reminder_at)
            event.info("task completed in Outlook; the reminder had been moved meanwhile and stays")
        elif unit.opportunities.reminder_done(number, guid):
            event.info("reminder done in Outlook")
        return replace(followed, is_over=True)
    if change.is_reopened:
        if not unit.opportunities.reminder_back(number, guid):
            return followed
        event.info("reminder reopened in Outlook")
        followed = replace(followed, is_over=False, agreed=followed.agreed)
    if change.moved_to and unit.opportunities.reminder_moved(number, guid, change.moved_to):
        event.info("reminder moved in Outlook", to=change.moved_to)
        wanted = _state_wanted(cycle, followed, unit.opportunities.brief(number))
        if wanted:
            followed = replace(followed, agreed=in_step(followed, wanted, change))
    return followed


def _moved_meanwhile(cycle: Cycle, followed: FollowedTask, brief: Brief) -> bool:
    wanted = _state_wanted(cycle, followed, brief)
    return bool(wanted and followed.agreed and wanted.reminder_at != followed.agreed.reminder_at)


def _state_wanted(cycle: Cycle, followed: FollowedTask, brief: Brief) -> TaskState | None:
    opportunity = brief.opportunity
    is_its_task = opportunity.reminder_guid == followed.guid and opportunity.assigned_to == cycle.due.user_id
    return task_for(brief, cycle.plan.zone, cycle.office.policy.prefix) if is_its_task else None


def _lacks_category(cycle: Cycle, task: Task, number: int) -> bool:
    return number not in numbers_in(task.categories, cycle.office.policy.prefix)


# --- paying -----------------------------------------------------------------------------------------------------------


def pay_task(cycle: Cycle, key: str) -> None:
    """Make one task as the record asks, after taking over what its user did to it."""
    guid = UUID(key)
    for attempt in range(CONFLICTS):
        with cycle.office.store.read() as unit:
            followed = unit.tasks.get(cycle.due.id, guid)
        if followed is None or followed.is_over:
            return
        try:
            task = _found(cycle, followed)
            if followed.closing:
                _complete(cycle, followed, task)
            elif task is None and followed.server_id:
                _deleted_by_user(cycle, followed)
            else:
                _bring_in_step(cycle, followed, task)
        except Conflict:
            if attempt + 1 == CONFLICTS:
                raise
        else:
            return


def _found(cycle: Cycle, followed: FollowedTask) -> Task | None:
    if followed.server_id:
        try:
            return cycle.mailbox.read_task(followed.server_id)
        except ItemGone:
            pass
    return cycle.mailbox.find_task(followed.guid)


def _bring_in_step(cycle: Cycle, followed: FollowedTask, task: Task | None) -> None:
    if task and followed.seen:
        with cycle.office.store.write() as unit:
            followed = _take_over(cycle, unit, followed, task)
        if followed.is_over:
            return
    with cycle.office.store.read() as unit:
        brief = unit.opportunities.brief(followed.number)
    wanted = _state_wanted(cycle, followed, brief)
    if wanted is None:  # changed since it was owed: the next turn owes its completion
        return
    content = content_for(wanted, brief.opportunity, cycle.office.policy.prefix, cycle.now, task.body if task else "")
    if task is None:
        task = cycle.mailbox.create_task(followed.guid, content)
        log.info("task created", opportunity=followed.number)
    fields = _fields(cycle, followed, wanted, task, content)
    if fields:
        categories = _with_ours(cycle, task, brief)
        task = cycle.mailbox.edit_task(
            task.item_id, task.change_key, TaskEdit(fields, replace(content, categories=categories))
        )
        log.info("task updated", opportunity=followed.number, fields=sorted(fields))
    _save(cycle, replace(followed, agreed=wanted), task)


def _fields(
    cycle: Cycle, followed: FollowedTask, wanted: TaskState, task: Task, content: TaskContent
) -> frozenset[str]:
    """What to write: what the record changed since; of a task found without our knowing it, what differs."""
    if followed.seen:
        fields = fields_owed(wanted, followed.agreed)
        if followed.agreed is None and task.is_complete:  # see _again
            fields |= {"is_complete"}
    else:
        state = state_of(task)
        asked = replace(wanted, reminder_at=content.reminder_at)
        fields = fields_owed(asked, state)
    return fields | {"categories"} if _lacks_category(cycle, task, followed.number) else fields


def _with_ours(cycle: Cycle, task: Task, brief: Brief) -> tuple[str, ...]:
    opportunity = brief.opportunity
    ours = category_name(opportunity.number, opportunity.title, cycle.office.policy.prefix)
    return task.categories if not _lacks_category(cycle, task, opportunity.number) else (*task.categories, ours)


def _complete(cycle: Cycle, followed: FollowedTask, task: Task | None) -> None:
    if task and not task.is_complete:
        body = with_line(task.body.replace("\r\n", "\n"), followed.closing)
        content = TaskContent(task.subject, task.due, task.reminder_at, body, is_complete=True)
        task = cycle.mailbox.edit_task(
            task.item_id, task.change_key, TaskEdit(frozenset({"body", "is_complete"}), content)
        )
        log.info("task completed", opportunity=followed.number, why=followed.closing)
    _save(cycle, replace(followed, is_over=True), task)


def _deleted_by_user(cycle: Cycle, followed: FollowedTask) -> None:
    with cycle.office.store.write() as unit:
        with unit.acting_as(unit.users.actor(cycle.due.user_id, cycle.due.address)):
            unit.opportunities.reminder_done(followed.number, followed.guid)
        unit.tasks.save(replace(followed, is_over=True))
    log.info("task deleted in Outlook: the reminder is off", opportunity=followed.number)


def _save(cycle: Cycle, followed: FollowedTask, task: Task | None) -> None:
    if task:
        followed = replace(followed, server_id=task.item_id, change_key=task.change_key, seen=state_of(task))
    with cycle.office.store.write() as unit:
        unit.tasks.save(followed)
