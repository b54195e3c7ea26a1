"""One edit of many opportunities, and what it would change. Pure."""

from __future__ import annotations

from datetime import date, datetime

from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class Assign:
    user_id: int | None  # None: nobody


@dataclass(frozen=True, slots=True)
class MoveTo:
    stage_id: int


@dataclass(frozen=True, slots=True)
class Categorise:
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Close:
    won: bool
    at: datetime
    close_date: date | None = None  # None: as expected
    lost_reason_id: int | None = None


BulkAct = Assign | MoveTo | Categorise | Close


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What the edit would do to one opportunity: change it, refuse it, or leave it as it is."""

    number: int
    title: str
    before: str
    after: str
    refusal: str = ""  # a sentence

    @property
    def changes(self) -> bool:
        return not self.refusal and self.before != self.after


@dataclass(frozen=True, slots=True)
class BulkReport:
    act: BulkAct
    field: str
    lines: tuple[BulkLine, ...]

    @property
    def changes(self) -> tuple[BulkLine, ...]:
        return tuple(line for line in self.lines if line.changes)

    @property
    def refusals(self) -> tuple[BulkLine, ...]:
        return tuple(line for line in self.lines if line.refusal)
