"""`dealtrail pipeline`: what opportunities come to, by sales stage."""

from __future__ import annotations

from cyclopts import App

from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.filters import Filter
from daemon.cli.records.opportunity.sums import say_groups

app = App(name="pipeline", help_epilogue=example("dealtrail pipeline", "dealtrail pipeline --assigned bob --json"))

ALL = Filter()


@app.default
def pipeline(*, wanted: Filter = ALL, as_json: AsJson = False, session: Here) -> None:
    """Show count, total and weighted revenue by sales stage; of open ones unless --state says otherwise."""
    from daemon.acts import sums_by_stage

    with session.reading() as unit:
        groups = sums_by_stage(unit, wanted.wanted(unit, session, state="open"))
    say_groups("stage", "no stage", [(one.stage, one.sums) for one in groups], as_json)
