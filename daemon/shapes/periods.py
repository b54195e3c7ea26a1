"""What reports tell, as programs read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of

if TYPE_CHECKING:
    from store.values import ActivityLine, Decided, HistoryActivity, StageTimes, WonAndLost


def won_and_lost_shape(found: WonAndLost) -> Shape:
    return {
        "months": [{"month": one.month, "sums": [decided_shape(sum) for sum in one.sums]} for one in found.months],
        "sources": [{"source": one.source, "sums": [decided_shape(sum) for sum in one.sums]} for one in found.sources],
    }


def decided_shape(sum: Decided) -> Shape:
    return {
        "currency": sum.currency,
        "won": sum.won,
        "won_total": sum.won_total,
        "lost": sum.lost,
        "lost_total": sum.lost_total,
    }


def stage_times_shape(found: Sequence[StageTimes]) -> list[Shape]:
    """Times are whole hours."""
    return [
        {
            "stage": one.stage,
            "stays": one.stays,
            "median_hours": one.median,
            "ninetieth_hours": one.ninetieth,
            "waiting": one.waiting,
            "waiting_median_hours": one.waiting_median,
            "waiting_long": one.waiting_long,
        }
        for one in found
    ]


def history_activity_shape(found: HistoryActivity, prefix: str) -> Shape:
    return {
        "count": found.count,
        "quiet": found.quiet,
        "quiet_after_days": found.quiet_after,
        "weeks": list(found.weeks),
        "opportunities": [activity_line_shape(one, prefix) for one in found.lines],
    }


def activity_line_shape(one: ActivityLine, prefix: str) -> Shape:
    return {
        "number": one.number,
        "key": key_of(one.number, prefix),
        "title": one.title,
        "party": one.party,
        "assigned": one.assignee or None,
        "stage": one.stage or None,
        "last_at": one.last_at,
        "quiet_days": one.quiet_days,
        "is_quiet": one.is_quiet,
        "items": list(one.weeks),
    }
