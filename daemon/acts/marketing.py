"""Campaigns: adding and changing them, and what they brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from daemon.acts.lists import value_named
from daemon.acts.typed import typed_amount
from store.paging import Place
from store.unit import Unit
from store.values import ListName, MarketingActivity, Opportunity, OpportunityFilter, Track


def add_marketing(unit: Unit, title: str, fields: Mapping[str, Any]) -> MarketingActivity:
    """Add a campaign: its fields by column, and `type` by name."""
    return unit.marketing.add(title, **_typed(unit, fields, "EUR"))


def marketing_found(
    unit: Unit, search: str, *, type: str | None, limit: int | None, offset: int = 0, place: Place = ()
) -> Sequence[MarketingActivity]:
    """Campaigns with a part of the title and of the type that is named, by title; raises NotFound and Ambiguous."""
    type_id = value_named(unit, ListName.MARKETING_TYPE, type)
    return unit.marketing.all(search, type_id=type_id, limit=limit, offset=offset, place=place)


def marketing_named(unit: Unit, marketing: str) -> MarketingActivity:
    """Raises NotFound and Ambiguous."""
    return unit.marketing.find(marketing)


def edit_marketing(unit: Unit, marketing: str, changed: Mapping[str, Any]) -> MarketingActivity:
    found = unit.marketing.find(marketing)
    return unit.marketing.edit(found.id, **_typed(unit, changed, found.currency))


def _typed(unit: Unit, fields: Mapping[str, Any], currency: str) -> dict[str, Any]:
    found = dict(fields)
    if "type" in found:
        found["type_id"] = value_named(unit, ListName.MARKETING_TYPE, found.pop("type"))
    if found.get("budget") is not None:
        named = found.get("currency")
        found["budget"], code = typed_amount(unit, "budget", found["budget"], currency=named, default=currency)
        found |= {"currency": code} if code != currency else {}
    return found


def track_marketing(
    unit: Unit, marketing: str, limit: int | None
) -> tuple[MarketingActivity, Track, Sequence[Opportunity]]:
    """A campaign with what it brought, and the opportunities themselves, so many at most."""
    found = unit.marketing.find(marketing)
    sums = unit.marketing.track(found.id)
    named = OpportunityFilter(initiated_marketing_ids=(found.id,))
    return found, sums, unit.pipeline.page(named, limit=limit)
