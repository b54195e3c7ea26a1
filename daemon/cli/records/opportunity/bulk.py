"""`opportunity bulk`: many opportunities in one act, all of them or none, after a report of what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import DONE, FAILED, WrongUse
from daemon.cli.base.output import say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.closing import closing_time
from daemon.cli.records.opportunity.filters import Filter
from daemon.shapes import bulk_shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import BulkAct, BulkReport

app = App(
    name="bulk",
    help="Edit many at once, all or none: assign, stage, categorise, close.",
    help_epilogue=example("dealtrail opportunity bulk assign cora --assigned bob --yes"),
)


ALL = Filter()

Yes = Annotated[bool, Parameter(help="Do it; without, only what would change is shown.")]
DryRun = Annotated[bool, Parameter(help="Only show what would change, which is so without --yes, too.")]


@app.command(
    help_epilogue=example(
        "dealtrail opportunity bulk assign cora OPP-1 OPP-2",
        "dealtrail opportunity bulk assign cora --assigned bob --yes",
    )
)
def assign(
    user: Annotated[str, Parameter(help="The user, or none.")],
    *keys: Annotated[str, Parameter(help="Keys or numbers; or give a filter.")],
    wanted: Filter = ALL,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Assign them to a user."""
    from store.values import Assign

    return _edit(
        lambda unit: Assign(unit.users.find(user).id if user.strip().lower() != "none" else None),
        keys,
        wanted,
        _is_asked(yes, dry_run),
        as_json,
        session,
    )


@app.command(help_epilogue=example("dealtrail opportunity bulk stage negotiation OPP-1 OPP-2 --yes"))
def stage(
    to: Annotated[str, Parameter(help="The open stage: its name or a part of it.")],
    *keys: Annotated[str, Parameter(help="Keys or numbers; or give a filter.")],
    wanted: Filter = ALL,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Move them to a sales stage."""
    from store.values import MoveTo

    return _edit(lambda unit: MoveTo(unit.stages.find(to).id), keys, wanted, _is_asked(yes, dry_run), as_json, session)


@app.command(help_epilogue=example("dealtrail opportunity bulk categorise --add Hot --remove Cold --stage proposal"))
def categorise(
    *keys: Annotated[str, Parameter(help="Keys or numbers; or give a filter.")],
    add: Annotated[tuple[str, ...], Parameter(help="A category to put on; can be repeated.")] = (),
    remove: Annotated[tuple[str, ...], Parameter(help="A category to take off; can be repeated.")] = (),
    wanted: Filter = ALL,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Put categories of their own on them, or take them off."""
    from store.values import Categorise

    if not add and not remove:
        raise WrongUse("give --add or --remove")
    return _edit(lambda unit: Categorise(add, remove), keys, wanted, _is_asked(yes, dry_run), as_json, session)


@app.command(help_epilogue=example("dealtrail opportunity bulk close lost --close-to 2024-12-31 --yes"))
def close(
    outcome: Annotated[Literal["won", "lost"], Parameter(help="How they ended: won or lost.")],
    *keys: Annotated[str, Parameter(help="Keys or numbers; or give a filter.")],
    on: Annotated[str | None, Parameter(help="The day it was decided, then their close date; else today.")] = None,
    wanted: Filter = ALL,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Close them as won or lost."""
    from store.values import Close

    at = closing_time(on, session)
    actual = at.astimezone(session.zone).date() if on is not None else None
    return _edit(
        lambda unit: Close(outcome == "won", at, actual), keys, wanted, _is_asked(yes, dry_run), as_json, session
    )


def _is_asked(yes: bool, dry_run: bool) -> bool:
    if yes and dry_run:
        raise WrongUse("give --yes or --dry-run, not both")
    return yes


def _edit(
    act: Callable[[Unit], BulkAct],
    keys: tuple[str, ...],
    wanted: Filter,
    is_asked: bool,
    as_json: bool,
    session: Session,
) -> int:
    """The exit code: failed when it was to be done and one of them refuses."""
    if bool(keys) != wanted.is_empty:
        raise WrongUse("say which opportunities: their keys, or a filter such as --assigned bob, not both")
    with session.writing() as unit:
        numbers = _numbers(unit, keys, wanted, session)
        report = unit.bulk.preview(numbers, act(unit))
        is_done = is_asked and not report.refusals
        if is_done:
            unit.bulk.carry_out(numbers, report.act)
    if as_json:
        say_json(bulk_shape(report, session.prefix) | {"done": is_done})
    else:
        _say(report, session, is_done)
    return FAILED if is_asked and report.refusals else DONE


def _numbers(unit: Unit, keys: tuple[str, ...], wanted: Filter, session: Session) -> list[int]:
    if keys:
        return list(dict.fromkeys(unit.opportunities.find(key).number for key in keys))
    return unit.pipeline.numbers(wanted.wanted(unit, session, state="open"))


def _say(report: BulkReport, session: Session, is_done: bool) -> None:
    say_table(
        ("key", "title", report.field, "becomes"),
        [(session.key(line.number), line.title, line.before, line.after) for line in report.changes],
        empty="nothing would change",
    )
    for line in report.refusals:
        say(f"{session.key(line.number)} refuses: {line.refusal}", "red")
    changed, refused = len(report.changes), len(report.refusals)
    same = len(report.lines) - changed - refused
    if is_done:
        say(f"{changed} changed, {same} were so already")
    else:
        say(f"nothing was changed: {changed} would change, {refused} refuse, {same} are so already")
        if not refused and changed:
            say("do it with: --yes")
