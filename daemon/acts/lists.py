"""Sales stages, the lists that people choose from, products, campaigns and users: by what people call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daemon.acts.changing import value_named
from store.unit import Unit
from store.values import (
    ListName,
    ListValue,
    MarketingActivity,
    Opportunity,
    OpportunityFilter,
    Role,
    Stage,
    StageKind,
    Track,
    User,
)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A stage or value that is gone, in how many records it was, and what these have instead."""

    gone: str
    records: int
    instead: str | None


def stage_in_use(unit: Unit, stage: str) -> tuple[Stage, int]:
    """The stage, and how many opportunities need another one when it is deleted; raises NotFound and Ambiguous."""
    found = unit.stages.find(stage)
    return found, unit.stages.records_in(found.id) if found.kind is StageKind.OPEN else 0


def delete_stage(unit: Unit, stage: Stage, instead: str | None, *, moves_activities: bool = False) -> Replaced:
    """Delete it; its opportunities come to the stage that is named, or have none, its activities go along or away."""
    other = unit.stages.find(instead) if instead is not None else None
    count = unit.stages.delete(stage.id, other.id if other else None, moves_activities=moves_activities)
    return Replaced(stage.name, count, other.name if other else None)


def value_in_use(unit: Unit, which: ListName, name: str) -> tuple[ListValue, int]:
    """The value of a list, and how many records have it; raises NotFound and Ambiguous."""
    found = unit.lists.find(which, name)
    return found, unit.lists.uses(found)


def delete_value(unit: Unit, which: ListName, value: ListValue, instead: str | None) -> Replaced:
    """Take it off its list; records that have it get the value that is named, or none."""
    held = unit.lists.uses(value)
    other = unit.lists.find(which, instead) if instead is not None else None
    unit.lists.delete(value, other)
    return Replaced(value.name, held, other.name if other else None)


def add_marketing(unit: Unit, title: str, fields: Mapping[str, Any]) -> MarketingActivity:
    """Add a campaign: its fields by column, and `type` by name."""
    return unit.marketing.add(title, **_typed(unit, fields))


def edit_marketing(unit: Unit, marketing: str, changed: Mapping[str, Any]) -> MarketingActivity:
    fields = _typed(unit, changed)
    return unit.marketing.edit(unit.marketing.find(marketing).id, **fields)


def _typed(unit: Unit, fields: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(fields)
    if "type" in found:
        found["type_id"] = value_named(unit, ListName.MARKETING_TYPE, found.pop("type"))
    return found


def track_marketing(
    unit: Unit, marketing: str, limit: int | None
) -> tuple[MarketingActivity, Track, Sequence[Opportunity]]:
    """A campaign with what it brought, and the opportunities themselves, so many at most."""
    found = unit.marketing.find(marketing)
    sums = unit.marketing.track(found.id)
    named = OpportunityFilter(initiated_marketing_ids=(found.id,))
    return found, sums, unit.pipeline.page(named, limit=limit)


def add_user(unit: Unit, name: str, email: str, *, role: str | None = None, login: str | None = None) -> User:
    """Add an employee; without a role the first is the owner, others are members."""
    return unit.users.add(name, email, Role(role) if role else None, login=login or "")


def edit_user(unit: Unit, user: str, changed: Mapping[str, Any]) -> User:
    return unit.users.edit(unit.users.find(user).id, **changed)
