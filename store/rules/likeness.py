"""Whether two e-mails are copies of one, whatever was put before or below them on their way. Pure.

Compared are sender, date, subject and text; what one of two does not tell decides nothing. Of a text there is a sketch:
a number for each of its words, or, where it is long, for each of its stretches. Where these end, the words themselves
say, so that what stands above a text moves none of them but the first.
"""

from __future__ import annotations

import sys
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from store.values import Sketch

MOST = 400  # numbers of a sketch
LEVELS = 6  # how often they are taken together at the most
OVERLAP = 5  # words that two texts have in common, if one has something above them and the other something below
AROUND = timedelta(minutes=10)  # in which a copy without a Message-ID is looked for, before and after
QUOTED = 0  # stands where what is quoted begins


def is_copy(fingerprint: str, one: Sketch | None, other_fingerprint: str, other: Sketch | None) -> bool:
    """Whether two items of one kind and identity are one, by their fingerprints where one has no sketch."""
    if one is None or other is None:
        return fingerprint == other_fingerprint
    return are_copies(one, other)


def is_unnamed_copy(one: Sketch, at: datetime | None, other: Sketch, other_at: datetime | None) -> bool:
    """Whether two e-mails, at least one of which has no Message-ID, are the same message.

    Some servers keep none of what was sent, and no date or sender either: it is known by its subject, its people, its
    text and its time. Two that have their own are as different as these are.
    """
    if not (one.is_anonymous or other.is_anonymous) or one.likeness != other.likeness:
        return False
    if one.is_anonymous and other.is_anonymous and one.sender and one.sent and other.sender and other.sent:
        return False
    if not _agree(one.sender, other.sender) or one.subject != other.subject:
        return False
    if at is None or other_at is None:
        return bool(one.text and other.text) and _same_text(one.text, other.text)
    return abs(at - other_at) <= AROUND and _same_text(one.text, other.text)


def together(one: Sketch, other: Sketch) -> Sketch:
    """What a copy is compared by that may come later: with what either tells, whichever was read first."""
    text = one.text
    if one.text != other.text:
        text = max(one.text, other.text, key=_told)
    sender, sent = one.sender or other.sender, one.sent or other.sent
    if sender != other.sender and other.sender:
        sender = min(sender, other.sender)
    if sent != other.sent and other.sent:
        sent = min(sent, other.sent)
    subject = max(one.subject, other.subject, key=lambda subject: (len(subject), subject))
    named = min((one, other), key=lambda sketch: (not sketch.likeness, sketch.is_anonymous, sketch.likeness))
    return Sketch(sender, sent, subject, text, named.likeness, one.is_anonymous and other.is_anonymous)


def _told(text: str) -> tuple[int, str]:
    numbers, level, _ = _read(text)
    return len(numbers) << 2 * level, text


def are_copies(one: Sketch, other: Sketch) -> bool:
    """Whether two e-mails of one Message-ID are the same message."""
    return (
        _agree(one.sender, other.sender)
        and _agree(one.sent, other.sent)
        and _same_subject(one.subject, other.subject)
        and _same_text(one.text, other.text)
    )


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _same_subject(one: str, other: str) -> bool:
    """One contains the other, by whole words."""
    return one == other or f" {one} " in f" {other} " or f" {other} " in f" {one} " or not (one and other)


# --- texts ------------------------------------------------------------------------------------------------------------


def text_sketch(own: Sequence[int], quoted: Sequence[int] = (), *, length: int = 0) -> str:
    """The sketch of a text by numbers of its words (see `number_of`), its writer's and those quoted; "" of none.

    `length` is that of the whole, where the text goes on.
    """
    if not own and not quoted:
        return ""
    numbers = array("H", own)
    if quoted:
        numbers.append(QUOTED)
        numbers += array("H", quoted)
    level = 0
    while len(numbers) > MOST and level < LEVELS:
        numbers, level = _stretches(numbers), level + 1
    return _written(numbers[:MOST], level, length or len(own) + len(quoted))


