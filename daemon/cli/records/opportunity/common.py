"""What the verbs of `opportunity` share: how it and its references are named, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.when import PER_CENT

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import Opportunity

Which = Annotated[str, Parameter(help="Its key (OPP-17), number or a part of the title.")]
ContactName = Annotated[str | None, Parameter(help="Link to this person: id, e-mail address or a part of the name.")]
AccountName = Annotated[str | None, Parameter(help="Link to this company: id or a part of the name.")]
UserName = Annotated[
    str | None, Parameter(help="The user whose work it is: id, e-mail address or a part of the name; or none.")
]
StageName = Annotated[str | None, Parameter(help="The sales stage: its name or a part of it.")]
Percent = Annotated[
    int | None, PER_CENT, Parameter(validator=Number(gte=0, lte=100), help="Whole per cent, 0 to 100: 50 or 50%.")
]
Day = Annotated[str | None, Parameter(help="A date: 2025-03-04, today or tomorrow.")]
Count = Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="At most this many.")]


def told_of(unit: Unit, session: Session, opportunity: Opportunity) -> tuple[dict[str, Any], str]:
    from daemon.shapes import Shapes

    shape = Shapes(unit, session.prefix).opportunity(opportunity)
    stage = f"{opportunity.stage_name or 'no stage'}, {opportunity.probability} %"
    return shape, f"{shape['key']} {opportunity.title}: {stage}"
