"""Whether two e-mails are copies of one, whatever was put before or below them on their way. Pure.

Compared are sender, date, subject and text; what one of two does not tell decides nothing. Of a text there is a sketch:
a number for each of its words, or, where it is long, for each of its stretches. Where these end, the words themselves
say, so that what stands above a text moves none of them but the first.

A sketch looks at a text's beginning. Where a text goes on, a digest of all of it stands behind, and two that differ are
compared whole: by their words, as long as both are at hand, else by sketches of all of each (see `Kept`).
"""

from __future__ import annotations

import sys
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zlib import crc32

from store.rules.said import OVERLAP, are_one_text, said, words_of
from store.values import Sketch

MOST = 400  # numbers of a sketch
MOST_OF_WHOLE = 4_000  # of the sketch of a whole text, which few items have
LEVELS = 6  # how often they are taken together at the most
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


def is_doubtful(one: Sketch, other: Sketch) -> bool:
    """Whether only their whole texts tell if two e-mails of one Message-ID are the same message."""
    return _same_but_text(one, other) and _by_beginnings(one.text, other.text) is None


def together(one: Sketch, other: Sketch) -> Sketch:
    """What a copy is compared by that may come later: with what either tells, whichever was read first."""
    text = one.text if one.text == other.text else _longer(one, other)
    sender, sent = one.sender or other.sender, one.sent or other.sent
    if sender != other.sender and other.sender:
        sender = min(sender, other.sender)
    if sent != other.sent and other.sent:
        sent = min(sent, other.sent)
    subject = max(one.subject, other.subject, key=lambda subject: (len(subject), subject))
    named = min((one, other), key=lambda sketch: (not sketch.likeness, sketch.is_anonymous, sketch.likeness))
    return Sketch(sender, sent, subject, text, named.likeness, one.is_anonymous and other.is_anonymous)


def _longer(one: Sketch, other: Sketch) -> str:
    """The text of the longer, with a sketch of all of it where it goes on: what is kept of both is the shorter."""
    if one.text and other.text and (_is_cut(one.text) or _is_cut(other.text)):
        mark = WITHHELD if _is_withheld(one, other) else LONGER
        wholes = [(whole, sketch.text) for sketch in (one, other) if (whole := _whole_sketch(sketch, mark))]
        if len(wholes) == 2:
            whole, text = max(wholes, key=lambda found: (_read(found[0])[2], found))
            return _kept(text)._replace(mark=mark, whole=whole).written()
    return max(one.text, other.text, key=_told)


def _told(text: str) -> tuple[int, str]:
    numbers, level, _ = _read(text)
    return len(numbers) << 2 * level, text


def are_copies(one: Sketch, other: Sketch) -> bool:
    """Whether two e-mails of one Message-ID are the same message."""
    if not _same_but_text(one, other):
        return False
    told = _by_beginnings(one.text, other.text)
    if told is None:
        told = _by_wholes(one, other)
    return _same_text(one.text, other.text) if told is None else told


def _same_but_text(one: Sketch, other: Sketch) -> bool:
    return (
        _agree(one.sender, other.sender) and _agree(one.sent, other.sent) and _same_subject(one.subject, other.subject)
    )


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _same_subject(one: str, other: str) -> bool:
    """One contains the other, by whole words."""
    return one == other or f" {one} " in f" {other} " or f" {other} " in f" {one} " or not (one and other)


# --- texts ------------------------------------------------------------------------------------------------------------


def text_sketch(
    own: Sequence[int], quoted: Sequence[int] = (), *, length: int = 0, digest: str = "", most: int = MOST
) -> str:
    """The sketch of a text by numbers of its words (see `number_of`), its writer's and those quoted; "" of none.

    `length` and `digest` are those of the whole, where the text goes on.
    """
    if not own and not quoted:
        return ""
    numbers = array("H", own)
    if quoted:
        numbers.append(QUOTED)
        numbers += array("H", quoted)
    level = 0
    while len(numbers) > most and level < LEVELS:
        numbers, level = _stretches(numbers), level + 1
    sketch = _written(numbers[:most], level, length or len(own) + len(quoted))
    return f"{sketch}{BEHIND}{digest}" if digest else sketch


def number_of(word: bytes) -> int:
    """A word's number in a sketch: sixteen bits, none of which say that anything is quoted."""
    return crc32(word) & 0xFFFF or 1


def without_words(sketch: str) -> str:
    """The sketch of a text that is not kept: nobody can tell by it what was written."""
    numbers, level, count = _read(sketch)
    if not numbers or level:
        return sketch
    return _kept(sketch)._replace(beginning=_written(_stretches(numbers), 1, count)).written()


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
    held = array("H", a2b_base64(sketch[5:].partition(BEHIND)[0]))
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


def _same_text(one: str, other: str, *, undecided: bool = True) -> bool:
    """By sketches of both; `undecided` where one is too short for how coarsely the other is told."""
    if not one or not other or one == other:
        return True
    (these, level, count), (those, least, other_count) = _read(one), _read(other)
    while level < least:
        these, level = _stretches(these), level + 1
    while least < level:
        those, least = _stretches(those), least + 1
    if level and count and count == other_count and these != those:
        return False  # nothing was put above or below, and it begins or ends otherwise
    if _overlap(_without(QUOTED, these), _without(QUOTED, those), level, undecided):
        return True
    (own, quoted), (their, below) = _parts(these), _parts(those)
    # What is written above a quoted mail may have got something below it: a signature that the firm's server adds.
    if not own or not their or not _overlap(own, their, level, undecided):
        return False
    return not quoted or not below or _overlap(quoted, below, level, undecided)


