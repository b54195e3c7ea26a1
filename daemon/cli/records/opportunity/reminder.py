"""`opportunity remind`: the reminder that is a task in Outlook."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here
from daemon.cli.base.when import moment
from daemon.cli.records.opportunity.common import Which, told_of
from daemon.shapes import local


def remind(
    opportunity: Which,
    when: Annotated[
        str | None,
        Parameter(help="Date and time, of the configured time zone where none is given; a date alone means 9:00."),
    ] = None,
    *,
    off: Annotated[bool, Parameter(help="Switch the reminder off.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Set the reminder, which is a task in the assigned user's Outlook, or switch it off."""
    from daemon.acts import remind_of

    if (when is None) != off:
        raise WrongUse("give a time, or --off")
    at = moment(when, session.manner) if when is not None else None
    with session.writing() as unit:
        shape, line = told_of(unit, session, remind_of(unit, opportunity, at))
    tell(shape, f"{line}; reminder {local(at, session.zone) or 'off'}", as_json)
