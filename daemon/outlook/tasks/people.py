"""What people do to the tasks in Outlook, carried into the records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import uuid5

import structlog

from connectors.mailbox import Task
from daemon.context import Cycle
from daemon.link import numbers_in
from daemon.outlook.tasks.asking import clean_subject, task_for
from daemon.outlook.tasks.merge import UserChange, body_of, in_step, state_of, user_change
from daemon.outlook.tasks.records import changed_at, place_of, shown
from daemon.outlook.tasks.words import LONGEST, block_in, mark_of, note_of, words_in
from daemon.text import readable
from store.unit import Unit
from store.values import ErrandKind, FollowedTask, TaskAbout, TaskState

log = structlog.get_logger()


def store_tasks(cycle: Cycle, unit: Unit, tasks: Sequence[Task], deleted: Collection[str]) -> None:
    """Carry what a page of the Tasks folder brings into the records, in the page's own transaction."""
    completed = {task.identity for task in tasks if task.is_complete and task.identity}
    unmarked = [task.item_id for task in tasks if task.identity is None]
    known = unit.tasks.by_server_id(cycle.due.id, unmarked) if unmarked else {}
    for task in tasks:
        followed = unit.tasks.get(cycle.due.id, task.identity) if task.identity else known.get(task.item_id)
        if followed is None:
            if task.identity is None:
                adopt(cycle, unit, task)
            continue
        if followed.server_id == task.item_id:
            # Completing a recurring task leaves a completed copy behind and moves the task itself to its next day.
            is_done = task.is_recurring and task.identity in completed
            take_over(cycle, unit, followed, task, is_done=is_done)
        elif not followed.is_over:  # a copy, a move, or one whose creation was never confirmed: looked at closely later
            _owe(cycle, unit, followed)
    if deleted:
        for followed in unit.tasks.followed(cycle.due.id):
            if followed.server_id in deleted:
                _owe(cycle, unit, followed)


def adopt(cycle: Cycle, unit: Unit, task: Task) -> None:
    """A task of the user's own with an opportunity's category is one in its history from now on, and followed.

    The first opportunity counts. What shows a block of ours is a copy of a task that we made, or one of an earlier
    database: it stays what it is.
    """
    due, prefix, gettext = cycle.due, cycle.context.policy.prefix, cycle.context.language.gettext
    body = body_of(task)
    if due.user_id is None or due.is_shared or block_in(body):
        return
    places = (place_of(unit, number=number) for number in numbers_in(task.categories, prefix))
    place = next((place for place in places if place), None)
    if place is None or not unit.users.get(due.user_id).is_active:
        return
    title = clean_subject(readable(task.subject, is_html=False)) or gettext("Task")
    text = readable(body, is_html=False)[:LONGEST].strip()
    alarm = None if task.is_complete else task.reminder_at
    with unit.acting_as(unit.users.actor(due.user_id, due.address)):
        todo = unit.todos.add(place, title, text, due_on=task.due, reminder_at=alarm, assigned_to=due.user_id)
        if task.is_complete:
            unit.todos.finish(todo.id)
    guid = unit.todos.guid(todo.id)
    followed = FollowedTask(guid, due.id, place.number, about=TaskAbout.HISTORY, about_id=todo.id, is_theirs=True)
    agreed, seen = state_wanted(cycle, unit, followed), state_of(task)
    followed = replace(followed, server_id=task.item_id, change_key=task.change_key, agreed=agreed, seen=seen)
    followed = replace(followed, is_over=task.is_complete)
    unit.tasks.save(followed)
    if not followed.is_over:
        _owe(cycle, unit, followed)  # it is to carry our hidden identity
    log.info("task taken over from Outlook", opportunity=place.number)


def look_again(cycle: Cycle, unit: Unit) -> None:
    """Owe a close look at every task: reading the folder anew does not tell which of them are gone."""
    for followed in unit.tasks.followed(cycle.due.id):
        _owe(cycle, unit, followed)


def _owe(cycle: Cycle, unit: Unit, followed: FollowedTask) -> None:
    unit.errands.owe(cycle.due.id, ErrandKind.TASK, [str(followed.guid)], due_at=cycle.now)


