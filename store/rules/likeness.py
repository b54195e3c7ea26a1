"""Whether two e-mails are copies of one, whatever was put before or below them on their way. Pure.

Compared are sender, date, subject and text; what one of two does not tell decides nothing. Two texts that are the same
as a person reads them are one. Of others there are sketches (`store/rules/sketching.py`): made once they are compared,
as long as the whole text is at hand.

A sketch looks at a text's beginning. Where a text goes on, a digest of all of it stands behind, and two that differ are
compared whole: by their words, as long as both are at hand, else by sketches of all of each (see `Kept`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from store.rules.said import OVERLAP, are_one_text
from store.rules.sketching import (
    BEHIND,
    LONGER,
    LOOKED_AT,
    QUOTED,
    WITHHELD,
    kept,
    read,
    stretches,
    text_sketch,
    whole_sketch,
    without_words,
)
from store.values import OF_WHOLE, Sketch

AROUND = timedelta(minutes=10)  # in which a copy without a Message-ID is looked for, before and after


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
    if not _same_but_text_unnamed(one, at, other, other_at):
        return False
    if at is None or other_at is None:
        one, other = made(one), made(other)
        return bool(one.text and other.text) and _same_text(one.text, other.text)
    return _is_one_whole(one, other) or _same_text(made(one).text, made(other).text)


def is_doubtful(held: Sketch, arrived: Sketch) -> bool:
    """Whether the whole text of an item tells if an e-mail of its Message-ID is a copy of it, and nothing else does."""
    if not held.text or not arrived.text or not _same_but_text(held, arrived):
        return False
    return held.text == OF_WHOLE or _by_beginnings(held.text, made(arrived).text) is None


def is_unnamed_doubtful(held: Sketch, at: datetime | None, arrived: Sketch, arrived_at: datetime | None) -> bool:
    """The same where one of them has no Message-ID."""
    if held.text != OF_WHOLE or not arrived.text:
        return False
    return _same_but_text_unnamed(held, at, arrived, arrived_at)


def together(one: Sketch, other: Sketch) -> Sketch:
    """What a copy is compared by that may come later: with what either tells, whichever was read first."""
    if _is_one_whole(one, other):
        text, whole = OF_WHOLE, one.whole
    else:
        one, other = made(one), made(other)
        text, whole = one.text if one.text == other.text else _longer(one, other), None
    sender, sent = one.sender or other.sender, one.sent or other.sent
    if sender != other.sender and other.sender:
        sender = min(sender, other.sender)
    if sent != other.sent and other.sent:
        sent = min(sent, other.sent)
    subject = max(one.subject, other.subject, key=lambda subject: (len(subject), subject))
    named = min((one, other), key=lambda sketch: (not sketch.likeness, sketch.is_anonymous, sketch.likeness))
    return Sketch(sender, sent, subject, text, named.likeness, one.is_anonymous and other.is_anonymous, whole)


def _longer(one: Sketch, other: Sketch) -> str:
    """The text of the longer, with a sketch of all of it where it goes on: what is kept of both is the shorter."""
    if one.text and other.text and (_is_cut(one.text) or _is_cut(other.text)):
        mark = WITHHELD if _is_withheld(one, other) else LONGER
        wholes = [(whole, sketch.text) for sketch in (one, other) if (whole := _whole_sketch(sketch, mark))]
        if len(wholes) == 2:
            whole, text = max(wholes, key=lambda found: (read(found[0])[2], found))
            return kept(text)._replace(mark=mark, whole=whole).written()
    return max(one.text, other.text, key=_told)


def _told(text: str) -> tuple[int, str]:
    numbers, level, _ = read(text)
    return len(numbers) << 2 * level, text


def are_copies(one: Sketch, other: Sketch) -> bool:
    """Whether two e-mails of one Message-ID are the same message."""
    if not _same_but_text(one, other):
        return False
    if not one.text or not other.text or _is_one_whole(one, other):
        return True
    one, other = made(one), made(other)
    told = _by_beginnings(one.text, other.text)
    if told is None:
        told = _by_wholes(one, other)
    return _same_text(one.text, other.text) if told is None else told


def _same_but_text(one: Sketch, other: Sketch) -> bool:
    return (
        _agree(one.sender, other.sender) and _agree(one.sent, other.sent) and _same_subject(one.subject, other.subject)
    )


def _same_but_text_unnamed(one: Sketch, at: datetime | None, other: Sketch, other_at: datetime | None) -> bool:
    if not (one.is_anonymous or other.is_anonymous) or one.likeness != other.likeness:
        return False
    if one.is_anonymous and other.is_anonymous and one.sender and one.sent and other.sender and other.sent:
        return False
    if not _agree(one.sender, other.sender) or one.subject != other.subject:
        return False
    return at is None or other_at is None or abs(at - other_at) <= AROUND


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _same_subject(one: str, other: str) -> bool:
    """One contains the other, by whole words."""
    return one == other or f" {one} " in f" {other} " or f" {other} " in f" {one} " or not (one and other)


# --- texts ------------------------------------------------------------------------------------------------------------


class _Whole:
    """A whole text, read once however often it is asked for, and its sketch, made once."""

    __slots__ = ("_read", "_sketch", "_text")

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read
        self._text: str | None = None
        self._sketch: str | None = None

    def __call__(self) -> str:
        if self._text is None:
            self._text = self._read()
        return self._text

    def sketch(self) -> str:
        if self._sketch is None:
            self._sketch = text_sketch(self())
        return self._sketch


def to_compare(sketch: Sketch) -> Sketch:
    """One that is compared with several, for which its text is read, and its sketch made, only once."""
    whole = sketch.whole
    return sketch if whole is None or isinstance(whole, _Whole) else replace(sketch, whole=_Whole(whole))


def made(sketch: Sketch) -> Sketch:
    """With the sketch of its text, where that is to be made of the whole."""
    if sketch.text != OF_WHOLE:
        return sketch
    whole = sketch.whole
    if isinstance(whole, _Whole):
        return replace(sketch, text=whole.sketch())
    return replace(sketch, text=text_sketch(whole()) if whole else "")


def _is_one_whole(one: Sketch, other: Sketch) -> bool:
    """Whether the same is read in both, for which no sketch is needed."""
    if not one.text == other.text == OF_WHOLE or one.whole is None or other.whole is None:
        return False
    return one.whole() == other.whole()


def _same_text(one: str, other: str, *, undecided: bool = True) -> bool:
    """By sketches of both; `undecided` where one is too short for how coarsely the other is told."""
    if not one or not other or one == other:
        return True
    (these, level, count), (those, least, other_count) = read(one), read(other)
    while level < least:
        these, level = stretches(these), level + 1
    while least < level:
        those, least = stretches(those), least + 1
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


def withheld(sketch: Sketch) -> Sketch:
    """The sketch of a text of which the whole is not kept: with one of all of it, where it goes on."""
    sketch = made(sketch)
    if not sketch.text:
        return sketch
    whole = _whole_sketch(sketch, WITHHELD) if _is_cut(sketch.text) else ""
    return replace(sketch, text=kept(sketch.text)._replace(mark=WITHHELD, whole=whole).written())


def _is_cut(text: str) -> bool:
    """Whether it goes on behind what its sketch tells of; one from before this says so by its length."""
    if BEHIND not in text:
        return bool(text) and int(text[1:5], 16) > LOOKED_AT
    held = kept(text)
    return bool(held.digest or held.whole)


def _by_beginnings(one: str, other: str) -> bool | None:
    """What the beginnings, and the digests of the wholes, tell; None where only the wholes do."""
    if not one or not other or one == other:
        return True
    if not (_is_cut(one) or _is_cut(other)):
        return _same_text(kept(one).beginning, kept(other).beginning)
    this, that = kept(one), kept(other)
    if this.digest and that.digest:
        return True if this.digest == that.digest else None
    return True if this.beginning == that.beginning else None  # one is from before there were digests


def _by_wholes(one: Sketch, other: Sketch) -> bool | None:
    """What the whole texts tell; None where not enough is at hand of one of them."""
    told, is_withheld = None, _is_withheld(one, other)
    is_changed = LONGER in (kept(one.text).mark, kept(other.text).mark)
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
    return any(kept(sketch.text).mark == WITHHELD for sketch in sketches)


def _whole_sketch(sketch: Sketch, mark: str) -> str:
    """A sketch of all of the text, by which no words can be told if none are kept; "" where it is not at hand."""
    held = kept(sketch.text)
    if held.whole:
        return held.whole
    if not _is_cut(sketch.text) and held.beginning[:1] == "0":  # of what is skipped it tells less
        return held.beginning
    if sketch.whole is None or held.mark == WITHHELD:
        return ""
    whole = whole_sketch(sketch.whole())
    return without_words(whole) if mark == WITHHELD else whole
