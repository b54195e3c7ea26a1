"""Sales stages, what they ask for, and the lists that people choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes.words import Shape

if TYPE_CHECKING:
    from store.unit import Unit
    from store.values import ActivityState, ListValue, Stage


def stage_shape(unit: Unit, stage: Stage) -> Shape:
    return {
        "id": stage.id,
        "name": stage.name,
        "position": stage.position,
        "kind": stage.kind.value,
        "default": stage.is_default,
        "probability": stage.probability,
        "activities": [
            {"id": one.id, "name": one.name, "days": one.days} for one in unit.activities.of_stage(stage.id)
        ],
    }


def activity_shape(state: ActivityState) -> Shape:
    """An activity of a stage, as far as one opportunity is with it."""
    return {
        "id": state.activity.id,
        "name": state.activity.name,
        "days": state.activity.days,
        "due": state.due,
        "done": state.is_done,
        "completed_at": state.completed_at,
        "completed_by": state.completed_by or None,
        "reminder_at": state.reminder_at,
    }


def list_value_shape(unit: Unit, value: ListValue, most: int | None = None) -> Shape:
    """With how many records have it, counted up to so many and one more."""
    return {"id": value.id, "name": value.name, "position": value.position, "used": unit.lists.uses(value, most)}


def replaced_shape(gone: str, records: int, instead: str | None, *, what: str = "records") -> Shape:
    """A stage or value that is no more, in how many records it was, and what these have now."""
    return {"deleted": gone, what: records, "replacement": instead}
