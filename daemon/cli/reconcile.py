"""`dealtrail reconcile`: whether anything in the mailboxes was missed, and mending it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.configured import configured, stopped_by_ctrl_c
from daemon.cli.base.errors import DONE, FAILED, INTERRUPTED
from daemon.cli.base.output import bad, good, say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import COMPARED, about, gone_through_shape, reconciled_shape

if TYPE_CHECKING:
    from daemon.service import Turn

app = App(
    name="reconcile",
    help_epilogue=example(
        "dealtrail reconcile", "dealtrail reconcile bob@us.example --dry-run", "dealtrail reconcile --full --json"
    ),
)


@app.default
def reconcile(
    mailbox: Annotated[str | None, Parameter(help="This mailbox only.")] = None,
    /,
    *,
    dry_run: Annotated[bool, Parameter(help="Say what differs, and change nothing.")] = False,
    full: Annotated[
        bool,
        Parameter(help="All items, also those older than backfill_days; an emptied folder is believed to be empty."),
    ] = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Compare what the mailboxes hold with the record, item by item, and mend what differs.

    missed: in the mailbox and not in the record, now read. gone: in the record and not in the mailbox any more. healed:
    moved or brought back without being noticed. changed: otherwise than it was read. understood: out of quarantine.
    """
    from daemon import bootstrap
    from daemon.service import Loop

    session.loaded.require_servers()
    session.start_log(quiet=True)
    with session.store() as store, closing(bootstrap.context(session.settings, store)) as context:
        address = configured(context, mailbox) if mailbox is not None else None
        loop = Loop(context)
        with stopped_by_ctrl_c(context):
            turns = (loop.compare if dry_run else loop.reconcile)(address, is_full=full)
        is_cut_short = context.stop.is_set()
    is_done = all(not turn.failure and turn.reconciled and not turn.reconciled.problems for turn in turns)
    if as_json:
        shapes = [reconciled_shape(turn.address, turn.failure, turn.reconciled) for turn in turns]
        say_json(gone_through_shape(shapes, is_fine=is_done, is_tried=dry_run))
    else:
        _say(turns, dry_run=dry_run)
    return INTERRUPTED if is_cut_short else DONE if is_done else FAILED


def _say(turns: list[Turn], *, dry_run: bool) -> None:
    found = [(turn.address, turn.reconciled) for turn in turns if turn.reconciled]
    if found:
        say_table(
            ("mailbox", *COMPARED),
            [(address, *(str(getattr(one, count)) for count in COMPARED)) for address, one in found],
        )
    for turn in turns:
        if turn.failure:
            bad(about(turn.address, turn.failure))
        for problem in turn.reconciled.problems if turn.reconciled else ():
            bad(about(turn.address, problem))
        if not turn.failure and turn.reconciled is None:
            bad(about(turn.address, "interrupted; what was mended so far stays, and the rest is compared next time"))
    gaps = sum(one.gaps for _, one in found)
    if gaps:
        say(_differing(gaps, dry_run=dry_run))
    elif len(found) == len(turns) and not any(one.problems for _, one in found):
        good("nothing is missing")


def _differing(gaps: int, *, dry_run: bool) -> str:
    if dry_run:
        return f"{gaps} {'item differs' if gaps == 1 else 'items differ'}; nothing was changed"
    return "1 item differed and was mended" if gaps == 1 else f"{gaps} items differed and were mended"
