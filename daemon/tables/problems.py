"""What is wrong in a table: each kind of it told once, with the rows that it is in, however many these are. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from daemon.language import ENGLISH, Language, refusal_told, told
from daemon.tables.reading import Row, told_of_table

MOST_RANGES = 500  # of one kind that are remembered
MOST_KINDS = 500  # that are told apart
SHOWN_RANGES = 12
SHOWN_CELLS = 4
LONGEST_REASON = 600  # characters

_NUMBER = re.compile(r"\d+")
_SAID = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one row: `column` is "" where it is the row as a whole."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.reason}"


@dataclass(slots=True)
class Lines:
    """Numbers of rows that grow, as ranges."""

    ranges: list[list[int]] = field(default_factory=list)
    count: int = 0
    left_out: int = 0

    def add(self, line: int) -> None:
        self.count += 1
        if self.ranges and self.ranges[-1][1] >= line - 1 and not self.left_out:
            self.ranges[-1][1] = max(line, self.ranges[-1][1])
        elif len(self.ranges) < MOST_RANGES:
            self.ranges.append([line, line])
        else:
            self.left_out += 1

    def __str__(self) -> str:
        return self.said()

    def said(self, language: Language = ENGLISH) -> str:
        """2, 5–9 and 30 more."""
        shown = [f"{first}–{last}" if last > first else str(first) for first, last in self.ranges[:SHOWN_RANGES]]
        lines = ", ".join(shown)
        if len(self.ranges) <= SHOWN_RANGES and not self.left_out:
            return lines
        more = self.count - sum(last - first + 1 for first, last in self.ranges[:SHOWN_RANGES])
        return language.gettext("%(lines)s and %(num)s more", lines=lines, num=language.number(more))


@dataclass(slots=True)
class Kind:
    """One kind of mistake: the first sentence that told it, and other cells that it was about."""

    column: str
    reason: str
    lines: Lines = field(default_factory=Lines)
    cells: list[str] = field(default_factory=list)  # others than the first one
    has_more: bool = False

    def said(self, row: Row = Row.LINE, language: Language = ENGLISH) -> str:
        """The sentence with its rows: "lines 2, 5–9, column stage: …"."""
        place = self.lines.said(language)
        if row is Row.LINE:
            place = language.ngettext("line %(lines)s", "lines %(lines)s", self.lines.count, lines=place)
        else:
            place = language.ngettext("row %(lines)s", "rows %(lines)s", self.lines.count, lines=place)
        if self.column:
            place = language.gettext("%(lines)s, column %(name)s", lines=place, name=column_told(language, self.column))
        sentence = f"{place}: {_reason(language, self.reason)}"
        if not self.cells:
            return sentence
        cells = f"{', '.join(map(repr, self.cells))}{', …' if self.has_more else ''}"
        return language.gettext("%(sentence)s (also %(cells)s)", sentence=sentence, cells=cells)


@dataclass(slots=True)
class Problems:
    """All that is wrong, in bounded room."""

    kinds: dict[tuple[str, str], Kind] = field(default_factory=dict)
    first: list[Problem] = field(default_factory=list)  # one by one
    count: int = 0
    most: int = 1_000
    _cells: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add(self, line: int, column: str, reason: str, cell: str = "") -> None:
        """One more; `cell` is what the reason speaks of, which is no part of what kind it is."""
        self.count += 1
        if len(reason) > LONGEST_REASON:  # of a cell with half a book in it its beginning says enough
            reason = f"{reason[: LONGEST_REASON - 200]} … {reason[-200:]}"
        if len(self.first) < self.most:
            self.first.append(Problem(line, column, reason))
        key = (column, _NUMBER.sub("#", _SAID.sub("'…'", reason.partition("; nearest: ")[0])))
        if key not in self.kinds and len(self.kinds) >= MOST_KINDS:
            key = ("", "")
            reason, column, cell = told_of_table("and more of other kinds"), "", ""
        if (kind := self.kinds.get(key)) is None:
            kind = self.kinds[key] = Kind(column, reason)
            self._cells[key] = {cell}
        elif cell and cell not in (told := self._cells[key]):
            if len(kind.cells) < SHOWN_CELLS - 1:
                kind.cells.append(cell[:100])
                told.add(cell)
            else:
                kind.has_more = True
        kind.lines.add(line)


def column_told(language: Language, column: str) -> str:
    """One of our columns as people call what is in it; in English by its own name, as a shell has it."""
    return column if language.code == ENGLISH.code else language.word("field", column)


def _reason(language: Language, reason: str) -> str:
    """A sentence of a table, or of a record that refused."""
    said = told(language, "table", reason)
    return said if said != reason else refusal_told(language, reason)
