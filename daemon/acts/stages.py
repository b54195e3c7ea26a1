"""Sales stages and the activities that they ask for, by what people call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from daemon.acts.lists import Replaced
from store.unit import Unit
from store.values import Activity, ActivityState, Stage, StageKind


def add_stage(unit: Unit, name: str, position: int | None, probability: int | None = None) -> Stage:
    """Add an open one, last or at a place."""
    return unit.stages.add(name, position, probability=probability)


def stages_found(unit: Unit) -> Sequence[Stage]:
    """All in their order."""
    return unit.stages.all()


def stage_named(unit: Unit, stage: str) -> Stage:
    """Raises NotFound and Ambiguous."""
    return unit.stages.find(stage)


def rename_stage(unit: Unit, stage: str, name: str) -> Stage:
    return unit.stages.rename(unit.stages.find(stage).id, name)


def move_stage(unit: Unit, stage: str, position: int) -> Stage:
    return unit.stages.move(unit.stages.find(stage).id, position)


def set_probability(unit: Unit, stage: str, probability: int | None) -> Stage:
    """What opportunities that come to it get from now on, unless somebody typed one; None: nothing."""
    return unit.stages.set_probability(unit.stages.find(stage).id, probability)


def make_default(unit: Unit, stage: str | None) -> Stage:
    """Let new opportunities begin in this stage, or in the first open one; the one they begin in from now on."""
    unit.stages.make_default(unit.stages.find(stage).id if stage is not None else None)
    return unit.stages.default()


def stage_in_use(unit: Unit, stage: str) -> tuple[Stage, int]:
    """The stage, and how many opportunities need another one when it is deleted; raises NotFound and Ambiguous."""
    found = unit.stages.find(stage)
    return found, unit.stages.records_in(found.id) if found.kind is StageKind.OPEN else 0


def delete_stage(unit: Unit, stage: Stage, instead: str | None, *, moves_activities: bool = False) -> Replaced:
    """Delete it; its opportunities come to the stage that is named, or have none, its activities go along or away."""
    other = unit.stages.find(instead) if instead is not None else None
    count = unit.stages.delete(stage.id, other.id if other else None, moves_activities=moves_activities)
    return Replaced(stage.name, count, other.name if other else None)


# --- what they ask for ------------------------------------------------------------------------------------------------


def add_activity(unit: Unit, stage: str, name: str, days: int | None, position: int | None) -> tuple[Stage, Activity]:
    """Add it to a stage, and so to every opportunity in it."""
    found = unit.stages.find(stage)
    return found, unit.activities.add(found.id, name, days, position)


def edit_activity(unit: Unit, stage: str, activity: str, **changes: Any) -> tuple[Stage, Activity]:
    found, one = activity_named(unit, stage, activity)
    return found, unit.activities.edit(one.id, **changes)


def move_activity(unit: Unit, stage: str, activity: str, position: int) -> tuple[Stage, Activity]:
    found, one = activity_named(unit, stage, activity)
    return found, unit.activities.move(one.id, position)


def delete_activity(unit: Unit, stage: str, activity: str) -> tuple[Stage, Activity]:
    """Delete it from the stage and from every opportunity; what it was."""
    found, one = activity_named(unit, stage, activity)
    unit.activities.delete(one.id)
    return found, one


def activity_named(unit: Unit, stage: str, activity: str) -> tuple[Stage, Activity]:
    """A stage, and the activity that it asks for; raises NotFound and Ambiguous."""
    found = unit.stages.find(stage)
    return found, unit.activities.find(found.id, activity)


def activities_of(unit: Unit, opportunity: str, zone: ZoneInfo) -> Sequence[ActivityState]:
    """What the opportunity's stage asks for, and how far it is."""
    return unit.activities.states(unit.opportunities.find(opportunity).number, zone)


def tick_activity(
    unit: Unit, opportunity: str, activity: str, zone: ZoneInfo, *, is_done: bool
) -> tuple[int, ActivityState]:
    """Complete an activity of an opportunity, or take that back: the opportunity's number, and how it stands."""
    number = unit.opportunities.find(opportunity).number
    id = unit.activities.find_in(number, activity).id
    (unit.activities.tick if is_done else unit.activities.untick)(number, id)
    return number, next(one for one in unit.activities.states(number, zone) if one.activity.id == id)


def remind_of_activities(
    unit: Unit, opportunity: str, activity: str | None, zone: ZoneInfo, *, is_on: bool
) -> tuple[int, Sequence[ActivityState]]:
    """Remind of one activity, or of all that have a duration, or not any more: the number, and how all stand."""
    number = unit.opportunities.find(opportunity).number
    if activity is None:
        unit.activities.remind(number, is_on)
    else:
        unit.activities.remind_of(number, unit.activities.find_in(number, activity).id, is_on)
    return number, unit.activities.states(number, zone)
