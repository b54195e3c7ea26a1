"""Calendar files as text: read whole, or, where a part of one is damaged, component by component."""

from __future__ import annotations

import re
from collections.abc import Iterator

import icalendar
from icalendar import Calendar

from simulator.imports.headers import decode_bytes
from simulator.imports.lengths import with_length_written

_FOLDS = re.compile(rb"\r?\n[ \t]")
_LINES = re.compile(r"\r\n|\r|\n")
_ZONE = re.compile(r"TZID[^:;=]*[:=]\"?([^\":;]*)", re.IGNORECASE)


def calendars_in(content: bytes, problems: list[str]) -> list[Calendar]:
    """A file's calendars; what cannot be read of them is told, a sentence each. Raises ValueError where nothing can."""
    # Else it knows the first home-made zone of a name for the life of the process.
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # its author typed all but this
    # Folds go first: they may lie within a character. A carriage return alone ended lines once.
    lines = _closed(_LINES.split(decode_bytes(_FOLDS.sub(b"", content), None).lstrip("\ufeff")))
    try:
        if calendars := _parsed(lines):
            return calendars
        damage = "it is empty"
    except Exception as problem:  # noqa: BLE001 - it fails in many ways on damaged parts; the sound ones remain
        damage = str(problem) or type(problem).__name__
    calendars = list(_piecewise(lines, problems))
    if not calendars and not problems:
        raise ValueError(f"not a calendar: {damage}")
    return calendars


def _parsed(lines: list[str]) -> list[Calendar]:
    text = "\r\n".join(map(with_length_written, lines))
    return [one for one in Calendar.from_ical(text, multiple=True) if isinstance(one, Calendar)]


def _piecewise(lines: list[str], problems: list[str]) -> Iterator[Calendar]:
    """Each event as a calendar of its own, with the zones that it names and the file's own zone."""
    events, zones, head = _components(lines)
    sound: dict[str, list[str]] = {}
    for zone in zones:
        name = next((line.partition(":")[2] for line in zone if line.upper().startswith("TZID")), "")
        try:
            _parsed(["BEGIN:VCALENDAR", *zone, "END:VCALENDAR"])
        except Exception as problem:  # noqa: BLE001 - as above
            problems.append(f"time zone {name[:80] or 'without a name'}: {problem}; it is left out")
        else:
            sound[name] = zone
    for event in events:
        named = dict.fromkeys(match for line in event for match in _ZONE.findall(line) if match in sound)
        whole = ["BEGIN:VCALENDAR", *head, *(line for name in named for line in sound[name]), *event, "END:VCALENDAR"]
        uid = next((line.partition(":")[2] for line in event if line.upper().startswith("UID")), "")
        try:
            yield from _parsed(whole)
        except Exception as problem:  # noqa: BLE001 - as above
            name = f"event {uid[:80] or 'without a UID'}"
            mended, said = _mended(whole)
            try:
                found = _parsed(mended) if said else []
            except Exception:  # noqa: BLE001 - as above
                found = []
            problems += [f"{name}: {one}; the rest of it comes in" for one in said if found]
            if not found:
                problems.append(f"{name}: {problem}; it is left out")
            yield from found


def _mended(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of an event without those that cannot be read by themselves, and such alarms; what that is."""
    found: list[str] = []
    said: dict[str, None] = {}
    alarm: list[str] = []
    depth = 0  # within something else than the event
    for line in lines[:_MOST_LINES]:
        word = line.strip().upper()
        if word == "BEGIN:VALARM":
            alarm = []
        if word.startswith("BEGIN:") and word not in ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VALARM"):
            depth += 1
        if alarm or word == "BEGIN:VALARM":
            alarm.append(line)
            if word == "END:VALARM":
                problem = _problem_of(alarm)
                if problem:
                    said[f"an alarm cannot be read: {problem}"] = None
                else:
                    found += alarm
                alarm = []
            continue
        if not depth and not word.startswith(("BEGIN:", "END:")) and (problem := _problem_of([line])):
            said[f"a line {_PROPERTY.findall(line)[0]} cannot be read: {problem}"] = None
        else:
            found.append(line)
        if depth and word.startswith("END:"):
            depth -= 1
    return found, list(said)


_MOST_LINES = 20_000  # of an event that are looked at one by one
_PROPERTY = re.compile(r"[A-Za-z0-9-]{0,40}")


def _problem_of(lines: list[str]) -> str:
    """Why an event with nothing but these cannot be read; "" where it can."""
    try:
        _parsed(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])
    except Exception as problem:  # noqa: BLE001 - as above
        return str(problem) or type(problem).__name__
    return ""


def _closed(lines: list[str]) -> list[str]:
    """The lines, an alarm that nobody closed closed where its event ends."""
    found: list[str] = []
    is_open = False
    for line in lines:
        word = line.strip().upper()
        if is_open and word in ("END:VEVENT", "BEGIN:VALARM", "BEGIN:VEVENT"):
            found.append("END:VALARM")
            is_open = False
        if word in ("BEGIN:VALARM", "END:VALARM"):
            is_open = word == "BEGIN:VALARM"
        found.append(line)
    return found


def _components(lines: list[str]) -> tuple[list[list[str]], list[list[str]], list[str]]:
    """The lines of each event and each time zone, whole or cut off, and that of the file's own zone."""
    found: dict[str, list[list[str]]] = {"VEVENT": [], "VTIMEZONE": []}
    head: list[str] = []
    current: list[str] | None = None
    kind = ""
    for line in lines:
        word = line.strip().upper()
        if word in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE"):  # one that is not closed ends where the next begins
            kind = word[6:]
            current = [line]
            found[kind].append(current)
        elif current is None and word.startswith("X-WR-TIMEZONE:"):
            head = [line]
        elif current is not None:
            current.append(line)
            if word == f"END:{kind}":
                current = None
    return found["VEVENT"], found["VTIMEZONE"], head
