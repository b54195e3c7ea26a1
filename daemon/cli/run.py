"""`dealtrail run`: the daemon itself, or one full cycle of it."""

from __future__ import annotations

import os
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.configured import configured, stopped_by_ctrl_c
from daemon.cli.base.errors import DONE, FAILED, INTERRUPTED, WrongUse
from daemon.cli.base.output import bad, say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.web import served
from daemon.shapes import ERRANDS, OUTCOMES, about, counted, gone_through_shape, many, turn_shape

if TYPE_CHECKING:
    from daemon.context import Context
    from daemon.files import Mover
    from daemon.service import Turn
    from daemon.webhooks import Deliverer, Sent

WRITTEN = {
    "stamp": ("stamp", "stamps"),
    "task": ("task", "tasks"),
    "categories": ("category list",) * 2,
    "draft": ("draft", "drafts"),
    "wording": ("stamp reworded", "stamps reworded"),
}

app = App(
    name="run",
    help_epilogue=example(
        "dealtrail run", "dealtrail run --web", "dealtrail run --once", "dealtrail run --once --json"
    ),
)


@app.default
def run(
    *,
    once: Annotated[bool, Parameter(help="One full cycle, with a summary; fails when a mailbox fails.")] = False,
    mailbox: Annotated[str | None, Parameter(help="With --once: this mailbox only.")] = None,
    web: Annotated[bool, Parameter(help="Serve browsers from this process, too: for a small firm.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Keep the mailboxes and the records in step, until stopped by SIGTERM or Ctrl-C."""
    from daemon import acts, bootstrap
    from daemon.service import Notifier, serve

    if not once and (mailbox is not None or as_json):
        raise WrongUse("--mailbox and --json go with --once")
    if once and web:
        raise WrongUse("--web does not go with --once")
    session.loaded.require_servers()
    session.start_log()
    with session.store() as store, closing(bootstrap.context(session.settings, store, session.renewal())) as context:
        context = replace(context, works=acts.import_work(store))
        deliverer = bootstrap.deliverer(session.settings, store, context.stop, store.clock)
        mover = bootstrap.mover(session.settings, store, context.stop, store.clock)
        with closing(deliverer):
            if once:
                return _once(replace(context, clock=store.clock), deliverer, mover, mailbox, as_json)
            with (
                served(session) if web else nullcontext(),
                bootstrap.told(session.settings, context),
                bootstrap.tracing(session.settings, context),
                deliverer.beside(),
                mover.beside(),
            ):
                serve(context, Notifier.from_environment(os.environ))
        return DONE


def _once(context: Context, deliverer: Deliverer, mover: Mover, mailbox: str | None, as_json: bool) -> int:
    from daemon.service import Loop

    address = configured(context, mailbox) if mailbox is not None else None
    context = replace(context, refresh=timedelta(0))  # whoever asks for a full cycle expects new folders in it
    with stopped_by_ctrl_c(context):
        turns = Loop(context).once(address)
        sent = deliverer.once()
        kept = mover.once_told()
    if as_json:
        shapes = [turn_shape(turn.address, turn.failure, turn.seen, turn.paid) for turn in turns]
        is_fine = not any(turn.failure for turn in turns)
        say_json(gone_through_shape(shapes, is_fine=is_fine, told=(sent.delivered, sent.failed)))
    else:
        _say(turns)
        _say_sent(sent)
        if kept:
            bad(f"files: {kept}")
    if context.stop.is_set():
        return INTERRUPTED
    return FAILED if any(turn.failure for turn in turns) else DONE


def _say(turns: list[Turn]) -> None:
    say_table(
        ("mailbox", "seen", "of these", "written to Outlook"),
        [
            (
                turn.address,
                str(sum(turn.seen.values())),
                counted({outcome: turn.seen.get(outcome, 0) for outcome in (*OUTCOMES, "quarantined")}),
                counted({WRITTEN[errand][turn.paid[errand] > 1]: turn.paid[errand] for errand in ERRANDS}),
            )
            for turn in turns
        ],
    )
    for turn in turns:
        if turn.failure:
            bad(about(turn.address, turn.failure))


def _say_sent(sent: Sent) -> None:
    """What webhooks were told, where there was anything to tell."""
    if sent.delivered:
        say(f"webhooks: {many(sent.delivered, 'message')} arrived")
    if sent.failed:
        bad(f"webhooks: {many(sent.failed, 'message')} did not arrive, to be tried again: dealtrail webhook list")
