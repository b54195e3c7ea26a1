"""Which categories an item is to carry after a stamp. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.characters import clean
from connectors.mailbox import Stamp
from connectors.spelling import Meant, read


def merged(present: Sequence[str], stamp: Stamp) -> tuple[str, ...]:
    """The categories as they should be: what is there in its order, less what goes, then what is new."""
    kept = _reworded([name for name in present if not _is_among(name, stamp.remove)], stamp.reword)
    for name in map(clean, stamp.add):
        if _key(name) not in map(_key, kept):
            kept.append(name)
    return tuple(kept)


def _is_among(name: str, gone: Sequence[str]) -> bool:
    """Whether it is one of these, in whatever spelling."""
    return any(_key(name) == _key(one) or _means(name, one) for one in gone)


def _means(name: str, one: str) -> bool:
    """Whether a person who wrote `name` meant the category that we write as `one`."""
    for ending in ("? choose", " new"):
        if one.endswith(ending):
            prefix = one.removesuffix(ending)
            return read(name, prefix) == read(one, prefix)
    prefix, _, number = one.partition(" ")[0].rpartition("-")
    meant = read(name, prefix) if prefix and number.isdecimal() else None
    return meant is not None and meant[0] in (Meant.PROPER, Meant.LOOSE) and meant[1] == int(number)


def _reworded(present: Sequence[str], names: Sequence[str]) -> list[str]:
    """Each of the names in the place of its first wording; further ones of the same go."""
    wordings = {_key(name): name for name in map(clean, names)}
    written = set[str]()
    reworded: list[str] = []
    for name in present:
        key = _key(name)
        if key not in wordings:
            reworded.append(name)
        elif key not in written:
            written.add(key)
            reworded.append(wordings[key])
    return reworded


def _key(name: str) -> str:
    """A category with a number is known by its first word, any other by all of it; Outlook compares without case."""
    words = name.casefold().split()
    return words[0] if words and _NUMBERED.fullmatch(words[0]) else " ".join(words)


_NUMBERED = re.compile(r".+-[1-9][0-9]*")
