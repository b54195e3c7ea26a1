"""`dealtrail mailbox`: mailboxes that left the configuration."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example

app = App(name="mailbox", help_epilogue=example("dealtrail mailbox forget bob@us.example"))


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
    from store.addresses import normalise

    wanted = normalise(address) or address
    with session.writing() as unit:
        unit.mailboxes.forget(wanted)
    tell({"forgotten": wanted}, f"{wanted}: forgotten; what is in the history stays", as_json)
