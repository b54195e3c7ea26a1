"""Text that people search in, made comparable, and the checks on text that they enter. Pure."""

from __future__ import annotations

import re
from unicodedata import category, combining, normalize

from store.errors import Invalid

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_PROSE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # tabs and line breaks are text


def fold(text: str) -> str:
    """Without case and diacritics, so that both databases find the same: their own LIKE only folds some letters."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def named(text: str) -> str:
    """A name, or a part of one, as names compare: folded, with one blank wherever there are some."""
    return " ".join(fold(text).split())


def typed(text: str) -> str:
    """A name as somebody typed it, without case and however its letters are composed; its diacritics count."""
    return " ".join(normalize("NFC", normalize("NFC", text[:1000]).casefold()).split())


class _Folded(dict[int, str]):
    """Each character without case and diacritics.

    One by one, as a whole text takes ages: somebody may have piled up a million diacritics, and putting those into
    their order, which plays no part here, takes a time that grows with the square of their number.
    """

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_FOLDED:
            self.clear()
        parts = normalize("NFKD", chr(code).casefold())
        self[code] = folded = "".join(part for part in parts if not combining(part)).casefold()
        return folded


MOST_FOLDED = 20_000  # characters that are remembered; no language has as many in use
_FOLDED = _Folded()


def shows(text: str) -> bool:
    """Whether there is anything in it that people see, beside blanks, joiners and marks of direction."""
    return any(category(letter) not in ("Zs", "Cf") for letter in text)


def line(field: str, text: str, *, longest: int = 255, is_required: bool = True) -> str:
    """One line of text as it is stored, trimmed; raises Invalid when empty, too long or with control characters."""
    text = text.strip()
    if is_required and not shows(text):
        raise Invalid(field, "must not be empty")
    if len(text) > longest:
        raise Invalid(field, f"has {len(text)} characters, at most {longest} are allowed")
    if found := _CONTROL.search(text):
        raise Invalid(field, f"contains the control character U+{ord(found[0]):04X}")
    return text


def prose(field: str, text: str, *, longest: int = 100_000) -> str:
    """Text of any number of lines as it is stored, ends trimmed; raises Invalid as `line` does."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        raise Invalid(field, f"has {len(text)} characters, at most {longest} are allowed")
    if found := _CONTROL_IN_PROSE.search(text):
        raise Invalid(field, f"contains the control character U+{ord(found[0]):04X}")
    return text
