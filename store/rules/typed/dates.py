"""Days, times and periods as people type them. Pure: now and the zone come in with the manner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

from store.errors import Invalid
from store.rules.typed import calendar
from store.rules.typed.days import FIRST_YEAR, away, days_in, week_of
from store.rules.typed.manner import Manner, Toward, plain

DAYS_ARE = "write 2025-03-04, 4.3.2025, today or tomorrow, friday, in 3 days"
TIMES_ARE = (
    "write 2025-03-04 09:00, 2025-03-04T09:00+01:00, 2025-03-04 (which means 9:00), 4.3.2025 9:00, "
    "today 17:00 or tomorrow 9:00, friday 14:30"
)
MORNING = time_of_day(9)  # a date alone means that time of it

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}t\d{2}(:?\d{2}){0,2}([.,]\d{1,9})?(z|[+-]\d{2}:?\d{2})?"
    r"|\d{4}-\d{2}-\d{2} .*(z|[+-]\d{2}:?\d{2})"
)
_TIME = re.compile(
    r"(?:(?P<before>at|um|kl\.?|klokka|klokken|ab|gegen) ?)?"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
    r" ?(?P<after>uhr|[ap]\.?m\.?)?(?: (?P<zone>utc|gmt|z))?"
)


def day_of(field: str, text: str, manner: Manner, toward: Toward = Toward.FUTURE) -> date:
    """The day that was typed; raises Invalid, naming the readings of what has several."""
    found = days_of(text, manner, toward)
    if len(found) > 1:
        raise Invalid(field, *_several(text, found))
    if not found:
        raise Invalid(field, f"{text!r} is not a date", DAYS_ARE)
    return found[0]


def days_of(text: str, manner: Manner, toward: Toward = Toward.FUTURE) -> list[date]:
    """The days that the text can mean: one as a rule, several where it is not clear, none where it is no date.

    A time of midnight, as tables have it after their dates, changes nothing; any other makes it no date.
    """
    words = plain(text)
    if whole := days_in(words, manner, toward):
        return whole
    head, at, _ = _parted(words)
    return days_in(head, manner, toward) if head and at == time_of_day(0) else []


def moment_of(
    field: str, text: str, manner: Manner, toward: Toward = Toward.FUTURE, alone: time_of_day = MORNING
) -> datetime:
    """The time that was typed, in UTC; `alone` is the time of a date alone, and in a zone that is none of its own it is
    the manner's. Raises Invalid."""
    words = plain(text)
    if words in calendar.NOW:
        return manner.now.astimezone(UTC)
    exact = _exact(words)
    if exact is not None and exact.tzinfo:
        return exact.astimezone(UTC)
    if at := away(words, manner, toward, in_hours=True):
        return at.astimezone(UTC)
    locals_ = [exact] if exact is not None else _locals(words, manner, toward, alone)
    if len(locals_) > 1:
        raise Invalid(field, *_several(text, locals_))
    if not locals_:
        raise Invalid(field, f"{text!r} is not a time", TIMES_ARE)
    local = locals_[0]
    if local.tzinfo:
        return local.astimezone(UTC)
    try:
        found = local.replace(tzinfo=manner.zone).astimezone(UTC)
        is_there = found.astimezone(manner.zone).replace(tzinfo=None) == local
    except OverflowError:
        raise Invalid(field, f"{text!r} is not a time", TIMES_ARE) from None
    if not is_there:
        raise Invalid(field, f"{text!r} does not exist in {manner.zone.key}: the clocks are put forward there")
    return found


def period_of(field: str, text: str, manner: Manner) -> tuple[date, date]:
    """A day, a week or a month as its first and last day: "friday", "next week", "KW 48"; raises Invalid."""
    words = plain(text)
    this = calendar.monday_of(manner.today)
    if (week := week_of(words, manner, Toward.NEAREST)) is not None:
        return week, week + timedelta(days=6)
    for names, weeks in (((*calendar.THIS, ""), 0), (calendar.NEXT, 1), (calendar.COMING, 1), (calendar.LAST, -1)):
        before, _, noun = words.rpartition(" ")
        if before in names and noun in calendar.WEEK:
            return this + timedelta(weeks=weeks), this + timedelta(weeks=weeks, days=6)
        if before in names and noun in calendar.MONTH:
            first = calendar.month_later(manner.today.replace(day=1), weeks)
            return first, calendar.last_of_month(first)
    day = day_of(field, text, manner, Toward.NEAREST)
    return day, day


# --- times of a day ---------------------------------------------------------------------------------------------------


def _exact(words: str) -> datetime | None:
    """What programs write: a date and a time with a T between them, or with their distance from UTC."""
    if not _ISO.fullmatch(words):
        return None
    try:
        found = datetime.fromisoformat(words.upper())
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR else None


def _locals(words: str, manner: Manner, toward: Toward, alone: time_of_day) -> list[datetime]:
    try:
        if days := days_in(words, manner, toward):
            return [datetime.combine(day, alone) for day in days]
        head, at, is_utc = _parted(words)
        if at is None or not head:
            return []
        days = days_in(head, manner, toward)
    except (OverflowError, ValueError):
        return []
    return [datetime.combine(day, at, UTC if is_utc else None) for day in days]


def _parted(words: str) -> tuple[str, time_of_day | None, bool]:
    """What is before the time at the end, or after one at the beginning, the time, and whether it is UTC's."""
    for head, tail in _splits(words):
        for one, other in ((head, tail), (tail, head)):
            if found := _TIME.fullmatch(other):
                at = _time(found)
                if at is not None:
                    return one.rstrip(" ,"), at, found["zone"] is not None
    return "", None, False


def _splits(words: str) -> Iterator[tuple[str, str]]:
    """The parts before and after each blank, and a T between digits."""
    if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})t(\S+)", words):
        yield found[1], found[2]
    for found in re.finditer(r" ", words):
        yield words[: found.start()], words[found.end() :]


def _time(found: re.Match[str]) -> time_of_day | None:
    before, after = found["before"], (found["after"] or "").replace(".", "")
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    if not found["minute"] and not after and before not in ("kl", "kl.", "klokka", "klokken", "um"):
        return None  # "at 9" is in the morning or in the evening
    if after in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if after == "pm" else 0)
    try:
        return time_of_day(hour, minute, second)
    except ValueError:
        return None


# --- what can be meant in two ways ----------------------------------------------------------------------------------


def _several(text: str, found: Iterable[date]) -> tuple[str, str]:
    """What a text can mean, in words that cannot be misread, and what to do."""
    ways = [
        f"{one.day} {_MONTHS[one.month - 1]} {one.year}" + (f" {one:%H:%M}" if isinstance(one, datetime) else "")
        for one in found
    ]
    dates = " or ".join(f"{one:%Y-%m-%d}" for one in found)
    is_numeric = not re.search(r"[^\W\d]", text.partition(" ")[0])
    locale = ", or name a locale, such as de_DE, in records.locale or with --locale" if is_numeric else ""
    return f"{text!r} can be {', '.join(ways[:-1])} or {ways[-1]}", f"write {dates}{locale}"
