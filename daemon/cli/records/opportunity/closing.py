"""`opportunity close` and `reopen`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here
from daemon.cli.base.when import PAST, day
from daemon.cli.records.opportunity.common import (
    Which,
    told_of,
)

if TYPE_CHECKING:
    from daemon.cli.base.session import Session


Reason = Annotated[str | None, Parameter(help="Why it was lost, from the list of reasons: a name or a part of it.")]


def close(
    opportunity: Which,
    outcome: Annotated[Literal["won", "lost"], Parameter(help="How it ended: won or lost.")],
    *,
    on: Annotated[str | None, Parameter(help="The day it was decided, then its close date; else today.")] = None,
    reason: Reason = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Close an opportunity as won or lost; nothing of it can be changed until it is reopened."""
    from daemon.acts import close_opportunity

    decided = day_closed(on, session)
    with session.writing() as unit:
        closed = close_opportunity(
            unit,
            opportunity,
            is_won=outcome == "won",
            on=decided,
            zone=session.zone,
            now=session.now(),
            reason=reason,
        )
        told = told_of(unit, session, closed)
    tell(*told, as_json)


def reopen(
    opportunity: Which,
    *,
    stage: Annotated[
        str | None, Parameter(help="The open stage it goes to; the one it was closed from when left out.")
    ] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Open a closed opportunity again, in the stage and with the probability it was closed from."""
    from daemon.acts import reopen_opportunity

    with session.writing() as unit:
        told = told_of(unit, session, reopen_opportunity(unit, opportunity, stage))
    tell(*told, as_json)


def day_closed(on: str | None, session: Session) -> date | None:
    """The day that was typed, None for now; raises WrongUse for one to come."""
    if on is None:
        return None
    decided = day(on, session.manner, PAST)
    if decided > session.manner.today:
        raise WrongUse(f"{on!r} is in the future; an opportunity is closed today or before")
    return decided
