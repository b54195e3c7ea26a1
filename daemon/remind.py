"""An opportunity's reminder as a task in Outlook, merged both ways field by field. Pure.

Each side is compared with its own last state, so that a change on one side is never mistaken for one on the other,
and what a person made different on purpose (another subject, a later due date than the alarm) is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.mailbox import Task, TaskContent
from daemon.category import category_name
from store.values import Brief, FollowedTask, Opportunity, TaskState

BEGIN = "--- kept by dealtrail: write above or below ---"
END = "--- end of what dealtrail keeps ---"

_BLOCK = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)


# --- what the record asks for -----------------------------------------------------------------------------------------


def task_for(brief: Brief, zone: ZoneInfo, prefix: str) -> TaskState | None:
    """The task that the opportunity's reminder asks for; None when it asks for none."""
    opportunity = brief.opportunity
    if opportunity.is_deleted or not (opportunity.is_open and opportunity.reminder_on and opportunity.reminder_at):
        return None
    return TaskState(
        subject=clean_subject(f"Follow up: {opportunity.title} ({prefix}-{opportunity.number})"),
        due=_local(opportunity.reminder_at, zone).date(),
        reminder_at=opportunity.reminder_at,
        is_complete=False,
        block=block_for(brief, prefix),
    )


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the zone's clock; in UTC where that lies beyond the first or the last year."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def clean_subject(subject: str) -> str:
    return " ".join(subject.split())[:255]


def block_for(brief: Brief, prefix: str) -> str:
    """Our block of the task's body: what somebody wants to see before the call."""
    opportunity = brief.opportunity
    close = f", close date {opportunity.close_date:%Y-%m-%d}" if opportunity.close_date else ""
    lines = [
        BEGIN,
        f"{prefix}-{opportunity.number} {opportunity.title}",
        f"Stage: {opportunity.stage_name or 'none'}, probability {opportunity.probability} %{close}",
        " · ".join(part for part in (brief.party, brief.party_phone) if part),
    ]
    if brief.latest:
        lines.append("Latest:")
    for line in brief.latest:
        day = f"{line.occurred_at:%Y-%m-%d} " if line.occurred_at else ""
        lines.append(f"{day}{line.kind.value} {line.author}: {' '.join(line.subject.split())[:100]}")
    return "\n".join([*lines, END])


def content_for(wanted: TaskState, opportunity: Opportunity, prefix: str, now: datetime, body: str = "") -> TaskContent:
    """The whole task to create, or to take an edit's fields from. One overdue already comes without an alarm."""
    is_ahead = wanted.reminder_at is not None and wanted.reminder_at > now
    return TaskContent(
        subject=wanted.subject,
        due=wanted.due,
        reminder_at=wanted.reminder_at if is_ahead else None,
        body=with_block(body, wanted.block),
        categories=(category_name(opportunity.number, opportunity.title, prefix),),
        is_complete=wanted.is_complete,
    )


def with_block(body: str, block: str) -> str:
    """The body with our block renewed in its place, or put first; all else in it is the user's and stays."""
    body = body.replace("\r\n", "\n")
    if _BLOCK.search(body):
        return _BLOCK.sub(lambda _: block, body, count=1)
    return f"{block}\n{body}" if body.strip() else block


def with_line(body: str, line: str) -> str:
    """The body with a line on top of it that says why the task was completed; once, however often it is added."""
    return body if body.startswith(line) else f"{line}\n{body}"


def block_in(body: str) -> str:
    found = _BLOCK.search(body.replace("\r\n", "\n"))
    return found[0] if found else ""


def fields_owed(wanted: TaskState, agreed: TaskState | None) -> frozenset[str]:
    """Which of the task's fields the record changed since both sides were in step."""
    if agreed is None:
        return frozenset({"subject", "due", "reminder_at", "body"})
    owed = {name for name in ("subject", "due", "reminder_at") if getattr(wanted, name) != getattr(agreed, name)}
    return frozenset(owed | ({"body"} if wanted.block != agreed.block else set()))


# --- what the user did ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UserChange:
    """What the user's change of the task does to the record."""

    is_done: bool = False
    is_reopened: bool = False
    moved_to: datetime | None = None
    moved_alarm: bool = False  # the alarm itself was moved, not only the due date
    overruled: datetime | None = None  # the user's time, which gave way to a later change of the record


def state_of(task: Task) -> TaskState:
    return TaskState(task.subject, task.due, task.reminder_at, task.is_complete, block_in(task.body))


def user_change(
    task: Task, followed: FollowedTask, wanted: TaskState | None, record_changed_at: datetime | None, zone: ZoneInfo
) -> UserChange:
    """The difference between the task and how it was last seen, as acts of its user.

    A dismissed alarm moves nothing. Where the record's time changed as well, the later change wins.
    """
    seen = followed.seen
    if seen is None or followed.closing:  # not confirmed yet, or being completed by ourselves: an echo of our own
        return UserChange()
    moved_to, moved_alarm = _moved(task, seen, wanted, zone)
    overruled = None
    if moved_to and wanted and followed.agreed and wanted.reminder_at != followed.agreed.reminder_at:
        is_later = task.modified_at and record_changed_at and task.modified_at > record_changed_at
        if wanted.reminder_at == moved_to:
            moved_to = None
        elif not is_later:
            moved_to, overruled = None, moved_to
    return UserChange(
        is_done=task.is_complete and not seen.is_complete,
        is_reopened=seen.is_complete and not task.is_complete,
        moved_to=moved_to,
        moved_alarm=moved_alarm and moved_to is not None,
        overruled=overruled,
    )


def _moved(task: Task, seen: TaskState, wanted: TaskState | None, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    if task.reminder_at and task.reminder_at != seen.reminder_at:
        return task.reminder_at, True
    if task.due and task.due != seen.due and wanted and wanted.reminder_at:
        at_its_hour = _local(wanted.reminder_at, zone).time()
        return datetime.combine(task.due, at_its_hour, tzinfo=zone), False
    return None, False


def in_step(followed: FollowedTask, wanted: TaskState, change: UserChange) -> TaskState | None:
    """What counts as agreed after the user's change: a moved alarm leaves the due date to the user."""
    agreed = followed.agreed
    if agreed is None or change.moved_to is None:
        return agreed
    agreed = replace(agreed, due=wanted.due)
    return replace(agreed, reminder_at=wanted.reminder_at) if change.moved_alarm else agreed
