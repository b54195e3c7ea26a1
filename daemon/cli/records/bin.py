"""`dealtrail bin`: the recycle bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import midnight
from daemon.shapes import binned_named, binned_shape, emptying_shape, handle_of, local

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import Binned, Emptying

app = App(name="bin", help_epilogue=example("dealtrail bin list"))


@app.command(name="list", help_epilogue=example("dealtrail bin list", "dealtrail bin list --kind contact --json"))
def list_(
    *,
    kind: Annotated[
        Literal["opportunity", "account", "contact", "project", "marketing", "item"] | None,
        Parameter(help="Only records of this kind."),
    ] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List what was deleted and can be restored, the latest first."""
    from daemon.acts import binned_found
    from store.values import Record

    with session.reading() as unit:
        found = binned_found(unit, Record(kind) if kind else None)
    if as_json:
        say_json([binned_shape(one, session.prefix) for one in found])
    else:
        say_table(
            ("to restore", "what", "deleted", "by"),
            [
                (handle_of(one), _what(one, session.prefix), local(one.deleted_at, session.zone), one.by)
                for one in found
            ],
            empty="the recycle bin is empty",
        )


@app.command(help_epilogue=example("dealtrail bin restore OPP-17", 'dealtrail bin restore contact:"Ann Lee"'))
def restore(
    record: Annotated[str, Parameter(help="OPP-17, or KIND:NAME with an id or a part of the name: account:Fabrikam.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Bring a record back whole, with its links; one that was merged gets back what was its own."""
    from daemon.acts import restore_record
    from daemon.cli.records.naming import kind_and_name
    from store.records.bin import KINDS

    kind, name = kind_and_name(record, tuple(KINDS))
    with session.writing() as unit:
        restored, assignee = restore_record(unit, kind, name)
    line = f"{binned_named(restored, session.prefix)}: restored"
    if assignee and not assignee.is_active:
        line += f"; it is assigned to {assignee.name}, who is inactive: assign somebody else"
    if restored.unmerged:
        from daemon.cli.records.merging import told_of_undoing

        line += told_of_undoing(restored.unmerged, session.prefix)
    tell(binned_shape(restored, session.prefix), line, as_json)


@app.command(
    help_epilogue=example(
        "dealtrail bin empty --before 2025-01-01",
        "dealtrail bin empty --before 2025-01-01 --yes",
        "dealtrail bin empty --all --yes",
    )
)
def empty(
    *,
    before: Annotated[str | None, Parameter(help="Only what was deleted before this date.")] = None,
    everything: Annotated[bool, Parameter(name="--all", help="All that is in it.")] = False,
    yes: Annotated[bool, Parameter(help="Do it; without this, only say what would be removed.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Remove what is in the recycle bin for good, which owners do; nothing in Outlook is deleted."""
    from daemon.acts import empty_bin

    if (before is None) != everything:
        raise WrongUse("give --before DATE, or --all")
    limit = midnight(before, session.manner) if before is not None else None
    with session.writing() if yes else session.reading() as unit:
        done = empty_bin(unit, limit, is_asked=yes)
    _tell(done, session, is_done=yes, as_json=as_json)


def _what(binned: Binned, prefix: str) -> str:
    named = binned_named(binned, prefix)
    return f"{named}: merged into {binned.merged_into}" if binned.merged_into else named


def _tell(emptying: Emptying, session: Session, *, is_done: bool, as_json: bool) -> None:
    if as_json:
        say_json(emptying_shape(emptying, session.prefix, is_done=is_done))
        return
    for one in emptying.removed:
        say(f"{'removed' if is_done else 'would remove'} {binned_named(one, session.prefix)}")
    for one, reason in emptying.kept:
        say(f"{'kept' if is_done else 'would keep'} {binned_named(one, session.prefix)}: {reason}")
    if not emptying.removed:
        say("nothing to remove")
    elif is_done:
        along = f", and {emptying.items} notes, calls, tasks or files of theirs alone" if emptying.items else ""
        say(f"{len(emptying.removed)} removed for good{along}")
    else:
        say("nothing was removed: to remove these for good, with all that hangs on them alone, add --yes")
