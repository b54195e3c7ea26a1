"""`dealtrail activity`: the sales activities of one opportunity's stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.output import say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.common import Which
from daemon.shapes import activity_shape, local, many

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import ActivityState

Named = Annotated[str, Parameter(help="The activity: its name or a part of it.")]
OnOff = Annotated[Literal["on", "off"], Parameter(help="on or off.")]

app = App(name="activity", help_epilogue=example("dealtrail activity list OPP-17"))


@app.command(name="list", help_epilogue=example("dealtrail activity list OPP-17"))
def list_(opportunity: Which, *, as_json: AsJson = False, session: Here) -> None:
    """List what the opportunity's stage asks for, and how far it is."""
    from daemon.acts import activities_of

    with session.reading() as unit:
        states = activities_of(unit, opportunity, session.zone)
    if as_json:
        say_json([activity_shape(state) for state in states])
    else:
        say_activities(states, session)


@app.command(help_epilogue=example('dealtrail activity done OPP-17 "send the quote"'))
def done(opportunity: Which, activity: Named, *, as_json: AsJson = False, session: Here) -> None:
    """Tick an activity as completed."""
    from daemon.acts import tick_activity

    with session.writing() as unit:
        number, state = tick_activity(unit, opportunity, activity, session.zone, is_done=True)
    _tell(number, state, session, as_json)


@app.command(help_epilogue=example('dealtrail activity undo OPP-17 "send the quote"'))
def undo(opportunity: Which, activity: Named, *, as_json: AsJson = False, session: Here) -> None:
    """Take the tick off again."""
    from daemon.acts import tick_activity

    with session.writing() as unit:
        number, state = tick_activity(unit, opportunity, activity, session.zone, is_done=False)
    _tell(number, state, session, as_json)


@app.command(
    help_epilogue=example(
        "dealtrail activity remind OPP-17 on", 'dealtrail activity remind OPP-17 off "send the quote"'
    )
)
def remind(
    opportunity: Which,
    switch: OnOff,
    activity: Annotated[str | None, Parameter(help="This one only; else all that have a duration.")] = None,
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Remind of every activity that has a duration, or of one, or switch that off; they are tasks in Outlook."""
    from daemon.acts import remind_of_activities

    with session.writing() as unit:
        number, states = remind_of_activities(unit, opportunity, activity, session.zone, is_on=switch == "on")
    reminded = sum(state.reminder_at is not None for state in states)
    tell(
        [activity_shape(state) for state in states],
        f"{session.key(number)}: {many(reminded, 'activity')} reminded of",
        as_json,
    )


# --- what is told -----------------------------------------------------------------------------------------------------


def say_activities(states: Sequence[ActivityState], session: Session) -> None:
    say_table(
        ("", "activity", "due", "reminder", "completed"),
        [
            (
                "✓" if state.is_done else "",
                state.activity.name,
                str(state.due or ""),
                local(state.reminder_at, session.zone),
                f"{local(state.completed_at, session.zone)}, {state.completed_by}" if state.is_done else "",
            )
            for state in states
        ],
        empty="its stage asks for no activities",
    )


def _tell(number: int, state: ActivityState, session: Session, as_json: bool) -> None:
    line = f"{session.key(number)} {state.activity.name}: {'done' if state.is_done else 'not done'}"
    tell(activity_shape(state), line, as_json)
