"""A task in Outlook and what it shows of a record, merged both ways field by field. Pure.

Each side is compared with its own last state, so that a change on one side is never mistaken for one on the other,
and what a person made different on purpose (another subject, a later due date than the alarm) is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from connectors.mailbox import Task, TaskContent
from daemon.link import category_name
from daemon.outlook.tasks.words import MARKS, block_in, mark_of, with_block, without_line, words_in
from daemon.text import readable
from store.rules.projects import HOUR
from store.rules.tasks import local
from store.values import FollowedTask, Opportunity, TaskAbout, TaskState

# --- what is owed -----------------------------------------------------------------------------------------------------


def content_for(
    wanted: TaskState, opportunity: Opportunity | None, prefix: str, now: datetime, body: str = "", about: str = ""
) -> TaskContent:
    """The whole task to create, or to take an edit's fields from. One overdue already comes without an alarm."""
    is_ahead = wanted.reminder_at is not None and wanted.reminder_at > now
    return TaskContent(
        subject=wanted.subject,
        due=wanted.due,
        reminder_at=wanted.reminder_at if is_ahead else None,
        body=with_block(without_line(body), wanted.block),
        categories=(category_name(opportunity.number, opportunity.title, prefix),) if opportunity else (),
        is_complete=wanted.is_complete,
        about=about,
    )


def fields_owed(wanted: TaskState, agreed: TaskState | None) -> frozenset[str]:
    """Which of the task's fields the record changed since both sides were in step."""
    if agreed is None:
        return frozenset({"subject", "due", "reminder_at", "body"})
    owed = {name for name in ("subject", "due", "reminder_at") if getattr(wanted, name) != getattr(agreed, name)}
    if agreed.is_complete:  # reopened since: completing it had taken its alarm away
        owed.add("reminder_at")
    return frozenset(owed | ({"body"} if wanted.block != agreed.block else set()))


def is_urgent(wanted: TaskState, agreed: TaskState | None) -> bool:
    """False where nothing but the history's newest lines changed since both sides were in step."""
    if agreed is None or fields_owed(wanted, agreed) - {"body"}:
        return True
    return _without_latest(wanted.block) != _without_latest(agreed.block)


def _without_latest(block: str) -> str:
    """What a block shows of the record itself; in a task's own text, the heading stands above that and not below."""
    for marks in MARKS.values():
        if block.endswith(f"\n{marks.end}"):
            above, heading, _ = block.rpartition(f"\n{marks.latest}\n")
            return above if heading else block.removesuffix(f"\n{marks.end}")
    return block


# --- what the user did ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UserChange:
    """What the user's change of the task does to the record."""

    is_done: bool = False
    is_reopened: bool = False
    due: date | None = None  # the due date was moved there
    alarm: datetime | None = None  # the alarm was moved there
    moment: datetime | None = None  # either, for a record that has one moment: its due day and hour
    overruled: tuple[Overruled, ...] = ()  # what gave way to a later change of the record


@dataclass(frozen=True, slots=True)
class Overruled:
    """What the user changed, and what the record has instead."""

    field: str
    theirs: date | None
    kept: date | None


def body_of(task: Task) -> str:
    """The task's text, also where a server gives its markup."""
    return readable(task.body, is_html=True) if task.body_is_html else task.body.replace("\r\n", "\n")


def state_of(task: Task, before: TaskState | None = None) -> TaskState:
    """The task as it is seen; what its server did not tell, or it has no place for, is as it was before."""
    body = body_of(task)
    words = mark_of(words_in(body, before.block if before else ""))
    seen = TaskState(task.subject, task.due, task.reminder_at, task.is_complete, block_in(body), words)
    missing = task.untold | task.unheld if task.unheld else task.untold
    if before is None or not missing:
        return seen
    is_complete = before.is_complete if "is_complete" in task.untold else seen.is_complete
    if "body" in missing:
        seen = replace(seen, block=before.block, words=before.words)
    return replace(seen, is_complete=is_complete)


def user_change(
    task: Task, followed: FollowedTask, wanted: TaskState | None, record_changed_at: datetime | None, zone: ZoneInfo
) -> UserChange:
    """The difference between the task and how it was last seen, as acts of its user.

    A dismissed alarm and a due date that was taken off move nothing. Where the record changed the same field as
    well, the later change wins.
    """
    seen = followed.seen
    if seen is None or followed.closing:  # not confirmed yet, or being completed by ourselves: an echo of our own
        return UserChange()
    is_complete = state_of(task, seen).is_complete
    due = task.due if task.due != seen.due else None
    alarm = task.reminder_at if task.reminder_at != seen.reminder_at else None
    overruled = []
    is_later = bool(task.modified_at and record_changed_at and task.modified_at > record_changed_at)
    if wanted and followed.agreed and not is_later:
        if due and wanted.due not in (followed.agreed.due, due):
            overruled.append(Overruled("due", due, wanted.due))
            due = None
        if alarm and wanted.reminder_at not in (followed.agreed.reminder_at, alarm):
            overruled.append(Overruled("reminder", alarm, wanted.reminder_at))
            alarm = None
    if wanted and due == wanted.due:
        due = None
    if wanted and alarm == wanted.reminder_at:
        alarm = None
    return UserChange(
        is_done=is_complete and not seen.is_complete,
        is_reopened=seen.is_complete and not is_complete,
        due=due,
        alarm=alarm,
        moment=alarm or _at_its_hour(due, wanted, zone),
        overruled=tuple(overruled),
    )


def _at_its_hour(due: date | None, wanted: TaskState | None, zone: ZoneInfo) -> datetime | None:
    """The new due day at the hour of the alarm, or in the morning where there was none."""
    if due is None or wanted is None:
        return None
    if wanted.reminder_at is None:
        return datetime(due.year, due.month, due.day, HOUR, tzinfo=zone)
    return datetime.combine(due, local(wanted.reminder_at, zone).time(), tzinfo=zone)


def in_step(followed: FollowedTask, wanted: TaskState, change: UserChange) -> TaskState | None:
    """What counts as agreed after the user's change: a moved alarm leaves the due date to the user."""
    agreed = followed.agreed
    if agreed is None or not (change.due or change.alarm):
        return agreed
    if change.due or followed.about is not TaskAbout.HISTORY:  # the others have one moment for both
        agreed = replace(agreed, due=wanted.due)
    return replace(agreed, reminder_at=wanted.reminder_at) if change.alarm else agreed
