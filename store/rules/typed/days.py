"""The day that words mean: by numbers, by names, or by its distance from today. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from datetime import time as time_of_day

from store.rules.typed import calendar
from store.rules.typed.manner import ORDERS, Manner, Toward

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
FIRST_YEAR = 1000  # one before is a slip: in a browser's date field, "26" is the year 0026
_A_MOMENT = timedelta(days=31)  # a day so near is meant, perhaps, whatever the other side of today has


def days_in(words: str, manner: Manner, toward: Toward) -> list[date]:
    """All that the words can mean, in lower case with single blanks; none where they are no date."""
    try:
        return [day for day in _found(words, manner, toward) if day.year >= FIRST_YEAR]
    except (OverflowError, ValueError):
        return []


def _found(words: str, manner: Manner, toward: Toward) -> list[date]:
    """Raises ValueError for what looks like a date and is none."""
    if not words:
        return []
    if (distance := calendar.DAYS_AWAY.get(words)) is not None:
        return [manner.today + timedelta(days=distance)]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", words):
        return [date.fromisoformat(words)]
    if words[0].isdigit() and (days := _numeric(words, manner, toward)) is not None:
        return days
    if (week := week_of(words, manner, toward)) is not None:
        return [week]
    if shorter := _PREFIXED.match(words):
        return _found(words[shorter.end() :], manner, toward)
    if away_at := away(words, manner, toward):
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


def week_of(words: str, manner: Manner, toward: Toward) -> date | None:
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


def away(words: str, manner: Manner, toward: Toward, *, in_hours: bool = False) -> datetime | None:
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
        if days := days_in(" ".join(rest), manner, toward) if any(map(str.isdigit, "".join(rest))) else []:
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
