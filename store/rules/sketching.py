"""The sketch of a text: a number for each of its words, or, where it is long, for each of its stretches. Pure.

Where stretches end, the words themselves say, so that what stands above a text moves none of them but the first.
"""

from __future__ import annotations

import sys
from array import array
from binascii import a2b_base64, b2a_base64
from typing import NamedTuple
from zlib import crc32

from store.rules.said import said, words_of

MOST = 400  # numbers of a sketch
MOST_OF_WHOLE = 4_000  # of the sketch of a whole text, which few items have
LEVELS = 6  # how often they are taken together at the most
QUOTED = 0  # stands where what is quoted begins
LOOKED_AT = 1_200  # characters of a text of which a sketch tells; words are fewer
BEHIND = "!"  # stands before what is told of the whole
WITHHELD, LONGER = "*", "+"  # the whole is not kept; what is kept is shorter than one of the copies was


class Kept(NamedTuple):
    """What is stored of a text: the sketch of its beginning, and what tells of the whole."""

    beginning: str
    digest: str = ""  # of the whole, where it goes on
    mark: str = ""
    whole: str = ""  # a sketch of it

    def written(self) -> str:
        behind = f"{self.digest}{self.mark}{self.whole}"
        return f"{self.beginning}{BEHIND}{behind}" if behind else self.beginning


def text_sketch(text: str) -> str:
    """Of a text as a person reads it: of its beginning, with a digest of the whole where it goes on; "" of no words."""
    length = len(text) if len(text) > LOOKED_AT else 0
    beginning = text[:LOOKED_AT].casefold()
    if length:  # a word that is cut in two would be another
        beginning = beginning[: max(beginning.rfind(" "), beginning.rfind("\n"))] or beginning
    own, quoted = map(_numbers, said(beginning))
    sketch = _taken_together(own, quoted, length or len(own) + len(quoted), MOST)
    return Kept(sketch, _digest(text)).written() if sketch and length else sketch


def whole_sketch(text: str) -> str:
    """The same of all of it, however long it is."""
    own, quoted = map(_numbers, said(text.casefold()))
    return _taken_together(own, quoted, min(len(own) + len(quoted), 0xFFFF), MOST_OF_WHOLE)


def without_words(sketch: str) -> str:
    """The sketch of a text that is not kept: nobody can tell by it what was written."""
    numbers, level, count = read(sketch)
    if not numbers or level:
        return sketch
    return kept(sketch)._replace(beginning=_written(stretches(numbers), 1, count)).written()


def kept(text: str) -> Kept:
    """What a sketch consists of."""
    beginning, _, behind = text.partition(BEHIND)
    for mark in (WITHHELD, LONGER):
        if mark in behind[:9]:
            digest, _, whole = behind.partition(mark)  # a mark may be a letter of what follows it
            return Kept(beginning, digest, mark, whole)
    return Kept(beginning, behind)


def read(sketch: str) -> tuple[array[int], int, int]:
    """Its numbers, how often they were taken together, and how long it is."""
    if not sketch:
        return array("H"), 0, 0
    held = array("H", a2b_base64(sketch[5:].partition(BEHIND)[0]))
    if sys.byteorder == "big":
        held.byteswap()
    return held, int(sketch[0]), int(sketch[1:5], 16)


def stretches(numbers: array[int]) -> array[int]:
    """The numbers in stretches, each a number again: about a quarter as many."""
    if QUOTED in numbers:
        at = numbers.index(QUOTED)
        return stretches(numbers[:at]) + numbers[at : at + 1] + stretches(numbers[at + 1 :])
    written = _bytes(numbers)
    ends = [2 * at for at, number in enumerate(numbers, start=1) if not number & 3]
    if not ends or ends[-1] < len(written):
        ends.append(len(written))
    between = zip([0, *ends], ends, strict=False)
    return array("H", [crc32(written[begin:end]) & 0xFFFF or 1 for begin, end in between if begin < end])


def _taken_together(own: array[int], quoted: array[int], length: int, most: int) -> str:
    """The sketch of so many numbers at the most; `length` is that of the whole, where the text goes on."""
    if not own and not quoted:
        return ""
    numbers, level = own, 0
    if quoted:
        numbers = own + array("H", [QUOTED]) + quoted
    while len(numbers) > most and level < LEVELS:
        numbers, level = stretches(numbers), level + 1
    return _written(numbers[:most], level, length)


def _written(numbers: array[int], level: int, count: int) -> str:
    return f"{level}{count & 0xFFFF:04x}{b2a_base64(_bytes(numbers), newline=False).decode()}"


def _bytes(numbers: array[int]) -> bytes:
    """The same on every machine."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _digest(text: str) -> str:
    """Two copies of which nothing was changed on the way have the same."""
    return f"{crc32(text.encode(errors='replace')):08x}"


# --- numbers of words -------------------------------------------------------------------------------------------------


def _numbers(text: str) -> array[int]:
    return array("H", b"".join(map(_NUMBER.__getitem__, words_of(text).split())))


def _number_of(word: bytes) -> int:
    """A word's number in a sketch: sixteen bits, none of which say that anything is quoted."""
    return crc32(word) & 0xFFFF or 1


class _Numbers(dict[bytes, bytes]):
    """A number for each word, as an array holds it: many are joined to one faster than it takes them one by one.

    Most of a mailbox are the same some thousands, which are looked up in half the time.
    """

    def __missing__(self, word: bytes) -> bytes:
        number = _number_of(word).to_bytes(2, sys.byteorder)
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[word] = number
        return number


_MOST_KEPT, _LONGEST_KEPT = 20_000, 40
_NUMBER = _Numbers()