def number_of(word: bytes) -> int:
    """A word's number in a sketch: sixteen bits, none of which say that anything is quoted."""
    return crc32(word) & 0xFFFF or 1


def without_words(sketch: str) -> str:
    """The sketch of a text that is not kept: nobody can tell by it what was written."""
    numbers, level, count = _read(sketch)
    return _written(_stretches(numbers), 1, count) if numbers and not level else sketch


def _written(numbers: array[int], level: int, count: int) -> str:
    return f"{level}{count & 0xFFFF:04x}{b2a_base64(_bytes(numbers), newline=False).decode()}"


def _bytes(numbers: array[int]) -> bytes:
    """The same on every machine."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _read(sketch: str) -> tuple[array[int], int, int]:
    """Its numbers, how often they were taken together, and how long it is."""
    if not sketch:
        return array("H"), 0, 0
    held = array("H", a2b_base64(sketch[5:]))
    if sys.byteorder == "big":
        held.byteswap()
    return held, int(sketch[0]), int(sketch[1:5], 16)


def _stretches(numbers: array[int]) -> array[int]:
    """The numbers in stretches, each a number again: about a quarter as many."""
    if QUOTED in numbers:
        at = numbers.index(QUOTED)
        return _stretches(numbers[:at]) + numbers[at : at + 1] + _stretches(numbers[at + 1 :])
    written = _bytes(numbers)
    ends = [2 * at for at, number in enumerate(numbers, start=1) if not number & 3]
    if not ends or ends[-1] < len(written):
        ends.append(len(written))
    stretches = zip([0, *ends], ends, strict=False)
    return array("H", [crc32(written[begin:end]) & 0xFFFF or 1 for begin, end in stretches if begin < end])


def _same_text(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return True
    (these, level, count), (those, least, other_count) = _read(one), _read(other)
    while level < least:
        these, level = _stretches(these), level + 1
    while least < level:
        those, least = _stretches(those), least + 1
    if level and count and count == other_count and these != those:
        return False  # nothing was put above or below, and it begins or ends otherwise
    if _overlap(_without(QUOTED, these), _without(QUOTED, those), level):
        return True
    (own, quoted), (their, below) = _parts(these), _parts(those)
    # What is written above a quoted mail may have got something below it: a signature that the firm's server adds.
    if not own or not their or not _overlap(own, their, level):
        return False
    return not quoted or not below or _overlap(quoted, below, level)


def _without(sign: int, numbers: array[int]) -> array[int]:
    return array("H", [number for number in numbers if number != sign]) if sign in numbers else numbers


def _parts(numbers: array[int]) -> tuple[array[int], array[int]]:
    """Above and below where what is quoted begins."""
    if QUOTED not in numbers:
        return numbers, array("H")
    at = numbers.index(QUOTED)
    return numbers[:at], _without(QUOTED, numbers[at:])


def _overlap(one: array[int], other: array[int], level: int) -> bool:
    """Whether one contains the other, or what both have in common is the end of one and the beginning of the other."""
    if one == other or not one or not other:
        return True
    if level:  # what begins or ends within a stretch makes another of it
        one_inside, other_inside = one[level:-1], other[level:-1]
        if not one_inside or not other_inside:
            return True  # too short to be told from what was put around it
        one, other = one_inside, other_inside
    edge = level + 1 if level else 0
    contained = max(1, min(len(one), len(other)) - edge)
    enough = 2 if level else OVERLAP
    for shift in range(1 - len(one), len(other)):  # where in the other the first of this one is
        begin, end = max(0, shift), min(len(other), shift + len(one))
        if end - begin >= min(contained, enough) and other[begin] == one[begin - shift]:
            is_whole = end - begin >= contained
            if (is_whole or end - begin >= enough) and other[begin:end] == one[begin - shift : end - shift]:
                return True
    return False
