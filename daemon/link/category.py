"""Category names: how an opportunity is written on an item in Outlook, and read back from there. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from connectors.spelling import Meant, read
from store.values import NEW, QUESTION, UNCLEAR, loosely

LONGEST = 255  # characters as Exchange counts them, in UTF-16; it refuses longer category names

_UNUSABLE = re.compile(r"[,;\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# These turn around or hide what stands beside them.
_UNSEEN = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_READ = 10_000


def category_name(number: int, title: str, prefix: str) -> str:
    """`OPP-17 Fabrikam 200 seats`: what people pick and see. Outlook splits names on commas and semicolons."""
    return clean(f"{prefix}-{number} {title}")


def new_name(prefix: str) -> str:
    """`OPP new`: set on an item, a new opportunity is made out of it."""
    return f"{prefix} new"


def choose_name(prefix: str) -> str:
    """`OPP? choose`: on an item whose address leads to several opportunities, until its user picks one."""
    return f"{prefix}? choose"


def clean(name: str) -> str:
    """The name as Outlook can hold it, on one line; a subject of megabytes is read no further than it counts."""
    seen = " ".join(_UNUSABLE.sub(" ", _UNSEEN.sub("", name[:_READ])).split())
    return seen.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore").rstrip()


def number_in(category: str, prefix: str) -> int | None:
    """The opportunity that a category names; None for the user's own. The number decides, the rest is for people."""
    named = re.match(rf"\s*{re.escape(prefix)}-([1-9][0-9]{{0,8}})(?:\s|$)", category, re.IGNORECASE)
    return int(named[1]) if named else None


def is_new(category: str, prefix: str) -> bool:
    return _is_same(category, new_name(prefix))


def is_choose(category: str, prefix: str) -> bool:
    return _is_same(category, choose_name(prefix))


def numbers_in(categories: Iterable[str], prefix: str) -> tuple[int, ...]:
    """All opportunities that these categories name, each once, in their order."""
    found = (number_in(category, prefix) for category in categories)
    return tuple(dict.fromkeys(number for number in found if number is not None))


def named_in(categories: Collection[str], prefix: str) -> tuple[int, ...]:
    """All that these categories say to us: numbers of opportunities, properly or loosely, QUESTION, NEW, UNCLEAR."""
    found = [meant for category in categories if (meant := read(category, prefix)) is not None]
    named = [number for meant, number in found if meant is Meant.PROPER]
    named += [loosely(number) for meant, number in found if meant is Meant.LOOSE]
    said = {meant for meant, _ in found}
    named += [code for meant, code in _SAID.items() if meant in said]
    return tuple(dict.fromkeys(named))


_SAID = {Meant.CHOOSE: QUESTION, Meant.NEW: NEW, Meant.UNCLEAR: UNCLEAR}


def unclear_in(categories: Collection[str], prefix: str) -> list[str]:
    """Those that resemble an opportunity's and are none."""
    return [category for category in categories if (read(category, prefix) or (None,))[0] is Meant.UNCLEAR]


def _is_same(one: str, other: str) -> bool:
    """Outlook compares names without case; people who type them are careless with blanks."""
    return " ".join(one.split()).casefold() == other.casefold()