def _without(sign: int, numbers: array[int]) -> array[int]:
    return array("H", [number for number in numbers if number != sign]) if sign in numbers else numbers


def _parts(numbers: array[int]) -> tuple[array[int], array[int]]:
    """Above and below where what is quoted begins."""
    if QUOTED not in numbers:
        return numbers, array("H")
    at = numbers.index(QUOTED)
    return numbers[:at], _without(QUOTED, numbers[at:])


def _overlap(one: array[int], other: array[int], level: int, undecided: bool) -> bool:
    """Whether one contains the other, or what both have in common is the end of one and the beginning of the other."""
    if one == other or not one or not other:
        return True
    if level:  # what begins or ends within a stretch makes another of it
        one_inside, other_inside = one[level:-1], other[level:-1]
        if not one_inside or not other_inside:
            return undecided  # too short to be told from what was put around it
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


# --- texts that go on -------------------------------------------------------------------------------------------------

BEHIND = "!"  # stands before what is told of the whole
WITHHELD, LONGER = "*", "+"  # the whole is not kept; what is kept is shorter than one of the copies was
LOOKED_AT = 1_200  # characters of a text of which a sketch tells; words are fewer


class Kept(NamedTuple):
    """What is stored of a text: the sketch of its beginning, and what tells of the whole."""

    beginning: str
    digest: str = ""  # of the whole, where it goes on
    mark: str = ""
    whole: str = ""  # a sketch of it

    def written(self) -> str:
        behind = f"{self.digest}{self.mark}{self.whole}"
        return f"{self.beginning}{BEHIND}{behind}" if behind else self.beginning


def _kept(text: str) -> Kept:
    beginning, _, behind = text.partition(BEHIND)
    for mark in (WITHHELD, LONGER):
        if mark in behind[:9]:
            digest, _, whole = behind.partition(mark)  # a mark may be a letter of what follows it
            return Kept(beginning, digest, mark, whole)
    return Kept(beginning, behind)


def whole_digest(text: str) -> str:
    """Two copies of which nothing was changed on the way have the same."""
    return f"{crc32(text.encode(errors='replace')):08x}"


def withheld(sketch: Sketch) -> Sketch:
    """The sketch of a text of which the whole is not kept: with one of all of it, where it goes on."""
    if not sketch.text:
        return sketch
    whole = _whole_sketch(sketch, WITHHELD) if _is_cut(sketch.text) else ""
    return replace(sketch, text=_kept(sketch.text)._replace(mark=WITHHELD, whole=whole).written())


def _is_cut(text: str) -> bool:
    """Whether it goes on behind what its sketch tells of; one from before this says so by its length."""
    if BEHIND not in text:
        return bool(text) and int(text[1:5], 16) > LOOKED_AT
    kept = _kept(text)
    return bool(kept.digest or kept.whole)


def _by_beginnings(one: str, other: str) -> bool | None:
    """What the beginnings, and the digests of the wholes, tell; None where only the wholes do."""
    if not one or not other or one == other:
        return True
    if not (_is_cut(one) or _is_cut(other)):
        return _same_text(_kept(one).beginning, _kept(other).beginning)
    this, that = _kept(one), _kept(other)
    if this.digest and that.digest:
        return True if this.digest == that.digest else None
    return True if this.beginning == that.beginning else None  # one is from before there were digests


def _by_wholes(one: Sketch, other: Sketch) -> bool | None:
    """What the whole texts tell; None where not enough is at hand of one of them."""
    told, is_withheld = None, _is_withheld(one, other)
    is_changed = LONGER in (_kept(one.text).mark, _kept(other.text).mark)
    if one.whole and other.whole and not is_withheld:
        told = are_one_text(one.whole(), other.whole())
        if not told or not is_changed:
            return told
    mark = WITHHELD if is_withheld else LONGER
    first, second = _whole_sketch(one, mark), _whole_sketch(other, mark)
    if not first or not second:
        return told
    return _same_text(first, second, undecided=is_changed)


def _is_withheld(*sketches: Sketch) -> bool:
    return any(_kept(sketch.text).mark == WITHHELD for sketch in sketches)


def _whole_sketch(sketch: Sketch, mark: str) -> str:
    """A sketch of all of the text, by which no words can be told if none are kept; "" where it is not at hand."""
    kept = _kept(sketch.text)
    if kept.whole:
        return kept.whole
    if not _is_cut(sketch.text) and kept.beginning[:1] == "0":  # of what is skipped it tells less
        return kept.beginning
    if sketch.whole is None or kept.mark == WITHHELD:
        return ""
    own, quoted = said(sketch.whole().casefold())
    (first, then) = ([number_of(word) for word in words_of(text).split()] for text in (own, quoted))
    whole = text_sketch(first, then, length=min(len(first) + len(then), 0xFFFF), most=MOST_OF_WHOLE)
    return without_words(whole) if mark == WITHHELD else whole
