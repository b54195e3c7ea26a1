"""Makes the tasks in Outlook as the records ask, after taking over what people did to them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import structlog

from connectors.errors import Conflict, ItemGone
from connectors.mailbox import Task, TaskContent, TaskEdit
from daemon.category import category_name, number_in
from daemon.cycle import Cycle
from daemon.tasks.merge import body_of, content_for, fields_owed, state_of, task_for
from daemon.tasks.people import lacks_category, take_over, take_words
from daemon.tasks.records import shown
from daemon.tasks.words import with_line
from store.values import FollowedTask, Opportunity, TaskState

log = structlog.get_logger()

CONFLICTS = 3  # times that a task is read and merged again before it waits for its next turn


def pay_task(cycle: Cycle, key: str) -> bool:
    """Make one task as the record asks, after taking over what its user did to it.

    False, and nothing done, where it is not there any more: see `deleted_by_user`.
    """
    guid = UUID(key)
    for attempt in range(CONFLICTS):
        with cycle.office.store.read() as unit:
            followed = unit.tasks.get(cycle.due.id, guid)
        if followed is None or followed.is_over:
            return True
        try:
            task = _found(cycle, followed)
            if followed.closing:
                _complete(cycle, followed, task)
            elif task is None and followed.server_id:
                return False
            else:
                _bring_in_step(cycle, followed, task)
        except Conflict:
            if attempt + 1 == CONFLICTS:
                raise
        else:
            break
    return True


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
            followed = take_over(cycle, unit, followed, task)
        if followed.is_over:
            return
    with cycle.office.store.read() as unit:
        asked = unit.wanted_tasks.showing(followed, cycle.due.user_id, cycle.plan.zone)
    if asked is None:  # changed since it was owed: the next turn owes its completion
        return
    prefix, opportunity = cycle.office.policy.prefix, asked.brief.opportunity if asked.brief else None
    wanted = task_for(asked, prefix)
    content = content_for(wanted, opportunity, prefix, cycle.now, body_of(task) if task else "")
    event = log.bind(about=followed.about.value, opportunity=asked.number)
    if task is None:
        task = cycle.mailbox.create_task(followed.guid, content)
        followed = replace(followed, is_theirs=False)
        event.info("task created")
    followed = replace(followed, number=asked.number)
    content = replace(content, categories=_with_ours(cycle, task, opportunity))
    fields = _fields(followed, wanted, task, content)
    unknown = followed.guid if task.identity is None and followed.is_theirs else None
    if fields or unknown:
        task = cycle.mailbox.edit_task(task.item_id, task.change_key, TaskEdit(fields, content, unknown))
        event.info("task updated", fields=sorted(fields))
    _save(cycle, replace(followed, agreed=wanted), task)


def _fields(followed: FollowedTask, wanted: TaskState, task: Task, content: TaskContent) -> frozenset[str]:
    """What to write: what the record changed since; of a task found without our knowing it, what differs."""
    if followed.seen:
        fields = fields_owed(wanted, followed.agreed)
        if followed.agreed is None and task.is_complete:  # see _again
            fields |= {"is_complete"}
    else:
        state = state_of(task)
        asked = replace(wanted, reminder_at=content.reminder_at)
        fields = fields_owed(asked, state)
    if followed.is_theirs:
        fields -= {"subject", "body"}
    if content.categories != task.categories:
        fields |= {"categories"}
    if lost := fields & task.untold & {"body", "categories"}:
        # Written over what was not told, a user's own words and categories would be gone: the rest is written.
        log.warning("parts of a task cannot be read and are left as they are", fields=sorted(lost))
    return fields - (task.untold & {"body", "categories"})


def _with_ours(cycle: Cycle, task: Task, opportunity: Opportunity | None) -> tuple[str, ...]:
    """The task's categories, the opportunity's among them as it is called today, in the place of any other wording."""
    if opportunity is None:
        return task.categories
    prefix, number = cycle.office.policy.prefix, opportunity.number
    ours = category_name(number, opportunity.title, prefix)
    if lacks_category(cycle, task, number):
        return (*task.categories, ours)
    return tuple(dict.fromkeys(ours if number_in(name, prefix) == number else name for name in task.categories))


def _complete(cycle: Cycle, followed: FollowedTask, task: Task | None) -> None:
    if task and not task.is_complete:
        body = with_line(body_of(task), followed.closing)
        content = TaskContent(task.subject, task.due, task.reminder_at, body, is_complete=True)
        is_body_ours = not followed.is_theirs and "body" not in task.untold
        fields = frozenset({"body", "is_complete"} if is_body_ours else {"is_complete"})
        task = cycle.mailbox.edit_task(task.item_id, task.change_key, TaskEdit(fields, content))
        log.info("task completed", opportunity=followed.number, why=followed.closing)
    _save(cycle, replace(followed, is_over=True), task)


def deleted_by_user(cycle: Cycle, key: str) -> None:
    """Its user deleted the task, and said by it what becomes of the record's reminder."""
    with cycle.office.store.write() as unit:
        followed = unit.tasks.get(cycle.due.id, UUID(key))
        if followed is None or followed.is_over:
            return
        with unit.acting_as(unit.users.actor(cycle.due.user_id, cycle.due.address)):
            shown(followed).dropped(cycle, unit, followed)
        unit.tasks.save(replace(followed, is_over=True))
    log.info("task deleted in Outlook", about=followed.about.value, opportunity=followed.number)


def _save(cycle: Cycle, followed: FollowedTask, task: Task | None) -> None:
    before = followed
    if task:
        followed = replace(
            followed, server_id=task.item_id, change_key=task.change_key, seen=state_of(task, followed.seen)
        )
    with cycle.office.store.write() as unit:
        if task:
            take_words(cycle, unit, before, task)
        unit.tasks.save(followed)
