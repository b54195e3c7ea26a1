"""Makes the tasks in Outlook as the records ask, after taking over what people did to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from uuid import UUID

import structlog

from connectors.errors import Conflict, CredentialsRefused, ItemGone, MailboxError, Throttled, Unreachable
from connectors.mailbox import Task, TaskChange, TaskContent, TaskEdit
from daemon.context import Cycle
from daemon.link import category_name, number_in
from daemon.outlook.tasks.asking import task_for
from daemon.outlook.tasks.merge import body_of, content_for, fields_owed, state_of
from daemon.outlook.tasks.people import lacks_category, take_over, take_words
from daemon.outlook.tasks.records import shown
from daemon.outlook.tasks.words import with_line
from store.values import FollowedTask, Opportunity, TaskState

log = structlog.get_logger()

CONFLICTS = 3  # times that a task is read and merged again before it waits for its next turn


# These concern the mailbox, not a task: the whole turn ends, and all stays owed as it was.
OF_THE_MAILBOX = (Throttled, Unreachable, CredentialsRefused)


class Paid(Enum):
    DONE = auto()
    VANISHED = auto()  # the task is not there any more, and nothing was done: see `deleted_by_user`


@dataclass(frozen=True, slots=True)
class Step:
    """What is left to write to a task, and as what it is followed once that is written."""

    followed: FollowedTask
    task: Task | None
    edit: TaskEdit | None = None


def pay_tasks(cycle: Cycle, keys: Sequence[str]) -> Iterator[tuple[str, Paid | MailboxError]]:
    """Make these tasks as their records ask, after taking over what their user did to them; what came of each.

    They are read in one request and written in another, but for those that are to be made or looked for.
    """
    waiting, conflicts = list(keys), dict[str, Conflict]()
    for _ in range(CONFLICTS):
        conflicts = {}
        for key, outcome in _round(cycle, waiting):
            if isinstance(outcome, Conflict):
                conflicts[key] = outcome
            else:
                yield key, outcome
        waiting = list(conflicts)
        if not waiting:
            break
    yield from conflicts.items()


def _round(cycle: Cycle, keys: Sequence[str]) -> Iterator[tuple[str, Paid | MailboxError]]:
    with cycle.context.store.read() as unit:
        followed = {str(task.guid): task for task in unit.tasks.followed(cycle.due.id)}
    known = {key: followed[key].server_id for key in keys if key in followed and followed[key].server_id}
    read = dict(zip(known, cycle.mailbox.read_tasks(list(known.values())), strict=True)) if known else {}
    steps: dict[str, Step] = {}
    for key in keys:
        if key not in followed:
            yield key, Paid.DONE
            continue
        try:
            step = _step(cycle, followed[key], read.get(key))
        except OF_THE_MAILBOX:
            raise
        except MailboxError as failure:
            yield key, failure
            continue
        if isinstance(step, Paid):
            yield key, step
        elif step.edit is None:
            _save(cycle, step.followed, step.task)
            yield key, Paid.DONE
        else:
            steps[key] = step
    if steps:
        yield from _write(cycle, steps)


def _write(cycle: Cycle, steps: Mapping[str, Step]) -> Iterator[tuple[str, Paid | MailboxError]]:
    changes = [
        TaskChange(step.task.item_id, step.task.change_key, step.edit)
        for step in steps.values()
        if step.task and step.edit
    ]
    meant_all = None
    for (key, step), answer in zip(steps.items(), cycle.mailbox.edit_tasks(changes), strict=True):
        if isinstance(answer, Task):
            _save(cycle, step.followed, answer)
            log.info("task written", about=step.followed.about.value, opportunity=step.followed.number)
            yield key, Paid.DONE
        elif isinstance(answer, OF_THE_MAILBOX):
            meant_all = answer
        else:
            yield key, answer
    if meant_all:
        raise meant_all


def _step(cycle: Cycle, followed: FollowedTask, answer: Task | MailboxError | None) -> Step | Paid:
    if isinstance(answer, MailboxError) and not isinstance(answer, ItemGone):
        raise answer
    task = answer if isinstance(answer, Task) else cycle.mailbox.find_task(followed.guid)
    if followed.closing:
        return _completed(followed, task)
    if task is None and followed.server_id:
        return Paid.VANISHED
    return _in_step(cycle, followed, task)


def _in_step(cycle: Cycle, followed: FollowedTask, task: Task | None) -> Step | Paid:
    if task and followed.seen:
        with cycle.context.store.write() as unit:
            followed = take_over(cycle, unit, followed, task)
        if followed.is_over:
            return Paid.DONE
    with cycle.context.store.read() as unit:
        asked = unit.wanted_tasks.showing(followed, cycle.due.user_id, cycle.plan.zone)
    if asked is None:  # changed since it was owed: the next turn owes its completion
        return Paid.DONE
    prefix, opportunity = cycle.context.policy.prefix, asked.brief.opportunity if asked.brief else None
    wanted = task_for(asked, prefix, cycle.context.language)
    body, about = (body_of(task), "") if task else ("", _newest_mail(cycle, asked.number))
    content = content_for(wanted, opportunity, prefix, cycle.now, body, about)
    if task is None:
        task = cycle.mailbox.create_task(followed.guid, content)
        followed = replace(followed, is_theirs=False)
        log.info("task created", about=followed.about.value, opportunity=asked.number)
    followed = replace(followed, number=asked.number)
    content = replace(content, categories=_with_ours(cycle, task, opportunity))
    fields = _fields(followed, wanted, task, content)
    unknown = followed.guid if task.identity is None else None
    edit = TaskEdit(fields, content, unknown) if fields or unknown else None
    return Step(replace(followed, agreed=wanted), task, edit)


def _newest_mail(cycle: Cycle, number: int | None) -> str:
    """What the mailbox got or sent last about the opportunity: where a reminder can be fastened."""
    if number is None:
        return ""
    with cycle.context.store.read() as unit:
        return unit.history.newest_mail(cycle.due.id, number)


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
    fields -= task.unheld
    if lost := fields & task.untold & {"body", "categories"}:
        # Written over what was not told, a user's own words and categories would be gone: the rest is written.
        log.warning("parts of a task cannot be read and are left as they are", fields=sorted(lost))
    return fields - (task.untold & {"body", "categories"})


def _with_ours(cycle: Cycle, task: Task, opportunity: Opportunity | None) -> tuple[str, ...]:
    """The task's categories, the opportunity's among them as it is called today, in the place of any other wording."""
    if opportunity is None:
        return task.categories
    prefix, number = cycle.context.policy.prefix, opportunity.number
    ours = category_name(number, opportunity.title, prefix)
    if lacks_category(cycle, task, number):
        return (*task.categories, ours)
    return tuple(dict.fromkeys(ours if number_in(name, prefix) == number else name for name in task.categories))


def _completed(followed: FollowedTask, task: Task | None) -> Step:
    over = replace(followed, is_over=True, vanished=None)
    if task is None or task.is_complete:
        return Step(over, task)
    body = with_line(body_of(task), followed.closing)
    content = TaskContent(task.subject, task.due, task.reminder_at, body, is_complete=True)
    is_body_ours = not followed.is_theirs and "body" not in task.untold | task.unheld
    fields = frozenset({"body", "is_complete"} if is_body_ours else {"is_complete"})
    return Step(over, task, TaskEdit(fields, content))


def deleted_by_user(cycle: Cycle, key: str) -> None:
    """Its user deleted the task, and said by it what becomes of the record's reminder."""
    with cycle.context.store.write() as unit:
        followed = unit.tasks.get(cycle.due.id, UUID(key))
        if followed is None or followed.is_over:
            return
        with unit.acting_as(unit.users.actor(cycle.due.user_id, cycle.due.address)):
            shown(followed).dropped(cycle, unit, followed)
        unit.tasks.save(replace(followed, is_over=True, vanished=None))
    log.info("task deleted in Outlook", about=followed.about.value, opportunity=followed.number)


def _save(cycle: Cycle, followed: FollowedTask, task: Task | None) -> None:
    before = followed
    if task:
        followed = replace(
            followed,
            server_id=task.item_id,
            change_key=task.change_key,
            seen=state_of(task, followed.seen),
            vanished=None,
        )
    with cycle.context.store.write() as unit:
        if task:
            take_words(cycle, unit, before, task)
        unit.tasks.save(followed)
