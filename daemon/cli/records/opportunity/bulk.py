"""`opportunity bulk`: many opportunities in one act, all of them or none, after a report of what would change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import DONE, FAILED, WrongUse
from daemon.cli.base.output import say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.opportunity.closing import Reason, day_closed
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


Key = Annotated[str, Parameter(help="Keys or numbers; or give a filter.")]


@Parameter(name="*")
@dataclass
class Many:
    """Which are meant when no keys are given, and whether it is to be done."""

    wanted: Filter = field(default_factory=Filter)
    yes: Annotated[bool, Parameter(help="Do it; without, only what would change is shown.")] = False
    dry_run: Annotated[bool, Parameter(help="Only show what would change, which is so without --yes, too.")] = False


NONE = Many()


@app.command(
    help_epilogue=example(
        "dealtrail opportunity bulk assign cora OPP-1 OPP-2",
        "dealtrail opportunity bulk assign cora --assigned bob --yes",
    )
)
def assign(
    user: Annotated[str, Parameter(help="The user, or none.")],
    *keys: Key,
    many: Many = NONE,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Assign them to a user."""
    from daemon.acts import assign_to

    named = None if user.strip().lower() == "none" else user
    return _edit(lambda unit: assign_to(unit, named), keys, many, as_json, session)


@app.command(help_epilogue=example("dealtrail opportunity bulk stage negotiation OPP-1 OPP-2 --yes"))
def stage(
    to: Annotated[str, Parameter(help="The open stage: its name or a part of it.")],
    *keys: Key,
    many: Many = NONE,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Move them to a sales stage."""
    from daemon.acts import move_to

    return _edit(lambda unit: move_to(unit, to), keys, many, as_json, session)


@app.command(help_epilogue=example("dealtrail opportunity bulk categorise --add Hot --remove Cold --stage proposal"))
def categorise(
    *keys: Key,
    add: Annotated[tuple[str, ...], Parameter(help="A category to put on; can be repeated.")] = (),
    remove: Annotated[tuple[str, ...], Parameter(help="A category to take off; can be repeated.")] = (),
    many: Many = NONE,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Put categories of their own on them, or take them off."""
    from store.values import Categorise

    if not add and not remove:
        raise WrongUse("give --add or --remove")
    return _edit(lambda _: Categorise(add, remove), keys, many, as_json, session)


@app.command(help_epilogue=example("dealtrail opportunity bulk close lost --close-to 2024-12-31 --yes"))
def close(
    outcome: Annotated[Literal["won", "lost"], Parameter(help="How they ended: won or lost.")],
    *keys: Key,
    on: Annotated[str | None, Parameter(help="The day it was decided, then their close date; else today.")] = None,
    reason: Reason = None,
    many: Many = NONE,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Close them as won or lost."""
    from daemon.acts import close_all

    decided, now, is_won = day_closed(on, session), session.now(), outcome == "won"

    def act(unit: Unit) -> BulkAct:
        return close_all(unit, is_won=is_won, on=decided, zone=session.zone, now=now, reason=reason)

    return _edit(act, keys, many, as_json, session)


def _edit(act: Callable[[Unit], BulkAct], keys: tuple[str, ...], many: Many, as_json: bool, session: Session) -> int:
    """The exit code: failed when it was to be done and one of them refuses."""
    from daemon.acts import edit_many, numbers_of

    if many.yes and many.dry_run:
        raise WrongUse("give --yes or --dry-run, not both")
    if bool(keys) != many.wanted.is_empty:
        raise WrongUse("say which opportunities: their keys, or a filter such as --assigned bob, not both")
    with session.writing() as unit:
        which = numbers_of(unit, keys) if keys else many.wanted.wanted(unit, session, state="open")
        edited = edit_many(unit, which, act(unit), is_asked=many.yes)
    if as_json:
        say_json(bulk_shape(edited.report, session.prefix, is_done=edited.is_done))
    else:
        _say(edited.report, session, edited.is_done)
    return FAILED if many.yes and edited.report.refusals else DONE


def _say(report: BulkReport, session: Session, is_done: bool) -> None:
    say_table(
        ("key", "title", report.field, "becomes"),
        [(session.key(line.number), line.title, line.before, line.after) for line in report.changes],
        empty="nothing would change",
    )
    for line in report.refusals:
        say(
            f"{session.key(line.number)} refuses: {line.refusal.replace(f'opportunity {line.number}: ', 'it ', 1)}",
            "red",
        )
    changed, refused = len(report.changes), len(report.refusals)
    same = len(report.lines) - changed - refused
    if is_done:
        say(f"{changed} changed, {same} were so already")
    else:
        say(f"nothing was changed: {changed} would change, {refused} refuse, {same} are so already")
        if not refused and changed:
            say("do it with: --yes")
