"""Many opportunities in one act, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.unit import Unit
from store.values import Assign, BulkAct, BulkReport, MoveTo, OpportunityFilter


@dataclass(frozen=True, slots=True)
class Edited:
    report: BulkReport
    is_done: bool


def numbers_of(unit: Unit, keys: Sequence[str]) -> list[int]:
    """Each once, in the order in which they were named; raises NotFound and Ambiguous."""
    return list(dict.fromkeys(unit.opportunities.find(key).number for key in keys))


def assign_to(unit: Unit, user: str | None) -> Assign:
    """To the user as people call them, or to nobody; raises NotFound and Ambiguous."""
    return Assign(unit.users.find(user).id if user is not None else None)


def move_to(unit: Unit, stage: str) -> MoveTo:
    return MoveTo(unit.stages.find(stage).id)


def edit_many(unit: Unit, which: Sequence[int] | OpportunityFilter, act: BulkAct, *, is_asked: bool) -> Edited:
    """What it would change, and when it is asked for and none of them refuses, the change itself."""
    numbers = unit.pipeline.numbers(which) if isinstance(which, OpportunityFilter) else list(which)
    report = unit.bulk.preview(numbers, act)
    is_done = is_asked and not report.refusals
    if is_done:
        unit.bulk.carry_out(numbers, report.act)
    return Edited(report, is_done)
