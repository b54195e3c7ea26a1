"""`dealtrail forecast`: what opportunities come to, by month of the close date."""

from __future__ import annotations

from cyclopts import App

from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.filters import Filter
from daemon.cli.records.opportunity.sums import say_groups

app = App(name="forecast", help_epilogue=example("dealtrail forecast", "dealtrail forecast --assigned bob --json"))

ALL = Filter()


@app.default
def forecast(*, wanted: Filter = ALL, as_json: AsJson = False, session: Here) -> None:
    """Show count, total and weighted revenue by month of the close date; of open ones unless --state says otherwise."""
    from daemon.acts import sums_by_month

    with session.reading() as unit:
        groups = sums_by_month(unit, wanted.wanted(unit, session, state="open"))
    say_groups("month", "no close date", [(one.month, one.sums) for one in groups], as_json)
