"""Category names: how an opportunity is written on an item in Outlook, and read back from there. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 255  # characters; Exchange refuses longer category names

_UNUSABLE = re.compile(r"[,;\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


def category_name(number: int, title: str, prefix: str) -> str:
    """`OPP-17 Fabrikam 200 seats`: what people pick and see. Outlook splits names on commas and semicolons."""
    return clean(f"{prefix}-{number} {title}")


def clean(name: str) -> str:
    return " ".join(_UNUSABLE.sub(" ", name).split())[:LONGEST].rstrip()


def number_in(category: str, prefix: str) -> int | None:
    """The opportunity that a category names; None for the user's own. The number decides, the rest is for people."""
    named = re.match(rf"\s*{re.escape(prefix)}-([1-9][0-9]{{0,8}})(?:\s|$)", category, re.IGNORECASE)
    return int(named[1]) if named else None


def numbers_in(categories: Iterable[str], prefix: str) -> tuple[int, ...]:
    """All opportunities that these categories name, each once, in their order."""
    found = (number_in(category, prefix) for category in categories)
    return tuple(dict.fromkeys(number for number in found if number is not None))
