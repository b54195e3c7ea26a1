"""`dealtrail mailbox`: mailboxes that left the configuration."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import forgotten_shape

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
    from daemon.acts import forget_mailbox

    with session.writing() as unit:
        wanted = forget_mailbox(unit, address)
    tell(forgotten_shape(wanted), f"{wanted}: forgotten; what is in the history stays", as_json)
