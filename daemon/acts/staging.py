"""Taking an opportunity to another stage, whichever: an open one, or closed as won or lost."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from daemon.acts.opportunities import References, close_opportunity, edit_opportunity, reopen_opportunity
from store.unit import Unit
from store.values import Opportunity, StageKind


def take_to_stage(
    unit: Unit,
    number: int,
    stage: str,
    *,
    on: date | None = None,
    reason: str | None = None,
    zone: ZoneInfo,
    now: datetime,
) -> Opportunity:
    """Where it is closed, it is opened again first; `on` and `reason` are of closing. Raises NotFound and Invalid."""
    wanted, found, key = unit.stages.find(stage), unit.opportunities.get(number), str(number)
    if found.stage is not None and found.stage.id == wanted.id:
        return found
    if wanted.kind is StageKind.OPEN and not found.is_open:
        return reopen_opportunity(unit, key, wanted.name)
    if wanted.kind is StageKind.OPEN:
        return edit_opportunity(unit, key, {}, References(stage=wanted.name))
    if not found.is_open:
        reopen_opportunity(unit, key)
    is_won = wanted.kind is StageKind.WON
    return close_opportunity(unit, key, is_won=is_won, on=on, zone=zone, now=now, reason=reason)
