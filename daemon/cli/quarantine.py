"""`dealtrail quarantine`: items that could not be understood, and what is to become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say, say_json, say_table, tell, tell_fields
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import local, many, quarantined_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import QuarantinedItem

app = App(name="quarantine", help_epilogue=example("dealtrail quarantine list"))

Item = Annotated[str, Parameter(help="Its key, as the list shows it, the first characters of it, or the server's id.")]
Mailbox = Annotated[str | None, Parameter(help="Only of this mailbox: its address or a part of it.")]


@app.command(name="list", help_epilogue=example("dealtrail quarantine list", "dealtrail quarantine list --all --json"))
def list_(
    *,
    mailbox: Mailbox = None,
    every: Annotated[bool, Parameter(name="--all", help="Those that were dismissed, too.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List the items that could not be understood, the latest first, each with the reason.

    They hold nothing else up. Each is read again after an upgrade and with every reconciling, and leaves the list once
    it is understood, or is not there any more.
    """
    from daemon.acts import quarantined

    with session.reading() as unit:
        found = quarantined(unit, mailbox, only=None if every else False)
        dismissed = 0 if found else len(quarantined(unit, mailbox, only=True))
    if as_json:
        say_json([quarantined_shape(one) for one in found])
        return
    say_table(
        ("key", "mailbox", "folder", "since", "reason"),
        [(one.key, one.address, one.folder, local(one.first_at, session.zone), _reason(one)) for one in found],
        empty=f"nothing is in quarantine but what was dismissed ({dismissed}: --all)"
        if dismissed
        else "nothing is in quarantine",
    )
    if found:
        say(f"read one again:    dealtrail quarantine retry {found[0].key}")
    if open := [one.key for one in found if not one.is_dismissed]:
        say(f"it does not matter: dealtrail quarantine dismiss {open[0]}")


@app.command(help_epilogue=example("dealtrail quarantine show 3f9a2c1b"))
def show(item: Item, /, *, as_json: AsJson = False, session: Here) -> None:
    """Show where an item in quarantine is, why, since when, and which version of the program read it last."""
    from daemon.acts import quarantined_found

    with session.reading() as unit:
        found = quarantined_found(unit, item)
    tell_fields(quarantined_shape(found), _fields(found, session), as_json)


@app.command(help_epilogue=example("dealtrail quarantine retry 3f9a2c1b", "dealtrail quarantine retry --all"))
def retry(
    *item: Item,
    mailbox: Mailbox = None,
    every: Annotated[bool, Parameter(name="--all", help="All that is in quarantine and not dismissed.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Read items again in their mailboxes' next turns, which are due at once."""
    from daemon.acts import read_again

    if not (item or mailbox or every) or (every and (item or mailbox)):
        raise WrongUse("name the items that are to be read again, or a --mailbox, or --all")
    with session.writing() as unit:
        found = read_again(unit, item, mailbox, session.now())
    are = many(len(found), "item", "is", "are")
    sentence = f"{are} read again in the next turn" if found else "nothing is in quarantine"
    tell([quarantined_shape(one) for one in found], sentence, as_json)


@app.command(
    help_epilogue=example("dealtrail quarantine dismiss 3f9a2c1b", "dealtrail quarantine dismiss 3f9a2c1b --undo")
)
def dismiss(
    item: Item,
    /,
    *more: Item,
    undo: Annotated[bool, Parameter(help="They matter after all.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Say that items in quarantine do not matter: status is fine with them.

    They stay counted, and are read again like the others.
    """
    from daemon.acts import dismiss_quarantined

    with session.writing() as unit:
        found = dismiss_quarantined(unit, (item, *more), undo=undo)
    what = "matter again" if undo else f"dismissed; to undo: dealtrail quarantine dismiss {found[0].key} --undo"
    tell([quarantined_shape(one) for one in found], f"{', '.join(one.key for one in found)}: {what}", as_json)


def _reason(one: QuarantinedItem) -> str:
    return f"{one.reason} (dismissed)" if one.is_dismissed else one.reason


def _fields(one: QuarantinedItem, session: Session) -> dict[str, str]:
    return {
        "key": one.key,
        "mailbox": one.address,
        "folder": one.folder,
        "reason": one.reason,
        "since": local(one.first_at, session.zone),
        "read last": local(one.last_at, session.zone),
        "by": f"dealtrail {one.read_by}" if one.read_by else "",
        "next": "it is read again in the mailbox's next turn" if one.is_wanted else "",
        "dismissed": "yes" if one.is_dismissed else "",
        "server's id": one.server_id,
    }
