"""Sales activities in an opportunity: when each is due, and whether it is reminded of. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from store.errors import Invalid
from store.rules.tasks import day_of
from store.text import line
from store.values import Activity, ActivityNote, ActivityState, Opportunity

LONGEST = 3650  # days
AT = time.fromisoformat("09:00")  # the hour at which a day's activity is reminded of

_OURS = UUID("5f3c1f0e-6f0a-4c43-9a5b-0c3f5a6a7d21")


def named(name: str) -> str:
    return line("activity", name)


def duration(days: int | None) -> int | None:
    """Whole days, or None for an activity without a duration."""
    if days is None:
        return None
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= LONGEST:
        raise Invalid("duration", f"must be a whole number of days from 0 to {LONGEST}, not {days!r}")
    return days


def due_day(entered_at: datetime | None, days: int | None, moved_to: datetime | None, zone: ZoneInfo) -> date | None:
    """The day that somebody moved it to, else the day the opportunity entered the stage + its duration."""
    if moved_to is not None:
        return day_of(moved_to, zone)
    if entered_at is None or days is None:
        return None
    return entered_at.astimezone(zone).date() + timedelta(days=days)


def due_moment(
    entered_at: datetime | None, days: int | None, moved_to: datetime | None, zone: ZoneInfo
) -> datetime | None:
    """The moment of its reminder: as moved, else nine o'clock of the day it is due."""
    if moved_to is not None:
        return moved_to
    day = due_day(entered_at, days, None, zone)
    return datetime.combine(day, AT, tzinfo=zone) if day else None


def activity_guid(number: int, activity_id: int, epoch: int) -> UUID:
    """The identity of its task in Outlook; another one after the opportunity's reminders started anew."""
    return uuid5(_OURS, f"{number}/{activity_id}/{epoch}")


def states(
    opportunity: Opportunity, activities: Sequence[Activity], notes: Mapping[int, ActivityNote], zone: ZoneInfo
) -> tuple[ActivityState, ...]:
    """How each activity of its stage stands in an opportunity, in their order."""
    return tuple(_state(opportunity, activity, notes.get(activity.id), zone) for activity in activities)


def _state(opportunity: Opportunity, activity: Activity, note: ActivityNote | None, zone: ZoneInfo) -> ActivityState:
    note = note or ActivityNote()
    is_reminded = (
        opportunity.activity_reminders
        and opportunity.is_open
        and not opportunity.is_deleted
        and activity.days is not None
        and note.completed_at is None
        and not note.is_reminder_off
    )
    return ActivityState(
        activity=activity,
        completed_at=note.completed_at,
        completed_by=note.completed_by,
        due=due_day(opportunity.stage_entered_at, activity.days, note.due_at, zone),
        reminder_at=due_moment(opportunity.stage_entered_at, activity.days, note.due_at, zone) if is_reminded else None,
        guid=activity_guid(opportunity.number, activity.id, opportunity.reminder_epoch),
    )
