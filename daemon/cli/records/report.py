"""`dealtrail report`: what the pictures tell, in words and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.filters import Filter
from daemon.cli.records.opportunity.sums import say_groups
from daemon.shapes import history_activity_shape, key_of, local, stage_times_shape, visible, won_and_lost_shape

if TYPE_CHECKING:
    from daemon.acts import ReadAt
    from daemon.cli.base.session import Session
    from store.values import Decided

app = App(
    name="report",
    help_epilogue=example("dealtrail report outcomes --months 6", "dealtrail report activity --quiet-after 21 --json"),
)

ALL = Filter()
Months = Annotated[
    int, WHOLE, Parameter(validator=Number(gte=1, lte=120), help="So many months, this one being the last.")
]


@app.command(help_epilogue=example("dealtrail report pipeline", "dealtrail report pipeline --assigned bob --json"))
def pipeline(*, wanted: Filter = ALL, as_json: AsJson = False, session: Here) -> None:
    """Show count, total and weighted revenue by sales stage; of open ones unless --state says otherwise."""
    from daemon.acts import sums_by_stage

    with session.reading() as unit:
        groups = sums_by_stage(unit, wanted.wanted(unit, session, state="open"))
    say_groups("stage", "no stage", [(one.stage, one.sums) for one in groups], as_json)


@app.command(help_epilogue=example("dealtrail report forecast", "dealtrail report forecast --stage proposal"))
def forecast(*, wanted: Filter = ALL, as_json: AsJson = False, session: Here) -> None:
    """Show count, total and weighted revenue by month of the close date; of open ones unless --state says otherwise."""
    from daemon.acts import sums_by_month

    with session.reading() as unit:
        groups = sums_by_month(unit, wanted.wanted(unit, session, state="open"))
    say_groups("month", "no close date", [(one.month, one.sums) for one in groups], as_json)


@app.command(help_epilogue=example("dealtrail report outcomes --months 6"))
def outcomes(*, months: Months = 12, wanted: Filter = ALL, as_json: AsJson = False, session: Here) -> None:
    """Show what was won and lost, by the month it was closed in and by source; each currency by itself."""
    from daemon.acts import won_and_lost

    with session.reading() as unit:
        found = won_and_lost(unit, wanted.wanted(unit, session), _now(session), months=months)
    if as_json:
        say_json(won_and_lost_shape(found))
        return
    heads = ("won", "total won", "lost", "total lost")
    rows = [(month.month, *_decided(one)) for month in found.months for one in month.sums]
    say_table(("month", *heads), rows, empty="nothing was closed in these months")
    if rows:
        say_table(
            ("source", *heads), [(of.source or "no source", *_decided(one)) for of in found.sources for one in of.sums]
        )


@app.command(help_epilogue=example("dealtrail report cycle --months 24"))
def cycle(*, months: Months = 12, wanted: Filter = ALL, as_json: AsJson = False, session: Here) -> None:
    """Show how long opportunities stayed in each stage: stays that ended in these months, and beside them those that
    have not ended."""
    from daemon.acts import times_in_stages

    with session.reading() as unit:
        found = times_in_stages(unit, wanted.wanted(unit, session), _now(session), months=months)
    if as_json:
        say_json(stage_times_shape(found))
        return
    rows = [
        (
            one.stage or "no stage",
            str(one.stays),
            _days(one.median),
            _days(one.ninetieth),
            str(one.waiting),
            _days(one.waiting_median),
            str(one.waiting_long) if one.ninetieth is not None else "",
        )
        for one in found
    ]
    say_table(("stage", "stays", "half took", "nine of ten", "there now", "half are there", "for longer"), rows)


@app.command(help_epilogue=example("dealtrail report activity --quiet-after 21 --json"))
def activity(
    *,
    quiet_after: Annotated[
        int, WHOLE, Parameter(validator=Number(gte=1, lte=3650), help="Quiet is after so many days.")
    ] = 14,
    weeks: Annotated[
        int, WHOLE, Parameter(validator=Number(gte=1, lte=53), help="Count the items of so many weeks.")
    ] = 12,
    limit: Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="At most so many.")] = 50,
    offset: Annotated[int, WHOLE, Parameter(validator=Number(gte=0), help="Leave out this many first.")] = 0,
    wanted: Filter = ALL,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Show open opportunities with what lately happened in them, those that are quiet for longest first."""
    from daemon.acts import activity_of

    with session.reading() as unit:
        meant = wanted.wanted(unit, session, state="open")
        options = {"quiet_after": quiet_after, "weeks": weeks, "limit": limit, "offset": offset}
        found = activity_of(unit, meant, _now(session), **options)
    if as_json:
        say_json(history_activity_shape(found, session.prefix))
        return
    rows = [
        (
            key_of(one.number, session.prefix),
            visible(one.title),
            visible(one.assignee),
            local(one.last_at, session.zone),
            f"{one.quiet_days}{' quiet' if one.is_quiet else ''}",
            " ".join(map(str, one.weeks)),
        )
        for one in found.lines
    ]
    say_table(
        ("key", "title", "assigned", "last", "days", "items a week"), rows, empty="no open opportunities that match"
    )
    if rows:
        say(f"{found.quiet} of {found.count} quiet: nothing for {found.quiet_after} days or more")


def _now(session: Session) -> ReadAt:
    from daemon.acts import ReadAt

    return ReadAt(session.now(), session.zone)


def _decided(one: Decided) -> tuple[str, ...]:
    return str(one.won), f"{one.won_total} {one.currency}", str(one.lost), f"{one.lost_total} {one.currency}"


def _days(hours: int | None) -> str:
    """Days with a decimal."""
    return f"{hours / 24:.1f} d" if hours is not None else ""
