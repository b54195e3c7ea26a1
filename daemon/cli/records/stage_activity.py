"""`dealtrail stage activity`: what a stage asks for, which owners edit."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.stage import Place, PlaceOrLast, Which, line_of
from daemon.shapes import stage_shape

Named = Annotated[str, Parameter(help="The activity: its name or a part of it.")]
Days = Annotated[
    int | None,
    WHOLE,
    Parameter(validator=Number(gte=0), help="Due so many days after the opportunity came to the stage."),
]

app = App(name="activity", help_epilogue=example('dealtrail stage activity add proposal "Send the quote" --days 7'))


@app.command(help_epilogue=example('dealtrail stage activity add proposal "Send the quote" --days 7 --position 1'))
def add(
    stage: Which,
    name: Annotated[str, Parameter(help="What is to be done.")],
    *,
    days: Days = None,
    position: PlaceOrLast = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add an activity to a stage, and so to every opportunity in it."""
    from daemon.acts import add_activity

    with session.writing() as unit:
        found, added = add_activity(unit, stage, name, days, position)
        shape = stage_shape(unit, found)
    tell(shape, f"{line_of(shape)}: activity {added.name} added", as_json)


@app.command(help_epilogue=example('dealtrail stage activity rename proposal "quote" "Send the offer"'))
def rename(
    stage: Which,
    activity: Named,
    name: Annotated[str, Parameter(help="Its new name.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Give an activity another name."""
    from daemon.acts import edit_activity

    with session.writing() as unit:
        found, renamed = edit_activity(unit, stage, activity, name=name)
        shape = stage_shape(unit, found)
    tell(shape, f"{line_of(shape)}: activity {renamed.name}", as_json)


@app.command(
    help_epilogue=example(
        "dealtrail stage activity duration proposal quote 5", "dealtrail stage activity duration proposal quote --none"
    )
)
def duration(
    stage: Which,
    activity: Named,
    days: Days = None,
    *,
    none: Annotated[bool, Parameter(help="It has no duration, and is not reminded of.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change how many days an activity has; due days of what is unfinished follow."""
    from daemon.acts import edit_activity

    if (days is None) != none:
        raise WrongUse("give a number of days, or --none")
    with session.writing() as unit:
        found, changed = edit_activity(unit, stage, activity, days=days)
        shape = stage_shape(unit, found)
    told = "no duration" if changed.days is None else f"{changed.days} days"
    tell(shape, f"{line_of(shape)}: activity {changed.name}, {told}", as_json)


@app.command(help_epilogue=example("dealtrail stage activity move proposal quote 1"))
def move(stage: Which, activity: Named, position: Place, *, as_json: AsJson = False, session: Here) -> None:
    """Move an activity to another place in its stage."""
    from daemon.acts import move_activity

    with session.writing() as unit:
        found, moved = move_activity(unit, stage, activity, position)
        shape = stage_shape(unit, found)
    tell(shape, f"{line_of(shape)}: activity {moved.name}, place {moved.position}", as_json)


@app.command(help_epilogue=example("dealtrail stage activity delete proposal quote"))
def delete(stage: Which, activity: Named, *, as_json: AsJson = False, session: Here) -> None:
    """Delete an activity from its stage and from every opportunity, completed or not."""
    from daemon.acts import delete_activity

    with session.writing() as unit:
        found, gone = delete_activity(unit, stage, activity)
        shape = stage_shape(unit, found)
    tell(shape, f"{line_of(shape)}: activity {gone.name} deleted", as_json)
