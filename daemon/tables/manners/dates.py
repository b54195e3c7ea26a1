"""Dates and times as tables write them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MORNING = time(9)  # a date alone means that time of it
CENTURY = 30  # as Excel reads them, 29 is 2029 and 30 is 1930

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMBERS = re.compile(r"(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,4})\.?")
_NAMED = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?[ -]([^\W\d_]{3,12})\.?,?[ -](\d{4}|\d{2})")
_NAME_FIRST = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_TIME = re.compile(
    r"[,T ]+(?:(?:at|um|kl\.?) )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d{1,9})?)?(?: ?([AaPp])\.?[Mm]\.?| Uhr)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_LONGEST = 60

# Of the three languages that people here write, besides that which is named.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan",
            "february februar feb",
            "march märz mar mrz mars mär",
            "april apr",
            "may mai",
            "june juni jun",
            "july juli jul",
            "august aug",
            "september sept sep",
            "october oktober okt oct",
            "november nov",
            "december dezember desember dec dez des",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class DateManner:
    """`order` is of the letters d, m and y; "" where nobody said which."""

    order: str = ""
    months: dict[str, int] = field(default_factory=dict)


def way_of(text: str) -> str:
    """In which way a cell writes its date: "iso", "dots", "slashes dm", "slashes md", "slashes" where it may be either
    of these, "named"; "" for none.
    """
    text, _ = _apart(text)
    if _ISO.fullmatch(text):
        return "iso"
    if found := _NUMBERS.fullmatch(text):
        first, mark, second, third = found.groups()
        if len(first) == 4:
            return "year first"
        if mark == ".":
            return "dots" if len(third) == 4 else "dots short"
        if int(first) > 12 or int(second) > 12:
            return "slashes dm" if int(first) > 12 else "slashes md"
        return "slashes"
    return "named" if _NAMED.fullmatch(text) or _NAME_FIRST.fullmatch(text) else ""


def day_of(text: str, manner: DateManner) -> date | None:
    """The date in a cell, a time behind it left out; None for what is none in that manner."""
    return _day(_apart(text)[0], manner)


def moment_of(text: str, manner: DateManner, zone: ZoneInfo) -> datetime | None:
    """The time in a cell as one of `zone`, without it; a date alone is its morning. None for what is none."""
    before, clock = _apart(text)
    day = _day(before, manner)
    if day is None or clock is None:
        return None if day is None else datetime.combine(day, MORNING)
    hour, minute, half, offset = int(clock[1]), int(clock[2]), (clock[4] or "").lower(), clock[5]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        local = datetime.combine(day, time(hour, minute))
    except ValueError:
        return None
    if not offset:
        return local
    aware = local.replace(tzinfo=UTC) if offset in ("Z", "UTC") else datetime.fromisoformat(f"{local}{_colon(offset)}")
    return aware.astimezone(zone).replace(tzinfo=None)


def _colon(offset: str) -> str:
    return offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"


def _apart(text: str) -> tuple[str, re.Match[str] | None]:
    """What stands before the time, and the time."""
    text = text.strip()[:_LONGEST]
    clock = _TIME.search(text)
    return (text[: clock.start()].strip(), clock) if clock else (text, None)


def _day(text: str, manner: DateManner) -> date | None:
    try:
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if found := _NUMBERS.fullmatch(text):
            return _of_numbers(found[1], found[2], found[3], found[4], manner.order)
        if named := _NAMED.fullmatch(text):
            return _of_name(named[3], named[2], named[1], manner)
        if named := _NAME_FIRST.fullmatch(text):
            return _of_name(named[3], named[1], named[2], manner)
    except ValueError:
        return None
    return None


def _of_numbers(first: str, mark: str, second: str, third: str, order: str) -> date | None:
    if len(first) > 2 or order[:1] == "y":
        year, month, day = first, second, third
    elif (mark == "." and order[:1] != "m") or order[:1] == "d":
        day, month, year = first, second, third
    elif order[:1] == "m":
        month, day, year = first, second, third
    else:
        return None
    if len(day) > 2 or len(year) not in (2, 4) or (len(year) == 2 and not order):
        return None
    return date(_year(year), int(month), int(day))


def _of_name(year: str, name: str, day: str, manner: DateManner) -> date | None:
    folded = name.casefold()
    month = manner.months.get(folded) or _MONTHS.get(folded)
    return date(_year(year), month, int(day)) if month else None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < CENTURY else 1900)
