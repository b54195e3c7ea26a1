"""Bars as rectangles: across in per cent, so that words keep their size however wide the page is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from daemon.shapes import visible
from daemon.web.pictures.scale import Scale, scale_of

LONGEST = 30  # letters of a name beside a bar: what a narrow telephone has room for

BAR = 16  # pixels
PLOT, HEAD, FOOT = 180, 14, 40
MARGIN = Decimal(18)  # per cent of the width that the words of ticks take
MOST_NAMES = 6
WIDEST = Decimal(9)  # per cent: one bar alone is no wall


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a bar, from one value to another; `kind` says how it looks, `said` what it stands for."""

    kind: str
    start: Decimal
    end: Decimal
    said: str


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    marks: tuple[Mark, ...]
    said: str = ""  # its numbers, written beside it
    under: str = ""  # a second line below its name
    count: str = ""  # of how many it tells, beside its name


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Numbers as they stand in SVG; across in per cent."""

    kind: str
    x: str
    y: str
    width: str
    height: str
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    name_y: int
    said: tuple[tuple[int, str], ...]  # its lines, each with where it stands
    rectangles: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Bars that lie one below the other, their names above them and their numbers below."""

    height: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    y: str
    value: Decimal
    is_zero: bool


@dataclass(frozen=True, slots=True)
class Name:
    x: str
    name: str
    under: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Bars that stand one beside the other, as months do."""

    height: int
    left: str  # where the bars begin
    ticks: tuple[Tick, ...]
    names: tuple[Name, ...]  # as many as have room
    names_y: int
    rectangles: tuple[Rectangle, ...]


def rows(bars: Sequence[Bar]) -> Rows:
    scale = _scale(bars, is_whole=False)
    drawn, top = [], 0
    for bar in bars:
        name = shortened(bar.name) + (f" ({bar.count})" if bar.count else "")
        marks = tuple(_lying(mark, scale, top + 20) for mark in bar.marks if mark.start != mark.end)
        y = top + 14 + (20 if marks else 0)
        said = tuple((y + 16 * (line + 1), words) for line, words in enumerate(_lines(bar.said)))
        drawn.append(Row(name, top + 14, said, marks))
        top = y + 16 * len(said) + 12
    return Rows(top, tuple(drawn))


def _lines(said: str) -> Sequence[str]:
    """On a second line what a narrow telephone has no room for on the first."""
    first, comma, rest = said.partition(", ")
    return [said] if len(said) <= LONGEST or not comma else [first, rest]


def columns(bars: Sequence[Bar], *, is_whole: bool = False) -> Columns:
    scale = _scale(bars, is_whole=is_whole)
    each = (100 - MARGIN) / max(1, len(bars))
    thick = min(each * Decimal("0.72"), WIDEST)
    marks = tuple(
        _standing(mark, scale, MARGIN + each * place + (each - thick) / 2, thick)
        for place, bar in enumerate(bars)
        for mark in bar.marks
        if mark.start != mark.end
    )
    ticks = tuple(Tick(_number(_height_of(value, scale)), value, value == 0) for value in scale.ticks)
    nth = -(-len(bars) // MOST_NAMES) or 1
    names = tuple(
        Name(_per_cent(MARGIN + each * (place + Decimal("0.5"))), bar.name, bar.under)
        for place, bar in enumerate(bars)
        if (len(bars) - 1 - place) % nth == 0  # the last one is where people look
    )
    return Columns(HEAD + PLOT + FOOT, _per_cent(MARGIN), ticks, names, HEAD + PLOT + 16, marks)


def spark(counts: Sequence[int], height: int = 24, thick: int = 6) -> tuple[int, tuple[Rectangle, ...]]:
    """A bar for each count, in pixels: the whole width, and the bars; what is nothing is a dot on the ground."""
    most = max([*counts, 4])  # a single e-mail is no peak
    bars = []
    for place, count in enumerate(counts):
        tall = max(1, count * height // most) if count else 1
        x, y = place * (thick + 2), height - tall
        bars.append(Rectangle("solid" if count else "none", str(x), str(y), str(thick), str(tall), str(count)))
    return len(counts) * (thick + 2), tuple(bars)


def shortened(name: str, longest: int = LONGEST) -> str:
    """The name as far as there is room for it, and nothing in it that turns the direction of what stands beside it."""
    shown = visible(name)
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def _scale(bars: Sequence[Bar], *, is_whole: bool) -> Scale:
    return scale_of((end for bar in bars for mark in bar.marks for end in (mark.start, mark.end)), is_whole=is_whole)


def _lying(mark: Mark, scale: Scale, y: int) -> Rectangle:
    left, right = sorted((scale.share(mark.start) * 100, scale.share(mark.end) * 100))
    return Rectangle(mark.kind, _per_cent(left), str(y), _per_cent(right - left), str(BAR), mark.said)


def _standing(mark: Mark, scale: Scale, x: Decimal, thick: Decimal) -> Rectangle:
    top, bottom = sorted((_height_of(mark.start, scale), _height_of(mark.end, scale)))
    return Rectangle(mark.kind, _per_cent(x), _number(top), _per_cent(thick), _number(bottom - top), mark.said)


def _height_of(value: Decimal, scale: Scale) -> Decimal:
    return HEAD + PLOT * (1 - scale.share(value))


def _per_cent(number: Decimal) -> str:
    return f"{_number(number)}%"


def _number(number: Decimal) -> str:
    """With two decimal places at most, and never as 1E+1."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
