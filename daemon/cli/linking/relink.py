"""`dealtrail relink`: what the rules would link otherwise today, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import midnight
from daemon.cli.history.common import Count
from daemon.shapes import counted, local

if TYPE_CHECKING:
    from daemon.acts import Relinked
    from daemon.cli.base.session import Session
    from daemon.sync import Change

app = App(
    name="relink",
    help_epilogue=example(
        "dealtrail relink --dry-run",
        "dealtrail relink --opportunity OPP-17 --since 2025-01-01",
        "dealtrail relink --yes",
    ),
)


@app.default
def relink(
    *,
    opportunity: Annotated[
        str | None,
        Parameter(help="Only what is linked to this opportunity or could be: key, number or a part of the title."),
    ] = None,
    since: Annotated[str | None, Parameter(help="Only what happened on this day or later.")] = None,
    yes: Annotated[bool, Parameter(help="Do it; without, only what would change is shown.")] = False,
    dry_run: Annotated[bool, Parameter(help="Only show what would change, which is so without --yes, too.")] = False,
    limit: Count = 200,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Let the rules decide anew, by today's records and settings, what they decided before or linked to nothing.

    What people linked, took off or dismissed stays as it is. Cut short, it is simply run again.
    """
    from daemon import acts, bootstrap

    if yes and dry_run:
        raise WrongUse("give --yes or --dry-run, not both")
    beginning = midnight(since, session.manner) if since is not None else None
    with session.store() as store:
        found = acts.relink(
            store.read,
            (lambda: session.acting_in(store)) if yes else None,
            bootstrap.policy(session.settings),
            session.now,
            opportunity=opportunity,
            since=beginning,
            limit=limit,
        )
    if as_json:
        say_json(found.shape(session.prefix, is_done=yes))
    else:
        _say(found, session, is_done=yes)


def _say(found: Relinked, session: Session, *, is_done: bool) -> None:
    say_table(
        ("item", "when", "subject", "is", "becomes", "why"),
        [
            (
                str(change.item.item_id),
                local(change.item.occurred_at, session.zone),
                change.item.subject or "(no subject)",
                _state(change, session, is_after=False),
                _state(change, session, is_after=True),
                change.receipt_after.reason,
            )
            for change in found.shown
        ],
        empty="nothing was to change" if is_done else "nothing would change",
    )
    changed = found.counts.total()
    if changed > len(found.shown):
        say(f"and {changed - len(found.shown)} more: --limit shows more of them")
    also = f", and {found.followed} that hang on them" if found.followed else ""
    told = f"{changed} of {found.looked_at} items"
    kinds = f" ({counted(found.counts)})" if changed else ""
    if is_done:
        say(f"{told} changed{kinds}{also}")
        if found.reworded:
            say(f"{found.reworded} more stay where they are, and have the reason that the rules give today")
    else:
        say(f"nothing was changed: {told} would change{kinds}")
        if found.reworded:
            say(f"{found.reworded} more would stay where they are, and get the reason that the rules give today")
        if changed or found.reworded:
            say("do it with: --yes")


def _state(change: Change, session: Session, *, is_after: bool) -> str:
    """ "OPP-1, OPP-2", or what it is instead of linked: "review: ambiguous"."""
    numbers = change.after if is_after else change.before
    receipt = change.receipt_after if is_after else change.receipt_before
    if numbers:
        return ", ".join(session.key(number) for number in numbers)
    return f"{receipt.outcome.value}: {receipt.rule}" if receipt else "not decided yet"