def take_over(cycle: Cycle, unit: Unit, followed: FollowedTask, task: Task, *, is_done: bool = False) -> FollowedTask:
    """Store what the user changed since the task was last seen; the followed task as it is afterwards."""
    if followed.vanished:  # it is there after all
        followed = replace(followed, vanished=None)
    elif followed.change_key == task.change_key and followed.seen == state_of(task, followed.seen):
        return followed
    wanted = state_wanted(cycle, unit, followed)
    change = user_change(task, followed, wanted, changed_at(unit, followed) if wanted else None, cycle.plan.zone)
    change = replace(change, is_done=change.is_done or is_done)
    after = replace(followed, change_key=task.change_key, seen=state_of(task, followed.seen))
    if not followed.is_over or change.is_reopened:
        with unit.acting_as(unit.users.actor(cycle.due.user_id, cycle.due.address)):
            after = _apply(cycle, unit, after, wanted, change)
    take_words(cycle, unit, followed, task)
    unit.tasks.save(after)
    if not after.is_over and lacks_category(cycle, task, followed.number):
        _owe(cycle, unit, after)
    return after


def take_words(cycle: Cycle, unit: Unit, followed: FollowedTask, task: Task) -> None:
    """What the user typed around our block since it was last seen becomes a note on the record, or continues it.

    Words that were taken away leave the note as it is: a history does not forget. Of a record in the recycle bin it is
    seen again when that is restored.
    """
    before = followed.seen
    if "body" in task.untold | task.unheld:
        return
    words, noted = words_in(body_of(task), before.block if before else ""), before.words if before else ""
    if mark_of(words) in ("", noted):
        return
    title, text = note_of(readable(words, is_html=False))
    of = shown(followed).history(unit, followed) if text else None
    if of is None:
        return
    with unit.acting_as(unit.users.actor(cycle.due.user_id, cycle.due.address)):
        unit.notes.typed(of, uuid5(followed.guid, str(cycle.due.id)), title, text, is_more=not noted)
    log.info("note taken over from Outlook", about=followed.about.value, opportunity=followed.number)


def _apply(
    cycle: Cycle, unit: Unit, followed: FollowedTask, wanted: TaskState | None, change: UserChange
) -> FollowedTask:
    kind, event = shown(followed), log.bind(about=followed.about.value, opportunity=followed.number)
    _tell_overruled(unit, followed, change)
    if change.is_done:
        if _moved_meanwhile(followed, wanted):
            event.info("task completed in Outlook; it had been moved meanwhile and stays")
            return _kept(unit, followed)
        if kind.done(cycle, unit, followed):
            event.info("done in Outlook")
        return replace(followed, is_over=True)
    if change.is_reopened:
        if not kind.back(cycle, unit, followed):
            return followed
        event.info("reopened in Outlook")
        agreed = replace(followed.agreed, is_complete=True) if followed.agreed else None
        followed = replace(followed, is_over=False, agreed=agreed)
    if (change.due or change.alarm) and kind.moved(cycle, unit, followed, change):
        event.info("moved in Outlook", due=change.due, alarm=change.alarm)
        wanted = state_wanted(cycle, unit, followed)
        if wanted:
            followed = replace(followed, agreed=in_step(followed, wanted, change))
    return followed


def _tell_overruled(unit: Unit, followed: FollowedTask, change: UserChange) -> None:
    """The loser of two changes stays in the record's audit trail."""
    record, id = shown(followed).record(unit, followed) if change.overruled else (None, 0)
    for one in change.overruled:
        told = {f"{one.field} in Outlook, overruled by the record's later change": (one.theirs, one.kept)}
        if record:
            unit.audit.changed(record, id, told)
        log.warning("task moved in Outlook, but the record's later change wins", field=one.field, theirs=one.theirs)


def _moved_meanwhile(followed: FollowedTask, wanted: TaskState | None) -> bool:
    agreed = followed.agreed
    return bool(wanted and agreed and (wanted.due, wanted.reminder_at) != (agreed.due, agreed.reminder_at))


def _kept(unit: Unit, followed: FollowedTask) -> FollowedTask:
    """What was moved stays to be done: a reminder as a new task, all else as the same one, opened again."""
    if followed.about is not TaskAbout.REMINDER or followed.number is None:
        return replace(followed, agreed=None)
    reminder_at = unit.opportunities.get(followed.number).reminder_at
    unit.opportunities.remind(followed.number, None)
    unit.opportunities.remind(followed.number, reminder_at)
    return replace(followed, is_over=True)


def state_wanted(cycle: Cycle, unit: Unit, followed: FollowedTask) -> TaskState | None:
    """What the record asks of this task by now."""
    wanted = unit.wanted_tasks.showing(followed, cycle.due.user_id, cycle.plan.zone)
    return task_for(wanted, cycle.context.policy.prefix, cycle.context.language) if wanted else None


def lacks_category(cycle: Cycle, task: Task, number: int | None) -> bool:
    if "categories" in task.unheld:
        return False
    return number is not None and number not in numbers_in(task.categories, cycle.context.policy.prefix)
