"""The form of a line that says who wrote: every word of it is a day's, a time's, a verb, an address or one name. Pure.

What a program writes has nothing else in it. "As agreed on 6 October Bob Miller wrote:" has: it is somebody's sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.text.attribution import ADDRESS, AROUND, BY_SOMEBODY, VERBS, YEAR, is_name, moment_in
from daemon.text.dates import DAYS, MONTHS
from daemon.text.languages import BEFORE_A_NAME, BESIDE_A_MOMENT, LANGUAGES

LONGEST_NAME = 8  # words


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of that form shows, and nothing is beside it."""

    name: str
    address: str
    has_day: bool
    has_time: bool
    has_verb: bool  # which is its last word, or right before the name, or between name and moment
    is_moment_first: bool
    is_precise: bool  # the weekday, the zone or the seconds are there as well: people leave those out
    is_quoted_name: bool = False


_OPENERS = frozenset(
    piece for one in LANGUAGES.values() for words in one.begins for piece in words.casefold().split() if piece
)
_BESIDE = _OPENERS | frozenset(word.casefold() for word in BESIDE_A_MOMENT)
# Before a name, of somebody who is told of; with a capital letter it is the name's, or the line's first word.
_ARTICLES = frozenset("the der die das den le la les il lo el los las o os het \u03bf \u03b7".split())
_SHORT = 2  # letters of a weekday that is a word of another language as well
_CUT = 3  # letters of a day or a month that was shortened, at the least
_LONG = sorted(word for word in DAYS | MONTHS if len(word) > _CUT)
_SHORTENED = frozenset(word[:n] for word in _LONG for n in range(_CUT, len(word)))

_WRAPPED = r"[\s<(\[\"']{0,4}(?:mailto:)?"
_WITH_ADDRESS = re.compile(rf"{_WRAPPED}({ADDRESS.pattern})[>)\]\"']{{0,4}}")
_FIGURES = re.compile(r"\d+(?:[.:/h\uff1a-]\d+)*(?:st|nd|rd|th|er)?", re.IGNORECASE)
_EAST_ASIAN = re.compile(
    r"[（(]?(?:周|星期|週|礼拜)[一二三四五六日天][）)]?|[月火水木金土日]曜日?|[（(][月火水木金土日일월화수목금토][）)]|"
    r"[일월화수목금토]요일|上午|下午|午前|午後|中午|晚上|早上|오전|오후|[年月日号時时點点分秒년월일시분초]"
)
_EAST_ASIAN_WEEKDAY = re.compile(
    r"(?:周|星期|週)[一二三四五六日天]|[月火水木金土日]曜|[（(][月火水木金土日일월화수목금토][）)]|[일월화수목금토]요일"
)
_BETWEEN = re.compile(r"[\s,;()\[\]<>|/\u060c\u3001\uff0c\u200e\u200f\u202a-\u202e]+")
_AT_ENDS = "+.:'\"\u2019\u05f3\u201c\u201d\u201e\u00ab\u00bb\u05be-\u2010\u2013\u2014*"
_ZONE = re.compile(r"[+-]\d\d:?\d\d|\d:\d\d:\d\d|(?:GMT|UTC)")
_QUOTED = re.compile(r"\"[^\"\n]{1,80}\"|\u00ab[^\u00ab\u00bb\n]{1,80}\u00bb")

_MAN, _VERB, _FIGURE, _ASIAN = "\x01", "\x02", "\x03", "\x04"
_MARKS = frozenset((_MAN, _VERB, _FIGURE, _ASIAN))


def form_of(text: str) -> Line | None:
    """What the line shows; None where it has a word that is no part of such a line."""
    line = AROUND.sub("", text)
    found = _WITH_ADDRESS.search(line)
    bare = _WITH_ADDRESS.sub(f" {_MAN} ", line) if found else line
    verb = next(VERBS.finditer(bare), None)
    if verb is not None:
        if BY_SOMEBODY.search(bare[: verb.start()]):
            return None
        bare = f"{bare[: verb.start()]} {_VERB} {bare[verb.end() :]}"
    shown = bare
    bare = _FIGURES.sub(f" {_FIGURE} ", bare)
    if not bare.isascii():
        bare = _EAST_ASIAN.sub(f" {_ASIAN} ", bare)
    words = [stripped for word in _BETWEEN.split(bare) if (stripped := word.strip(_AT_ENDS))]
    folded = [word.casefold() for word in words]
    others = [n for n in range(len(words)) if not _is_accounted_for(folded, n)]
    first, last = (others[0], others[-1]) if others else (0, -1)
    if last - first >= LONGEST_NAME or any(word in _MARKS for word in words[first : last + 1]):
        return None
    if others and not _is_beside_somebody(words, first, last):
        return None
    if first and words[first - 1] in _ARTICLES:
        return None
    name = " ".join(words[first : last + 1])
    is_before = first == 0 and bool(others)
    is_first = not is_before and words[:1] not in ([_MAN], [_VERB])
    is_weekday = any(_is_weekday(folded, n) for n in range(len(folded)) if not first <= n <= last)
    return Line(
        name=name,
        address=found[1] if found else "",
        has_day=_has_day(shown, folded),
        has_time=bool(moment_in(shown)),
        has_verb=verb is not None,
        is_moment_first=is_first,
        is_precise=is_weekday or bool(_ZONE.search(shown)) or _EAST_ASIAN_WEEKDAY.search(shown) is not None,
        is_quoted_name=_QUOTED.search(line) is not None,
    )


def _has_day(shown: str, folded: list[str]) -> bool:
    return YEAR.search(shown) is not None or (_FIGURE in folded and any(word in MONTHS for word in folded))


def _is_accounted_for(folded: list[str], n: int) -> bool:
    word = folded[n]
    if word in _MARKS or word in _BESIDE:
        return True
    if word in DAYS or word in MONTHS or word in _SHORTENED or word.removeprefix("\u05d1") in MONTHS:
        return len(word) > _SHORT or _is_beside_a_figure(folded, n)
    return False


def _is_weekday(folded: list[str], n: int) -> bool:
    word = folded[n]
    if word not in DAYS or word in MONTHS or word in _BESIDE:
        return False
    return len(word) > _SHORT or _is_beside_a_figure(folded, n)


def _is_beside_a_figure(folded: list[str], n: int) -> bool:
    before, after = folded[n - 1] if n else "", folded[n + 1] if n + 1 < len(folded) else ""
    return _FIGURE in (before, after) or (after in MONTHS and len(after) > _SHORT)


def _is_beside_somebody(words: list[str], first: int, last: int) -> bool:
    """Whether the name stands right by the address or the verb, or at the line's end."""
    beside = (words[first - 1] if first else "", words[last + 1] if last + 1 < len(words) else "")
    return _MAN in beside or _VERB in beside


def is_a_name(line: Line) -> bool:
    """Whether what is no part of a moment in it is written as a name, and not as what is said of somebody."""
    if not line.name or line.is_quoted_name:
        return True
    return is_name(line.name) and line.name.split()[0].casefold().rstrip(".") not in BEFORE_A_NAME
