"""Days, times and weeks as people type them. Pure: now and the zone come in with the manner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

from store.errors import Invalid
from store.rules.typed import calendar
from store.rules.typed.manner import ORDERS, Manner, Toward, plain

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
_TRIPLE = re.compile(r"(\d{1,4})(?:(\.) ?|([/-]))(\d{1,2})(?:\2 ?|\3)(\d{1,4})")
_DOUBLE = re.compile(r"(\d{1,2})(?:(\.) ?|(/))(\d{1,2})\.?")
_WEEK = re.compile(r"(\d{4})[- ]?w(\d{1,2})(?:-?([1-7]))?")
_DAY = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?")
_COUNT = re.compile(
    r"(?:(?P<before>in|om|vor|for|\+) ?)?(?P<count>\d{1,4}|[^\W\d]+) ?(?P<unit>[^\W\d]+)\.?"
    r"(?: (?P<after>ago|siden|sidan))?"
)
_PREFIXED = re.compile(r"(?:on|am|den|på|the|dem|der|by|bis|innen|until|zum)\.? (?=\S)")
_ENDS = re.compile(
    r"(?:the )?(?:end(?: of)?|ende|slutten av|utgangen av|slutten|utgangen)"
    r"(?: the| des| der| dieses| this| denne)? "
)
_NO_YEARS = 8  # in which a 29 February may be missing
_A_MOMENT = timedelta(days=31)  # a day so near is meant, perhaps, whatever the other side of today has


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
    if whole := _days(words, manner, toward):
        return whole
    head, at, _ = _parted(words)
    return _days(head, manner, toward) if head and at == time_of_day(0) else []


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
    if away := _away(words, manner, toward, in_hours=True):
        return away.astimezone(UTC)
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
    if (week := _week(words, manner, Toward.NEAREST)) is not None:
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
        return datetime.fromisoformat(words.upper())
    except ValueError:
        return None


def _locals(words: str, manner: Manner, toward: Toward, alone: time_of_day) -> list[datetime]:
    try:
        if days := _days(words, manner, toward):
            return [datetime.combine(day, alone) for day in days]
        head, at, is_utc = _parted(words)
        if at is None or not head:
            return []
        days = _days(head, manner, toward)
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


# --- days -------------------------------------------------------------------------------------------------------------


def _days(words: str, manner: Manner, toward: Toward) -> list[date]:
    try:
        return _found(words, manner, toward)
    except (OverflowError, ValueError):
        return []


def _found(words: str, manner: Manner, toward: Toward) -> list[date]:
    """Raises ValueError for what looks like a date and is none."""
    if not words:
        return []
    if (away := calendar.DAYS_AWAY.get(words)) is not None:
        return [manner.today + timedelta(days=away)]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", words):
        return [date.fromisoformat(words)]
    if words[0].isdigit() and (days := _numeric(words, manner, toward)) is not None:
        return days
    if (week := _week(words, manner, toward)) is not None:
        return [week]
    if shorter := _PREFIXED.match(words):
        return _found(words[shorter.end() :], manner, toward)
    if away_at := _away(words, manner, toward):
        return [away_at.date()]
    return _named(words, manner, toward)


def _numeric(words: str, manner: Manner, toward: Toward) -> list[date] | None:
    """Three numbers, or two with the year left out; None where it is nothing of the kind."""
    if three := _TRIPLE.fullmatch(words):
        first, middle, last = three[1], three[4], three[5]
        return _triple(first, middle, last, three[2] or three[3], manner)
    if two := _DOUBLE.fullmatch(words):
        one, other = int(two[1]), int(two[4])
        pairs = {"dmy": (one, other), "mdy": (other, one)}
        for kinds in [("dmy",)] if two[2] else _orders(manner, ("dmy", "mdy")):
            if days := _distinct(day for order in kinds for day in _in_some_year(*pairs[order], manner, toward)):
                return days
        return []
    return None


def _triple(first: str, middle: str, last: str, sign: str, manner: Manner) -> list[date]:
    parts = (first, middle, last)
    if len(first) == 4:
        orders: Iterable[Iterable[str]] = (("ymd",),)
    elif len(first) == 3 or len(last) in (1, 3):
        return []
    elif sign == ".":
        orders = (("dmy",),)
    elif len(last) == 4 or sign == "/" or len(first) == 1:
        orders = _orders(manner, ("dmy", "mdy"))
    else:
        orders = _orders(manner, ORDERS)
    for kinds in orders:
        if days := _distinct(_in_order(parts, order, manner.today) for order in kinds):
            return days
    return []


def _orders(manner: Manner, possible: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The locale's order first, and what is left where it makes no date; all at once without a locale."""
    if manner.order in possible:
        return [(manner.order,), tuple(order for order in possible if order != manner.order)]
    return [possible]


