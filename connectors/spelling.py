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
_QUOTES = "\"'\u00ab\u00bb\u2018-\u201f\u2039\u203a"
_OPENING, _CLOSING = rf"[\[({{#!@*{_QUOTES}]{{0,2}}\s?", rf"[\])}}{_QUOTES}:;,.!*]{{1,3}}"
# What people put between the prefix and its number: "OPP No. 17", "OPP (17)".
_COUNTED_AS = rf"{_APART}{{1,5}}n[or]?\s?[.°\u00ba]?\s{{0,3}}"
# A mark that nobody puts there on purpose, and whoever did has to say what it means: "OPP=17", "?OPP-17".
_ODD = r"[^\w\s]"
# Letters of other alphabets that look like ours; keyboards for them are switched by one key.
_LOOKALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0405\u0406\u0408"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03a5",
    "ABEKMHOPCTXSIJABEZHIKMNOPTXY",
)


class Meant(Enum):
    PROPER = "proper"
    LOOSE = "loose"  # a number in another spelling
    UNCLEAR = "unclear"  # resembles a number
    NEW = "new"
    CHOOSE = "choose"


def read(category: str, prefix: str) -> tuple[Meant, int] | None:
    """What a category says, with the number where it is one; None for the user's own."""
    return _read(category[:LOOKED_AT], prefix)


@lru_cache(maxsize=5_000)  # a mailbox has few categories, on very many items
def _read(text: str, prefix: str) -> tuple[Meant, int] | None:
    written, patterns = text, _patterns(prefix)
    if (proper := patterns.proper.match(text)) is not None:
        return Meant.PROPER, int(proper[1])
    is_ascii = text.isascii()
    if not is_ascii:
        text = _plain(text)
    if (loose := patterns.loose.match(text)) is not None:
        return Meant.LOOSE, int(loose[1])
    if patterns.unclear.match(text) is not None:
        return Meant.UNCLEAR, 0
    if patterns.new.match(text) is not None:
        return Meant.NEW, 0
    if patterns.choose.match(text) is not None:
        return Meant.CHOOSE, 0
    resembles = patterns.odd.match(text) or (not is_ascii and patterns.looks_like(written))
    return (Meant.UNCLEAR, 0) if resembles else None


class _Patterns:
    def __init__(self, prefix: str) -> None:
        self.proper = re.compile(rf"\s*{re.escape(prefix)}-([1-9][0-9]{{0,8}})(?:\s|$)", re.IGNORECASE)
        written = unicodedata.normalize("NFKC", prefix)
        name = "".join(map(_loosely, written))
        least = 1 if prefix[-1:].isdigit() else 0  # where it ends in a digit, something has to stand between
        number = rf"\s{{0,8}}{_OPENING}{name}(?:{_COUNTED_AS}|{_APART}{{{least},5}})[(\[{{]?"
        end = rf"(?:\s|$|{_CLOSING}(?:\s|$)|[:;,(](?=[^\W\d])|[{_DASHES}]{{1,2}}(?:\s|$))"
        self.loose = re.compile(rf"{number}0{{0,20}}([1-9][0-9]{{0,8}}){end}", re.IGNORECASE)
        self.unclear = re.compile(rf"{number}[0-9]", re.IGNORECASE)
        self.odd = re.compile(rf"(?:\s|{_ODD}){{0,5}}{name}(?:\s|_|{_ODD}){{{least},5}}[0-9]", re.IGNORECASE)
        alike = "".join(map(_loosely, written.upper().translate(_LOOKALIKES)))
        self._alike = re.compile(rf"\s{{0,8}}{_OPENING}{alike}{_APART}{{{least},5}}[0-9]")
        self.new = re.compile(rf"\s{{0,8}}{name}{_APART}{{1,5}}new[\s.:!]{{0,5}}$", re.IGNORECASE)
        self.choose = re.compile(rf"\s{{0,8}}{name}\s{{0,3}}\?\s{{0,3}}choose[\s.:!]{{0,5}}$", re.IGNORECASE)

    def looks_like(self, text: str) -> bool:
        """Whether it has the prefix in letters that look like it, or a number in digits such as \u00b2 or \u2460."""
        seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).upper().translate(_LOOKALIKES)
        return self._alike.match(seen) is not None


def _plain(text: str) -> str:
    """With wide letters and the digits of other scripts as ours; what counts in another way, as \u00b2, is no digit."""
    digits = (str(unicodedata.decimal(one, "\ufffd" if unicodedata.category(one) == "No" else one)) for one in text)
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", "".join(digits)))


@lru_cache(maxsize=100)
def _patterns(prefix: str) -> _Patterns:
    return _Patterns(prefix)


def _loosely(character: str) -> str:
    if re.match(f"[{_DASHES}]", character):
        return f"[{_DASHES}]"
    return r"\s{1,3}" if character.isspace() else re.escape(character)
