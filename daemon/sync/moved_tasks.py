"""The tasks of a mailbox that is on another server than before: which of those that are there each one is.

Not every server keeps our identity, nor holds tasks at all: some are known by what they show alone, and of some there
are two, because a flag or an appointment stood for the task where the mailbox was in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connectors.mailbox import Folder, FolderKind, Task, Upserted
from connectors.ours import stands_for_a_task
from daemon.context import Cycle
from daemon.link import number_in
from daemon.outlook import block_in, body_of, mark_of, state_of, task_for
from store.values import FollowedTask, TaskState


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a followed task that is to be found."""

    followed: FollowedTask
    state: TaskState | None  # what it should show
    id: str  # here, where that can be told
    is_made: bool  # it was heard of; else its making may have been, whose answer never came

    @property
    def signs(self) -> set[object]:
        """Of which the task has one at least."""
        state = self.state
        shown = _shown(state.subject, state.block, state.words) if state else set()
        return {self.followed.guid, ("id", self.id), *shown}


def known_again(cycle: Cycle, followed: Sequence[FollowedTask], listed: Sequence[Folder]) -> dict[FollowedTask, Task]:
    """Those that are here, by their identity, their id, or what they show; and what was left open of those over."""
    present = [task for folder in listed if folder.kind is FolderKind.TASKS for task in _all_in(cycle, folder)]
    ids = cycle.mailbox.translated([one.server_id for one in followed if one.server_id])
    known = [
        _Known(one, _state(cycle, one), ids.get(one.server_id, "") if one.server_id else "", bool(one.server_id))
        for one in followed
    ]
    by_sign: dict[object, list[Task]] = {}
    for task in present:
        for sign in _signs(task):
            by_sign.setdefault(sign, []).append(task)
    pairs = [
        (likeness, one.followed, task)
        for one in known
        for task in {task.item_id: task for sign in one.signs for task in by_sign.get(sign, ())}.values()
        if (likeness := _likeness(cycle, one, task))
    ]
    found: dict[FollowedTask, Task] = {}
    taken: set[str] = set()
    for _, one, task in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if one not in found and task.item_id not in taken:
            taken.add(task.item_id)
            found[one] = task
    return found | _left_open(cycle, [task for task in present if task.item_id not in taken])


def as_followed_here(followed: FollowedTask, task: Task) -> FollowedTask:
    """The task as it is followed on, before it has the id that it has here.

    Where it is a task here and something stood for it before, or the other way round, it was not kept in step
    meanwhile: that its days differ is nobody's wish. That its user ticked it off is one; what stood for it, we did.
    """
    if followed.is_over:
        is_left_open = not task.is_complete
        return replace(followed, is_over=False, agreed=None, seen=state_of(task)) if is_left_open else followed
    if not followed.server_id:
        return replace(followed, agreed=None)
    if stands_for_a_task(followed.server_id) is stands_for_a_task(task.item_id):
        return followed
    seen = state_of(task, followed.seen)
    if not stands_for_a_task(task.item_id):
        seen = replace(seen, is_complete=False)
    return replace(followed, agreed=None, seen=seen)


def _state(cycle: Cycle, followed: FollowedTask) -> TaskState | None:
    """What it showed when it was seen last; what its record asks for where it never was."""
    if state := followed.seen or followed.agreed:
        return state
    with cycle.context.store.read() as unit:
        asked = unit.wanted_tasks.showing(followed, cycle.due.user_id, cycle.plan.zone)
    return task_for(asked, cycle.context.policy.prefix, cycle.context.language) if asked else None


def _likeness(cycle: Cycle, known: _Known, task: Task) -> tuple[bool, ...]:
    """By what the task is known as ours, the surest first; empty where it is another one.

    Completed tasks of earlier reminders are called alike and may show the same: one that was completed meanwhile kept
    its day. A user may have given it another name, or taken its category off: then it is known by our block; one that
    the user made, by its words.
    """
    followed, state = known.followed, known.state
    has_identity, has_id = task.identity == followed.guid, bool(known.id) and task.item_id == known.id
    is_of_its_kind = stands_for_a_task(followed.server_id) is stands_for_a_task(task.item_id)
    if state is None or task.identity not in (None, followed.guid):
        return (is_of_its_kind, has_identity, has_id) if has_identity or has_id else ()
    is_on_its_day, is_as_done = task.due == state.due, task.is_complete == state.is_complete
    is_named = task.subject == state.subject
    now = state_of(task)
    shows_it = bool(state.block) and mark_of(now.block) == mark_of(state.block)
    if followed.is_theirs:
        shows_it = bool(state.words) and now.words == state.words and _is_of(cycle, followed, task)
    if followed.is_over:
        is_done = task.is_complete and state.is_complete
        is_alike = is_done and is_on_its_day and (shows_it or (is_named and _is_of(cycle, followed, task)))
    elif known.is_made:
        is_alike = (is_on_its_day or is_as_done) and (shows_it or (is_named and _is_of(cycle, followed, task)))
    else:
        is_alike = is_on_its_day and is_as_done and is_named and shows_it
    if not (has_identity or has_id or is_alike):
        return ()
    likeness = (is_of_its_kind, has_identity, has_id, is_on_its_day, is_as_done, shows_it, is_named)
    return (*likeness, task.reminder_at == state.reminder_at)


def _signs(task: Task) -> set[object]:
    state = state_of(task)
    return {task.identity, ("id", task.item_id), *_shown(state.subject, state.block, state.words)}


def _shown(subject: str, block: str, words: str) -> set[object]:
    """What a task shows that others may not: without any of it, it is not known by what it shows."""
    shown = (("subject", subject), ("block", mark_of(block)), ("words", words))
    return {(what, said) for what, said in shown if said}


def _is_of(cycle: Cycle, followed: FollowedTask, task: Task) -> bool:
    """Whether it has its opportunity's category, in any wording that we made; of no opportunity, a block of ours."""
    if followed.number is None:
        return bool(block_in(body_of(task)))
    policy = cycle.context.policy
    prefixes = (policy.prefix, *policy.former_prefixes)
    return any(number_in(name, prefix) == followed.number for name in task.categories for prefix in prefixes)


def _left_open(cycle: Cycle, present: Sequence[Task]) -> dict[FollowedTask, Task]:
    """Tasks that were over while something stood for them elsewhere, and are open here: they are to be completed."""
    found: dict[FollowedTask, Task] = {}
    with cycle.context.store.read() as unit:
        for task in present:
            one = unit.tasks.get(cycle.due.id, task.identity) if task.identity and not task.is_complete else None
            if one and one.is_over and stands_for_a_task(one.server_id) and not stands_for_a_task(task.item_id):
                found.setdefault(one, task)
    return found


def _all_in(cycle: Cycle, folder: Folder) -> Iterator[Task]:
    cursor, is_last = None, False
    while not is_last:
        page = cycle.mailbox.changes(folder, cursor)
        cursor, is_last = page.cursor, page.is_last
        for change in page.changes:
            if isinstance(change, Upserted) and isinstance(change.item, Task):
                yield change.item
