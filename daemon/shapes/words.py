"""What shapes are made of, and words on their way to people: nothing in them that a terminal acts on. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from store.rules.days import day_of

Shape = dict[str, Any]  # a record as an object of JSON

# Controls (a terminal obeys them), separators that break lines, marks that turn the reading direction, half characters.
_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# An opportunity in a sentence, not in a title that it tells.
_BEFORE = (": ", "; ", ", ", " and ", " of ", " to ", r" \(", " as ")
_NUMBERED = re.compile(rf"(?:^|{'|'.join(f'(?<={one})' for one in _BEFORE)})opportunity (\d{{1,9}})\b")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?\+00:00")


def visible(text: str) -> str:
    r"""The text on one line, with nothing in it that a terminal would act on: an escape is shown as \x1b."""
    return _OBEYED.sub(lambda found: " " if found[0] in "\t\n\r" else _code(found[0]), text)


def escaped(json: str) -> str:
    r"""JSON with the same characters written as \u escapes; it means the same."""
    return _OBEYED.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", json)


def about(subject: str, sentence: str) -> str:
    """The sentence with its subject before it: one that speaks of the server does not say whose mailbox suffers."""
    return sentence if sentence.startswith(f"{subject}:") else f"{subject}: {sentence}"


def local(moment: datetime | None, zone: ZoneInfo, *, is_all_day: bool = False) -> str:
    """A time as people read it, in the configured zone; of what takes whole days the day, in whatever zone."""
    if moment is None:
        return ""
    return str(day_of(moment)) if is_all_day else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def many(count: int, what: str, does: str = "", do: str = "") -> str:
    """ "1 item", "2 items", "no items", opportunities and days too; with what it does or they do: "1 thing is"."""
    if count == 1:
        return f"1 {what} {does}".rstrip()
    is_changed = what.endswith("y") and what[-2] not in "aeiou"
    return f"{count or 'no'} {what[:-1] + 'ies' if is_changed else what + 's'} {do}".rstrip()


def keyed(sentence: str, prefix: str) -> str:
    """A sentence of the store, in which an opportunity is known by its number, with the key that people know: OPP-2."""
    return _NUMBERED.sub(lambda found: key_of(int(found[1]), prefix), sentence)


def localised(text: str | None, zone: ZoneInfo) -> str:
    """A value as the audit trail keeps it, with its moments in the zone."""
    return _MOMENT.sub(lambda found: local(datetime.fromisoformat(found[0]), zone), text or "")


def counted(counts: Mapping[str, int]) -> str:
    """What there is any of: "3 linked, 1 skipped"."""
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def key_of(number: int, prefix: str) -> str:
    """An opportunity as people name it: OPP-17."""
    return f"{prefix}-{number}"


def _code(character: str) -> str:
    return ascii(character)[1:-1]


def plain(value: object) -> object:
    """What JSON has no word for: times in ISO 8601, amounts as text, which loses nothing."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case frozenset() | set():
            return sorted(value)
        case _:
            return str(value)
