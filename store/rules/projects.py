"""What may be done to a business project and its tasks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from store.errors import InRecycleBin, Invalid
from store.values import Project, ProjectTask, TemplateTask

T = TypeVar("T")

HOUR = 9  # of its due day, at which a task is reminded of
LONGEST = 3650  # days


def name_of(project: Project) -> str:
    return f"project {project.id}, {project.name}"


def must_be_open(project: Project) -> None:
    """Raises Invalid for a completed one, InRecycleBin for one that is there."""
    must_be_present(project)
    if not project.is_open:
        raise Invalid(name_of(project), "is completed and cannot be changed", "reopen it first")


def must_be_present(project: Project) -> None:
    if project.is_deleted:
        raise InRecycleBin(name_of(project), f"project:{project.id}")


def completed(project: Project, tasks: Iterable[ProjectTask]) -> None:
    """Raises Invalid for one that is completed, and while tasks of it are open."""
    must_be_open(project)
    still = [task.title for task in tasks if task.is_open]
    if still:
        shown = ", ".join(still[:5]) + (", …" if len(still) > 5 else "")
        raise Invalid(name_of(project), f"has tasks that are open: {shown}", "finish or cancel them first")


def days_of(days: int | None) -> int | None:
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= LONGEST):
        raise Invalid("days", f"must be a whole number from 0 to {LONGEST}, not {days!r}")
    return days


def first_tasks(tasks: Iterable[TemplateTask], start: date) -> list[tuple[str, date | None]]:
    """The tasks that a project begins with, each with its due day: its start and the days of the template."""
    return [(task.title, None if task.days is None else _later(start, task.days)) for task in tasks]


def due_at(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The moment at which a task that is due on this day is reminded of."""
    if day is None:
        return None
    try:
        return datetime(day.year, day.month, day.day, HOUR, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise Invalid("due day", f"{day} is not a day that anybody can work on") from None


def moved(order: Sequence[T], one: T, place: int) -> list[T]:
    """The same elements with this one at that place, counted from 1; beyond the end is the end."""
    if place < 1:
        raise Invalid("position", f"must be 1 or more, not {place}")
    rest = [other for other in order if other != one]
    return [*rest[: place - 1], one, *rest[place - 1 :]]


def _later(start: date, days: int) -> date:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        raise Invalid("start date", f"{start} leaves no days for the tasks") from None
