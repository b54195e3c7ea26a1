"""What the records ask for in a mailbox's Tasks folder, and what of it is owed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from daemon.context import Cycle
from daemon.outlook.tasks.asking import task_for
from daemon.outlook.tasks.merge import fields_owed, is_urgent
from daemon.outlook.tasks.records import why_over
from store.unit import Unit
from store.values import ErrandKind, FollowedTask, TaskState, TaskWanted

# What others write to a deal's history is worth a write to its tasks now and then; what people change goes at once.
CALM = timedelta(hours=1)


def owe_tasks(cycle: Cycle) -> None:
    """Owe each task of this mailbox that is not as its record asks; writes nothing when all are in step."""
    due = cycle.due
    with cycle.context.store.read() as unit:
        found = _compared(cycle, unit)
    if not found.changes:
        return
    with cycle.context.store.write() as unit:
        # What a person said of one meanwhile counts, and the next turn sees it.
        followed = found.followed
        meanwhile = {task.guid for task in unit.tasks.followed(due.id) if followed.get(task.guid, task) != task}
        changes = [task for task in found.changes if task.guid not in meanwhile]
        for task in changes:
            one = found.wanted.get(task.guid)
            closing = "" if one else why_over(cycle, unit, task)
            unit.tasks.save(replace(task, number=one.number if one else task.number, closing=closing))
        keys = [str(task.guid) for task in changes]
        for at, some in ((cycle.now, set(keys) - found.later), (found.together, found.later.intersection(keys))):
            unit.errands.owe(due.id, ErrandKind.TASK, sorted(some), due_at=at)


def are_tasks_in_step(cycle: Cycle, unit: Unit) -> bool:
    """Whether each is as its record asks, or owed already."""
    return not _compared(cycle, unit).changes


@dataclass(frozen=True, slots=True)
class _Compared:
    """The tasks that are wanted against those that are followed."""

    wanted: dict[UUID, TaskWanted]
    followed: dict[UUID, FollowedTask]
    changes: list[FollowedTask]
    later: set[str]  # those that can wait
    together: datetime  # when those are written, in one go


def _compared(cycle: Cycle, unit: Unit) -> _Compared:
    due = cycle.due
    wanted = _wanted(cycle, unit)
    followed = {task.guid: task for task in unit.tasks.followed(due.id)}
    over = {guid: unit.tasks.get(due.id, guid) for guid in wanted if guid not in followed}
    owed = unit.errands.keys(due.id, ErrandKind.TASK)
    calm = unit.errands.put_off(due.id, ErrandKind.TASK, now=cycle.now)
    changed = [
        _again(before) if (before := over.get(guid)) else _new_or_changed(cycle, one, followed.get(guid))
        for guid, one in wanted.items()
    ]
    unwanted = [task for guid, task in followed.items() if guid not in wanted]
    later = {str(task.guid) for task in changed if task and _can_wait(cycle, task, wanted[task.guid])}
    owed -= calm.keys() - later  # what only the history's lines had asked for, and now a person does
    changes = [task for task in (*changed, *unwanted) if task and _is_news(task, owed, wanted)]
    return _Compared(wanted, followed, changes, later, min(calm.values(), default=cycle.now + CALM))


def _wanted(cycle: Cycle, unit: Unit) -> dict[UUID, TaskWanted]:
    due = cycle.due
    if due.user_id is None or due.is_shared:
        return {}
    return unit.wanted_tasks.of(due.user_id, cycle.plan.zone)


def _is_news(task: FollowedTask, owed: Collection[str], wanted: Collection[UUID]) -> bool:
    """False for what is owed already, and the same way round."""
    return str(task.guid) not in owed or bool(task.closing) == (task.guid in wanted)


def _new_or_changed(cycle: Cycle, wanted: TaskWanted, task: FollowedTask | None) -> FollowedTask | None:
    if task is None:
        return FollowedTask(wanted.guid, cycle.due.id, wanted.number, about=wanted.about, about_id=wanted.about_id)
    state = _state_for(cycle, task, wanted)
    is_as_asked = not task.closing and task.number == wanted.number and not fields_owed(state, task.agreed)
    return None if task.server_id and is_as_asked else task


def _can_wait(cycle: Cycle, task: FollowedTask, wanted: TaskWanted) -> bool:
    if not task.server_id or task.closing or task.number != wanted.number:
        return False
    return not is_urgent(_state_for(cycle, task, wanted), task.agreed)


def _state_for(cycle: Cycle, task: FollowedTask, wanted: TaskWanted) -> TaskState:
    """What the record asks for, as far as it is written to this task: nothing is, into the text of its user's own."""
    state = task_for(wanted, cycle.context.policy.prefix, cycle.context.language)
    return replace(state, block=task.agreed.block) if task.is_theirs and task.agreed else state


def _again(task: FollowedTask) -> FollowedTask:
    """A task that was completed and is wanted again: found by its identity, and reopened."""
    return replace(task, server_id="", agreed=None, is_over=False)
