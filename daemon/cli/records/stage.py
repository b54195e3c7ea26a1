"""`dealtrail stage`: the ordered list of sales stages, which owners edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.common import Percent
from daemon.shapes import many, replaced_shape, stage_shape

if TYPE_CHECKING:
    pass

Which = Annotated[str, Parameter(help="The stage: its name or a part of it.")]
Place = Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="Its place, counted from 1.")]
PlaceOrLast = Annotated[
    int | None,
    WHOLE,
    Parameter(name="--position", validator=Number(gte=1), help="Its place, counted from 1; else the last."),
]

app = App(name="stage", help_epilogue=example("dealtrail stage list"))
app.command(
    "daemon.cli.records.stage_activity:app", name="activity", help="The activities of a stage, and their durations."
)


@app.command(help_epilogue=example('dealtrail stage add "Pilot" --position 4 --probability 40%'))
def add(
    name: Annotated[str, Parameter(help="Its name.")],
    *,
    position: PlaceOrLast = None,
    probability: Percent = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add an open stage."""
    from daemon.acts import add_stage

    with session.writing() as unit:
        shape = stage_shape(unit, add_stage(unit, name, position, probability))
    tell(shape, line_of(shape), as_json)


@app.command(name="list", help_epilogue=example("dealtrail stage list", "dealtrail stage list --json"))
def list_(*, as_json: AsJson = False, session: Here) -> None:
    """List the stages in their order, with what each asks for."""
    from daemon.acts import stages_found

    with session.reading() as unit:
        shapes = [stage_shape(unit, stage) for stage in stages_found(unit)]
    if as_json:
        say_json(shapes)
        return
    say_table(
        ("", "stage", "", "probability", "activities"),
        [
            (str(place), one["name"], _remark(one), _percent(one), ", ".join(_activity(a) for a in one["activities"]))
            for place, one in enumerate(shapes, start=1)
        ],
    )


@app.command(help_epilogue=example("dealtrail stage show proposal"))
def show(stage: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a stage and its activities."""
    from daemon.acts import stage_named

    with session.reading() as unit:
        shape = stage_shape(unit, stage_named(unit, stage))
    if as_json:
        say_json(shape)
        return
    say(line_of(shape), "bold")
    say_table(
        ("", "activity", "days"),
        [
            (str(place), one["name"], "" if one["days"] is None else str(one["days"]))
            for place, one in enumerate(shape["activities"], start=1)
        ],
        empty="no activities",
    )


@app.command(help_epilogue=example('dealtrail stage rename "Needs Analysis" Analysis'))
def rename(
    stage: Which,
    name: Annotated[str, Parameter(help="Its new name.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Give a stage another name."""
    from daemon.acts import rename_stage

    with session.writing() as unit:
        shape = stage_shape(unit, rename_stage(unit, stage, name))
    tell(shape, line_of(shape), as_json)


@app.command(help_epilogue=example("dealtrail stage move proposal 2"))
def move(stage: Which, position: Place, *, as_json: AsJson = False, session: Here) -> None:
    """Move a stage, with its activities, to another place."""
    from daemon.acts import move_stage

    with session.writing() as unit:
        shape = stage_shape(unit, move_stage(unit, stage, position))
    tell(shape, f"{line_of(shape)}, place {shape['position']}", as_json)


@app.command(
    help_epilogue=example("dealtrail stage probability proposal 60%", "dealtrail stage probability proposal --none")
)
def probability(
    stage: Which,
    percent: Percent = None,
    *,
    none: Annotated[bool, Parameter(help="None: opportunities that come to it keep the one they have.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Set the probability of opportunities that come to a stage, unless somebody typed one for them."""
    from daemon.acts import set_probability

    if (percent is None) != none:
        raise WrongUse("name a probability, or give --none")
    with session.writing() as unit:
        shape = stage_shape(unit, set_probability(unit, stage, percent))
    tell(shape, line_of(shape), as_json)


@app.command(help_epilogue=example("dealtrail stage default qualification", "dealtrail stage default --none"))
def default(
    stage: Annotated[str | None, Parameter(help="The stage that new opportunities begin in.")] = None,
    *,
    none: Annotated[bool, Parameter(help="No stage: new opportunities begin in the first open one.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Set the stage of new opportunities, or take the choice back."""
    from daemon.acts import make_default

    if (stage is None) != none:
        raise WrongUse("name a stage, or give --none")
    with session.writing() as unit:
        shape = stage_shape(unit, make_default(unit, stage))
    tell(shape, f"new opportunities begin in {shape['name']}", as_json)


@app.command(
    help_epilogue=example(
        "dealtrail stage delete pilot",
        "dealtrail stage delete pilot --replace-with proposal --move-activities",
        "dealtrail stage delete pilot --leave-blank",
    )
)
def delete(
    stage: Which,
    *,
    replace_with: Annotated[str | None, Parameter(help="The stage that its opportunities come to.")] = None,
    leave_blank: Annotated[bool, Parameter(help="Its opportunities have no stage afterwards.")] = False,
    move_activities: Annotated[
        bool, Parameter(help="Put its activities on top of the replacement's, instead of deleting them.")
    ] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Delete a stage; its opportunities get a replacement, or none."""
    from daemon.acts import delete_stage, stage_in_use

    if replace_with is not None and leave_blank:
        raise WrongUse("give --replace-with or --leave-blank, not both")
    if move_activities and replace_with is None:
        raise WrongUse("--move-activities needs --replace-with: activities move to a replacement")
    with session.writing() as unit:
        found, held = stage_in_use(unit, stage)
        if held and replace_with is None and not leave_blank:
            raise WrongUse(
                f"{many(held, 'opportunity', 'is', 'are')} in {found.name}; give --replace-with STAGE or --leave-blank"
            )
        gone = delete_stage(unit, found, replace_with, moves_activities=move_activities)
    where = f"in {gone.instead}" if gone.instead else "without a stage"
    became = f"; {many(gone.records, 'opportunity', 'is', 'are')} {where} now" if gone.records else ""
    shape = replaced_shape(gone.gone, gone.records, gone.instead, what="opportunities")
    tell(shape, f"stage {gone.gone}: deleted{became}", as_json)


# --- what is told -----------------------------------------------------------------------------------------------------


def line_of(shape: dict[str, Any]) -> str:
    remark = ", ".join(filter(None, (_remark(shape), _percent(shape))))
    return f"stage {shape['name']}" + (f" ({remark})" if remark else "")


def _remark(shape: dict[str, Any]) -> str:
    if shape["kind"] != "open":
        return "built in"
    return "default" if shape["default"] else ""


def _percent(shape: dict[str, Any]) -> str:
    return "" if shape["probability"] is None else f"{shape['probability']} %"


def _activity(one: dict[str, Any]) -> str:
    return one["name"] if one["days"] is None else f"{one['name']} ({one['days']} days)"
