"""`dealtrail mailbox`: mailboxes that left the configuration, or are on another server."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.configured import configured
from daemon.cli.base.errors import DONE, FAILED, WrongUse
from daemon.cli.base.output import bad, good, say, say_json, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import forgotten_shape

if TYPE_CHECKING:
    from config.sections import MailboxSettings
    from config.settings import Settings
    from daemon.sync import Move

app = App(
    name="mailbox",
    help_epilogue=example(
        "dealtrail mailbox move bob@us.example --to cloud --dry-run", "dealtrail mailbox forget bob@us.example"
    ),
)


@app.command
def forget(
    address: Annotated[str, Parameter(help="The mailbox's address, as status shows it.")],
    /,
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Be done with a mailbox that left the configuration: status names it no more, nothing is owed to it.

    What is in the history stays. Put into the configuration again, it is read from the start, and nothing is doubled.
    """
    from daemon.acts import forget_mailbox

    with session.writing() as unit:
        wanted = forget_mailbox(unit, address)
    tell(forgotten_shape(wanted), f"{wanted}: forgotten; what is in the history stays", as_json)


@app.command
def move(
    address: Annotated[str, Parameter(help="The mailbox's address, as it is configured.")],
    /,
    *,
    to: Annotated[str, Parameter(help="The NAME of a [server.NAME], or exchange for [exchange].")],
    dry_run: Annotated[bool, Parameter(help="Say what would happen, and change nothing.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Take what is known of a mailbox over to another server: history, links, stamps and tasks stay.

    Nothing is doubled. First say in the configuration that it is there (server = "…"); --dry-run needs no more than
    the server's own section. The service does the same by itself when it meets the mailbox on another server.
    """
    from daemon import bootstrap
    from daemon.acts import move_mailbox, move_shape, plan_move

    settings = _on(session.settings, address, to)
    session.start_log(quiet=True)
    with session.store() as store, closing(bootstrap.context(settings, store)) as context:
        named = configured(context, address)
        if not dry_run and session.settings.server_name_of(_of(session.settings, address)) != to:
            raise WrongUse(f'{named} is not on {to} yet; write server = "{to}" into its [[mailbox]], or add --dry-run')
        planned = plan_move(context, named)
        failure = "" if dry_run or planned.is_same else move_mailbox(context, named)
    if as_json:
        say_json(move_shape(named, to, planned, is_done=not dry_run and not failure))
    else:
        _say_move(named, to, planned, is_to_cloud=context.plans[named].server_kind == "graph", is_done=not dry_run)
    if failure:
        bad(failure)
    return FAILED if failure else DONE


def _on(settings: Settings, address: str, server: str) -> Settings:
    """The settings with this mailbox on that server; raises WrongUse where there is no such server."""
    from config.settings import DEFAULT_SERVER

    if server not in (DEFAULT_SERVER, *settings.server):
        known = ", ".join((DEFAULT_SERVER, *settings.server))
        raise WrongUse(f"there is no server {server} in the configuration; there are: {known}")
    mailbox = _of(settings, address)
    moved = tuple(one.model_copy(update={"server": server}) if one is mailbox else one for one in settings.mailbox)
    return settings.model_copy(update={"mailbox": moved})


def _of(settings: Settings, address: str) -> MailboxSettings:
    from store.addresses import normalise

    found = [one for one in settings.mailbox if normalise(one.address) == normalise(address)]
    if not found:
        raise WrongUse(f"{address} is not a configured mailbox")
    return found[0]


def _say_move(address: str, server: str, move: Move, *, is_to_cloud: bool, is_done: bool) -> None:
    if move.is_same:
        good(f"{address}: what is known of it is {server}'s already; there is nothing to do")
        return
    items = len(move.translated) + move.untranslated
    say(f"{address} to {server}:")
    say(f"  folders known again: {len(move.folders)}")
    say(f"  items known again: {items}, {len(move.translated)} of them at once, the others when they are read")
    if is_to_cloud and move.untranslated and not move.translated:
        say("  none of them at once: that takes User.Read.All, of which check says whether it is there", "yellow")
    say(f"  tasks that stay: {len(move.tasks)}; made anew: {len(move.tasks_missing)}")
    if move.missing:
        paths = ", ".join(one.path for one in move.missing)
        say(f"  not there: {paths}; what was in it is gone from the mailbox, and stays in the history", "yellow")
    if move.out_of_reach:
        paths = ", ".join(one.path for one in move.out_of_reach)
        say(f"  out of this server's reach, and kept as it is: {paths}", "yellow")
    if is_done:
        good("done; the next turn reads the mailbox anew, and doubles nothing")
    else:
        say("nothing was changed")