def _in_order(parts: tuple[str, str, str], order: str, today: date) -> date | None:
    named = dict(zip(order, parts, strict=True))
    try:
        return date(_year(named["y"], today), int(named["m"]), int(named["d"]))
    except ValueError:
        return None


def _year(text: str, today: date) -> int:
    """Of two digits, the year that is nearest."""
    if len(text) > 2:
        return int(text)
    century = today.year // 100 * 100
    return min((century + past + int(text) for past in (-100, 0, 100)), key=lambda year: abs(year - today.year))


def _in_some_year(day: int, month: int, manner: Manner, toward: Toward) -> list[date]:
    """The next one from today on, the latest until today, or the nearest; also the other one, where it is near."""
    found = []
    for year in range(max(1, manner.today.year - _NO_YEARS), min(9999, manner.today.year + _NO_YEARS) + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    nearest = _toward(found, manner.today, Toward.NEAREST)
    meant = _toward(found, manner.today, toward)
    is_near = nearest is not None and abs(nearest - manner.today) < _A_MOMENT
    return _distinct((meant, nearest if is_near else None))


def _toward(found: Iterable[date], today: date, toward: Toward) -> date | None:
    match toward:
        case Toward.FUTURE:
            return min((one for one in found if one >= today), default=None)
        case Toward.PAST:
            return max((one for one in found if one <= today), default=None)
        case _:
            return min(found, key=lambda one: abs(one - today), default=None)


def _distinct(found: Iterable[date | None]) -> list[date]:
    return list(dict.fromkeys(one for one in found if one is not None))


def _week(words: str, manner: Manner, toward: Toward) -> date | None:
    """The Monday of a numbered week, or the day of it that is numbered, too."""
    if found := _WEEK.fullmatch(words):
        return date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := re.fullmatch(r"(?P<noun>[^\W\d]+)\.? ?(?P<week>\d{1,2})(?:[ /,]+(?P<year>\d{4}))?", words):
        if found["noun"] not in calendar.WEEK:
            return None
        week, this = int(found["week"]), manner.today
        if found["year"]:
            return date.fromisocalendar(int(found["year"]), week, 1)
        years = range(max(1, this.year - 1), min(9998, this.year + 1) + 1)
        mondays = [date.fromisocalendar(year, week, 1) for year in years if week < 53 or _has_53(year)]
        return _toward(mondays, calendar.monday_of(this), toward)
    return None


def _has_53(year: int) -> bool:
    return date(year, 12, 28).isocalendar().week == 53


def _away(words: str, manner: Manner, toward: Toward, *, in_hours: bool = False) -> datetime | None:
    """ "in 3 days", "vor zwei Wochen", "om 3 dager", "3 days ago"; hours and minutes only where a time is asked for."""
    found = _COUNT.fullmatch(words.replace(" dagar sidan", " dager siden"))
    if not found or not (found["before"] or found["after"]):
        return None
    unit = calendar.UNITS.get(found["unit"])
    count = int(found["count"]) if found["count"].isdecimal() else calendar.NUMBERS.get(found["count"])
    if unit is None or count is None or (unit in ("hours", "minutes")) != in_hours:
        return None
    is_past = found["after"] is not None or found["before"] == "vor"
    if is_past == (found["before"] in ("in", "om", "+")) or (found["before"] == "for" and not found["after"]):
        return None
    step = -count if is_past else count
    if in_hours:
        return manner.now + timedelta(**{unit: step})
    day = manner.today
    if unit in ("months", "years"):
        day = calendar.month_later(day, step * (12 if unit == "years" else 1))
    else:
        day += timedelta(**{unit: step})
    return datetime.combine(day, time_of_day())


# --- days with names --------------------------------------------------------------------------------------------------


def _named(words: str, manner: Manner, toward: Toward) -> list[date]:
    if (end := _end(words, manner, toward)) is not None:
        return [end]
    tokens = words.replace(",", " ").split()
    first = tokens[0].rstrip(".") if tokens else ""
    if len(tokens) > 1 and first in calendar.weekdays():
        rest = _without_weekday(tokens[1:])
        if days := _days(" ".join(rest), manner, toward) if any(map(str.isdigit, "".join(rest))) else []:
            return [day for day in days if day.weekday() == calendar.weekdays()[first]]
    if days := _with_month(tokens, manner, toward):
        return days
    return _weekday(tokens, manner, toward)


def _without_weekday(tokens: list[str]) -> list[str]:
    return tokens[1:] if tokens and tokens[0] in ("den", "the", "dem") else tokens


def _with_month(tokens: list[str], manner: Manner, toward: Toward) -> list[date]:
    """ "27. November 2026", "Nov 27th", "27 nov" in any order that has the month's name in it."""
    tokens = [token for token in tokens if token not in ("of", "the", "den")]
    if len(tokens) == 1 and (joined := re.fullmatch(r"(\d{1,2})[.-]?([^\W\d]+)\.?[.-]?(\d{2}|\d{4})?", tokens[0])):
        tokens = [part for part in joined.groups() if part]
    if not 2 <= len(tokens) <= 3:
        return []
    names = [place for place, token in enumerate(tokens) if token.rstrip(".") in calendar.months()]
    if len(names) != 1 or names[0] == 2:
        return []
    month = calendar.months()[tokens[names[0]].rstrip(".")]
    rest = [token for place, token in enumerate(tokens) if place != names[0]]
    if len(rest) == 2 and re.fullmatch(r"\d{4}", rest[0]):
        rest.reverse()
    day = _DAY.fullmatch(rest[0])
    if not day:
        return []
    if len(rest) == 1:
        return _in_some_year(int(day[1]), month, manner, toward)
    if not re.fullmatch(r"\d{2}|\d{4}", rest[1]):
        return []
    return [date(_year(rest[1], manner.today), month, int(day[1]))]


def _weekday(tokens: list[str], manner: Manner, toward: Toward) -> list[date]:
    """ "friday", "next friday", "Freitag nächste Woche"; several days where it is not clear which is meant."""
    places = [place for place, token in enumerate(tokens) if token.rstrip(".") in calendar.weekdays()]
    if len(places) != 1:
        return []
    day = calendar.weekdays()[tokens[places[0]].rstrip(".")]
    before, after = " ".join(tokens[: places[0]]), " ".join(tokens[places[0] + 1 :])
    if before and after:
        return []
    ahead = (day - manner.today.weekday()) % 7
    coming, latest = manner.today + timedelta(days=ahead or 7), manner.today - timedelta(days=(7 - ahead) % 7 or 7)
    in_week = calendar.monday_of(manner.today) + timedelta(days=day)
    if after:
        which, _, noun = after.rpartition(" ")
        weeks = _weeks(which) if noun in calendar.WEEK else None
        return [] if weeks is None else [in_week + timedelta(weeks=weeks)]
    if not before:
        near = {Toward.FUTURE: coming, Toward.PAST: latest}.get(toward, manner.today)
        if not ahead:
            return _distinct((manner.today, near))
        return [near] if toward is not Toward.NEAREST else [coming]
    if before in calendar.COMING:
        return [coming]
    weeks = _weeks(before)
    if weeks is None:
        return []
    of_week = in_week + timedelta(weeks=weeks)
    return _distinct((of_week, {1: coming, -1: latest}.get(weeks, of_week)))


def _weeks(which: str) -> int | None:
    for names, weeks in ((calendar.THIS, 0), (calendar.NEXT, 1), (calendar.COMING, 1), (calendar.LAST, -1)):
        if which in names:
            return weeks
    return None


def _end(words: str, manner: Manner, toward: Toward) -> date | None:
    """The end of a month or of the year: "end of month", "Monatsende", "slutten av november"."""
    if words in ("eom", "monatsende", "månedsslutt"):
        return calendar.last_of_month(manner.today)
    if words in ("eoy", "jahresende", "årsslutt", "årets slutt"):
        return date(manner.today.year, 12, 31)
    found = _ENDS.match(words)
    if not found:
        return None
    what = words[found.end() :].split()
    if not what:
        return None
    if len(what) == 1 and what[0] in calendar.MONTH:
        return calendar.last_of_month(manner.today)
    if len(what) == 1 and what[0] in calendar.YEAR:
        return date(manner.today.year, 12, 31)
    if (
        len(what) == 2
        and what[0].rstrip("n") in {name.rstrip("n") for name in calendar.NEXT}
        and what[1] in calendar.MONTH
    ):
        return calendar.last_of_month(calendar.month_later(manner.today.replace(day=1), 1))
    month = calendar.months().get(what[0].rstrip("."))
    if month is None or len(what) > 2:
        return None
    if len(what) == 2:
        return calendar.last_of_month(date(_year(what[1], manner.today), month, 1)) if what[1].isdecimal() else None
    years = range(max(1, manner.today.year - 1), min(9998, manner.today.year + 1) + 1)
    return _toward([calendar.last_of_month(date(year, month, 1)) for year in years], manner.today, toward)


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
