"""`dealtrail forecast`: what opportunities come to, by month of the close date."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.filters import Filter
from daemon.cli.records.opportunity.sums import say_groups, say_people

app = App(
    name="forecast",
    help_epilogue=example(
        "dealtrail forecast", "dealtrail forecast --assigned bob --json", "dealtrail forecast --by person"
    ),
)

ALL = Filter()


@app.default
def forecast(
    *,
    by: Annotated[Literal["month", "person"], Parameter(help="By month of the close date, or by person.")] = "month",
    wanted: Filter = ALL,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Show count, total and weighted revenue by month of the close date; of open ones unless --state says otherwise."""
    from daemon.acts import sums_by_month, sums_by_person

    with session.reading() as unit:
        meant = wanted.wanted(unit, session, state="open")
        if by == "person":
            people = sums_by_person(unit, meant)
        else:
            groups = sums_by_month(unit, meant)
    if by == "person":
        say_people(people, as_json)
        return
    say_groups("month", "no close date", [(one.month, one.sums) for one in groups], as_json)
