"""`opportunity close` and `reopen`."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here
from daemon.cli.base.when import day
from daemon.cli.records.opportunity.common import (
    Which,
    told_of,
)

if TYPE_CHECKING:
    from daemon.cli.base.session import Session


def close(
    opportunity: Which,
    outcome: Annotated[Literal["won", "lost"], Parameter(help="How it ended: won or lost.")],
    *,
    on: Annotated[str | None, Parameter(help="The day it was decided, then its close date; else today.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Close an opportunity as won or lost; nothing of it can be changed until it is reopened."""
    decided = closing_time(on, session)
    actual = decided.astimezone(session.zone).date() if on is not None else None
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        told = told_of(unit, session, unit.opportunities.close(number, outcome == "won", decided, close_date=actual))
    tell(*told, as_json)


def reopen(
    opportunity: Which,
    *,
    stage: Annotated[str | None, Parameter(help="The open stage it goes to; the first one when left out.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Open a closed opportunity again, with the probability it had."""
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        wanted = unit.stages.find(stage) if stage is not None else unit.stages.default()
        told = told_of(unit, session, unit.opportunities.reopen(number, wanted.id))
    tell(*told, as_json)


def closing_time(on: str | None, session: Session) -> datetime:
    """The end of that day, so that its mail still counts as sent before; now for today."""
    now = session.now()
    if on is None:
        return now
    end = datetime.combine(day(on, session.zone, now), time(23, 59, 59), session.zone).astimezone(UTC)
    if end - now >= timedelta(days=1):
        raise WrongUse(f"{on!r} is in the future; an opportunity is closed today or before")
    return min(now, end)
