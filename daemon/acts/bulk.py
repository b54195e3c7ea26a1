"""Many opportunities in one act, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.unit import Unit
from store.values import BulkAct, BulkReport, OpportunityFilter


@dataclass(frozen=True, slots=True)
class Edited:
    report: BulkReport
    is_done: bool


def numbers_of(unit: Unit, keys: Sequence[str]) -> list[int]:
    """Each once, in the order in which they were named; raises NotFound and Ambiguous."""
    return list(dict.fromkeys(unit.opportunities.find(key).number for key in keys))


def edit_many(unit: Unit, which: Sequence[int] | OpportunityFilter, act: BulkAct, *, is_asked: bool) -> Edited:
    """What it would change, and when it is asked for and none of them refuses, the change itself."""
    numbers = unit.pipeline.numbers(which) if isinstance(which, OpportunityFilter) else list(which)
    report = unit.bulk.preview(numbers, act)
    is_done = is_asked and not report.refusals
    if is_done:
        unit.bulk.carry_out(numbers, report.act)
    return Edited(report, is_done)
