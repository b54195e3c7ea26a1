"""Sales stages and ordered lists: moving, and what becomes of a stage's records and activities when it goes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from store.errors import Invalid
from store.values import Activity, Stage, StageKind

T = TypeVar("T")


def moved(order: Sequence[T], one: T, place: int) -> tuple[T, ...]:
    """The same elements with `one` at that place, counted from 1; beyond the end means the end."""
    if place < 1:
        raise Invalid("position", f"must be 1 or more, not {place}")
    rest = [other for other in order if other != one]
    rest.insert(min(place - 1, len(rest)), one)
    return tuple(rest)


def changeable(stage: Stage, act: str) -> None:
    """Raises Invalid for a built-in stage: the closed ones cannot be edited, moved or deleted."""
    if stage.kind is not StageKind.OPEN:
        raise Invalid(f"stage {stage.name}", f"is built in and cannot be {act}")


@dataclass(frozen=True, slots=True)
class Deletion:
    """What the deletion of a stage does: where its records go, and the order of activities where some are moved."""

    stage: Stage
    replacement: Stage | None  # None: the records' stage is blank afterwards
    moved_activities: tuple[int, ...] = ()  # all of the replacement's afterwards, by id; () when none are moved


def deletion(
    stage: Stage,
    replacement: Stage | None,
    *,
    activities: Sequence[Activity] = (),
    present: Sequence[Activity] = (),
    moves_activities: bool = False,
) -> Deletion:
    """The plan: `activities` of the stage go on top of those `present` in the replacement, or are deleted with it."""
    changeable(stage, "deleted")
    if replacement is None:
        if moves_activities:
            raise Invalid(f"stage {stage.name}", "has no replacement that its activities could move to")
        return Deletion(stage, None)
    if replacement.id == stage.id:
        raise Invalid(f"stage {stage.name}", "cannot be its own replacement")
    if replacement.kind is not StageKind.OPEN:
        raise Invalid(f"stage {replacement.name}", "is a closed one and cannot be a replacement", "name an open stage")
    order = tuple(one.id for one in (*activities, *present)) if moves_activities else ()
    return Deletion(stage, replacement, order)
