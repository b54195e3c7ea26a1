"""patternedRecurrence and the simulator's Pattern: two writings of the same thing. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.errors import GraphError
from simulator.mailboxes.recurrence import Pattern

_DAYS = {
    "MO": "monday",
    "TU": "tuesday",
    "WE": "wednesday",
    "TH": "thursday",
    "FR": "friday",
    "SA": "saturday",
    "SU": "sunday",
}
_INDEX = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_SETS = ("MO,TU,WE,TH,FR,SA,SU", "MO,TU,WE,TH,FR", "SA,SU")  # several days of which a month has a first one
_NEVER = "0001-01-01"
_MOST = 999  # occurrences that a numbered series may have


def recurrence_of(pattern: Pattern, first: datetime, zone: ZoneInfo, zone_name: str) -> dict[str, Any]:
    """The pattern of a series that starts at `first`, as Graph shows it."""
    parts = dict(part.split("=", 1) for part in pattern.rule.split(";"))
    days = [_DAYS[code] for code in parts.get("BYDAY", "").split(",") if code]
    match parts["FREQ"]:
        case "DAILY":
            kind = "daily"
        case "WEEKLY":
            kind = "weekly"
        case "MONTHLY":
            kind = "relativeMonthly" if days else "absoluteMonthly"
        case _:
            kind = "relativeYearly" if days else "absoluteYearly"
    shape: dict[str, Any] = {
        "type": kind,
        "interval": int(parts.get("INTERVAL", "1")),
        "month": int(parts.get("BYMONTH", "0")),
        "dayOfMonth": int(parts.get("BYMONTHDAY", "0")),
        "firstDayOfWeek": _DAYS[parts.get("WKST", "SU" if kind != "weekly" else "MO")],
        "index": _INDEX[int(parts.get("BYSETPOS", "1"))],
    }
    if days:
        shape["daysOfWeek"] = days
    span: dict[str, Any] = {
        "type": "numbered" if pattern.count is not None else "endDate" if pattern.until is not None else "noEnd",
        "startDate": first.astimezone(zone).date().isoformat(),
        "endDate": pattern.until.isoformat() if pattern.until is not None else _NEVER,
        "recurrenceTimeZone": zone_name,
        "numberOfOccurrences": pattern.count or 0,
    }
    return {"pattern": shape, "range": span}


def pattern_of(recurrence: Any, first: datetime) -> Pattern:
    """The pattern that a request asks for; `first` is the start by the clock on the wall. Raises GraphError."""
    shape, span = _part(recurrence, "pattern"), _part(recurrence, "range")
    interval = _number(shape, "interval", 1)
    codes = {name: code for code, name in _DAYS.items()}
    try:
        named = {codes[str(name).lower()] for name in shape.get("daysOfWeek") or ()}
        week_start = codes[str(shape.get("firstDayOfWeek") or "sunday").lower()]
    except KeyError as problem:
        raise _refused(f"there is no day {problem}") from None
    days = ",".join(code for code in _DAYS if code in named)
    kind = str(shape.get("type") or "")
    if kind.startswith("relative") and len(named) > 1 and days not in _SETS:
        raise _refused("such a day is not one that this server counts")
    match kind:
        case "daily":
            rule = f"FREQ=DAILY;INTERVAL={interval}"
        case "weekly" if days:
            rule = f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={days};WKST={week_start}"
        case "absoluteMonthly":
            rule = f"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={_day(shape)}"
        case "relativeMonthly" if days:
            rule = f"FREQ=MONTHLY;INTERVAL={interval};BYDAY={days};BYSETPOS={_position(shape)}"
        case "absoluteYearly":
            rule = f"{_years(interval, shape, first)};BYMONTHDAY={_day(shape)}"
        case "relativeYearly" if days:
            rule = f"{_years(interval, shape, first)};BYDAY={days};BYSETPOS={_position(shape)}"
        case _:
            raise _refused(f"a pattern of the type '{kind}' is not complete")
    start = _date(span, "startDate")
    if start is not None and start != first.date():
        raise _refused("the range starts at another day than the event")
    match span.get("type"):
        case "noEnd":
            return Pattern(rule)
        case "endDate":
            until = _date(span, "endDate")
            if until is None or until < first.date():
                raise _refused("the range ends before it starts")
            return Pattern(rule, until=until)
        case "numbered":
            return Pattern(rule, count=_number(span, "numberOfOccurrences", 0, _MOST))
        case other:
            raise _refused(f"there is no range of the type '{other}'")


def _years(interval: int, shape: dict[str, Any], first: datetime) -> str:
    """Exchange counts months: every second year is every twenty-fourth month, from the first one on."""
    month = _number(shape, "month", 0, 12)
    if interval == 1:
        return f"FREQ=YEARLY;INTERVAL=1;BYMONTH={month}"
    if month != first.month:
        raise _refused("the month is another one than the event's")
    return f"FREQ=MONTHLY;INTERVAL={12 * interval}"


def _day(shape: dict[str, Any]) -> int:
    return _number(shape, "dayOfMonth", 0, 31)


def _position(shape: dict[str, Any]) -> int:
    wanted = str(shape.get("index") or "first").lower()
    for number, name in _INDEX.items():
        if name == wanted:
            return number
    raise _refused(f"there is no index '{wanted}'")


def _number(values: dict[str, Any], name: str, default: int, most: int = 99) -> int:
    value = values.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise _refused(f"'{name}' is not between 1 and {most}")
    return value


def _date(values: dict[str, Any], name: str) -> date | None:
    text = values.get(name)
    if text is None or text == _NEVER:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise _refused(f"'{name}' is not a date") from None


def _part(recurrence: Any, name: str) -> dict[str, Any]:
    found = recurrence.get(name) if isinstance(recurrence, dict) else None
    if not isinstance(found, dict):
        raise _refused(f"it has no {name}")
    return found


def _refused(why: str) -> GraphError:
    return GraphError(400, "ErrorPropertyValidationFailure", f"The recurrence cannot be understood: {why}.")
