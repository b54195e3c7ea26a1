"""How people write the categories that mean something here, beside the way in which they are offered to them. Pure.

The proper way is `OPP-17 title`, known by its first word; `OPP - 17`, `OPP 17`, `OPP17:` and `opp-017` mean the same.
What merely resembles one is told apart: nobody guesses what `OPP-17b` or `OPP-17-18` is.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache

LOOKED_AT = 300  # characters; Exchange has no longer categories, a sender's header may

_DASHES = "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_APART = rf"[\s{_DASHES}_#:./]"
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_OPENING, _CLOSING = r"[\[({\"'#]?\s?", r"[\])}\"':;,.!]{1,3}"


class Meant(Enum):
    PROPER = "proper"
    LOOSE = "loose"  # a number in another spelling
    UNCLEAR = "unclear"  # resembles a number
    NEW = "new"
    CHOOSE = "choose"


def read(category: str, prefix: str) -> tuple[Meant, int] | None:
    """What a category says, with the number where it is one; None for the user's own."""
    patterns = _patterns(prefix)
    if (proper := patterns.proper.match(category)) is not None:
        return Meant.PROPER, int(proper[1])
    text = category[:LOOKED_AT]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    if (loose := patterns.loose.match(text)) is not None:
        return Meant.LOOSE, int(loose[1])
    if patterns.unclear.match(text) is not None:
        return Meant.UNCLEAR, 0
    if patterns.new.match(text) is not None:
        return Meant.NEW, 0
    return (Meant.CHOOSE, 0) if patterns.choose.match(text) is not None else None


class _Patterns:
    def __init__(self, prefix: str) -> None:
        self.proper = re.compile(rf"\s*{re.escape(prefix)}-([1-9][0-9]{{0,8}})(?:\s|$)", re.IGNORECASE)
        name = "".join(map(_loosely, unicodedata.normalize("NFKC", prefix)))
        least = 1 if prefix[-1:].isdigit() else 0  # where it ends in a digit, something has to stand between
        number = rf"\s{{0,8}}{_OPENING}{name}{_APART}{{{least},5}}"
        end = rf"(?:\s|$|{_CLOSING}(?:\s|$)|[:;](?=[^\W\d])|[{_DASHES}]{{1,2}}(?:\s|$))"
        self.loose = re.compile(rf"{number}0{{0,20}}([1-9][0-9]{{0,8}}){end}", re.IGNORECASE)
        self.unclear = re.compile(rf"{number}[0-9]", re.IGNORECASE)
        self.new = re.compile(rf"\s{{0,8}}{name}{_APART}{{1,5}}new[\s.:!]{{0,5}}$", re.IGNORECASE)
        self.choose = re.compile(rf"\s{{0,8}}{name}\s{{0,3}}\?\s{{0,3}}choose[\s.:!]{{0,5}}$", re.IGNORECASE)


@lru_cache(maxsize=100)
def _patterns(prefix: str) -> _Patterns:
    return _Patterns(prefix)


def _loosely(character: str) -> str:
    if re.match(f"[{_DASHES}]", character):
        return f"[{_DASHES}]"
    return r"\s{1,3}" if character.isspace() else re.escape(character)
