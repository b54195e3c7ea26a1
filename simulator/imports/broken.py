"""What can be read of an event in which single properties are broken, and a sentence for each that cannot. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from icalendar.prop import vBroken, vDDDTypes

from simulator.imports.lengths import length_written, periods_of

# What an appointment is made of; of others nobody misses anything.
_USED = frozenset(
    {
        *("EXDATE", "RDATE", "RRULE", "DTEND", "DURATION", "ATTENDEE", "ORGANIZER", "CATEGORIES", "SUMMARY"),
        *("LOCATION", "DESCRIPTION", "CLASS", "STATUS", "SEQUENCE"),
    }
)
_NAME = re.compile(r"'([A-Za-z-]{1,30})[;:]")
_ADDRESS = re.compile(r"mailto:([^\s\"';,:]{1,320})", re.IGNORECASE)
_SHOWN = 60  # characters

_READ: Callable[[str, str | None], Any] = vDDDTypes.from_ical  # its author typed it not
Doubt = Callable[[str], None]


def sound(component: Any, name: str, doubt: Doubt, kind: type | None = None) -> Any:
    """The property; None where it is broken, or no time of this kind, which is told."""
    value = component.get(name)
    if value is None or isinstance(value, list):
        return value
    if isinstance(value, vBroken) or (kind is not None and not isinstance(getattr(value, "dt", None), kind)):
        doubt(f"its {name} {_short(str(value))} cannot be read")
        return None
    return value


def days_in(values: Iterable[Any], name: str, doubt: Doubt) -> Iterator[tuple[Any, Any]]:
    """All that lists of dates hold, as far as each can be read: its start, and a period's end or Length, or None."""
    for value in values:
        if not isinstance(value, vBroken) and hasattr(value, "dts"):
            yield from periods_of(value)
            continue
        zone = value.params.get("TZID")
        for text in filter(None, map(str.strip, str(value).split(","))):
            begin, _, until = text.partition("/")
            found, end = _read(begin, zone), _read(until, zone) if until else None
            if not isinstance(found, date):
                doubt(f"its {name} {_short(text)} cannot be read")
                continue
            if until and not isinstance(end, date | timedelta):
                doubt(f"the end of its {name} {_short(text)} cannot be read")
                end = None
            yield found, length_written(until, end) if isinstance(end, timedelta) else end


def _read(text: str, zone: str | None) -> Any:
    """The date or length; None for what is none."""
    with suppress(Exception):  # it fails in many ways on such
        return _READ(text, zone)
    return None


def lines_lost(component: Any) -> Iterator[tuple[str, str]]:
    """Property lines that could not be told apart into name and value: the name, and the line."""
    for name, problem in getattr(component, "errors", ()):
        found = _NAME.search(str(problem)) if name is None else None
        if found is not None and found[1].upper() in _USED:
            yield found[1].upper(), str(problem)


def doubt_lines(component: Any, doubt: Doubt) -> None:
    """Tell of those."""
    for name, problem in lines_lost(component):
        address = address_in(problem)
        doubt(f"a line {name} cannot be read{f', but for its address {address}' if address else ''}")


def address_in(line: str) -> str:
    """The address in such a line; "" without one."""
    found = _ADDRESS.search(line)
    return found[1] if found else ""


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return repr(shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…")
