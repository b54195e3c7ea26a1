"""Numbers that forms of the settings hold."""

from __future__ import annotations

from daemon.web.forms import Form
from store.errors import Invalid

LONGEST = 100  # digits that are read; how many days there may be the record says


def as_typed(number: int | None) -> str:
    """What a field holds of it; "" for none."""
    return "" if number is None else str(number)


def days_typed(form: Form) -> int | None:
    """How many days something lasts, or how many later it is due; None for nothing typed. Raises Invalid."""
    text = form.get("days")
    if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST):
        raise Invalid("days", f"{text!r} is no number of days", "a whole number, or nothing for no duration")
    return int(text) if text else None
