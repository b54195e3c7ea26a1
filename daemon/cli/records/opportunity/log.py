"""`opportunity log`: the audit trail of one opportunity."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say_json, say_table
from daemon.cli.base.session import AsJson, Here
from daemon.cli.records.opportunity.common import Which
from daemon.shapes import local, localised, own_change_shape


def log(
    opportunity: Which,
    *,
    limit: Annotated[int | None, WHOLE, Parameter(validator=Number(gte=1), help="At most this many.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Show who changed what of it, when, from what, to what; the latest first."""
    from daemon.acts import opportunity_log

    with session.reading() as unit:
        trail = opportunity_log(unit, opportunity, limit)
    if as_json:
        say_json([own_change_shape(one) for one in trail])
        return
    say_table(
        ("when", "who", "field", "from", "to"),
        [
            (
                local(one.at, session.zone),
                one.actor,
                one.field,
                localised(one.before, session.zone),
                localised(one.after, session.zone),
            )
            for one in trail
        ],
        empty="no changes",
    )
