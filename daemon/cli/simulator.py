"""`dealtrail simulator`: a stand-in of Exchange Server and Microsoft 365 on this machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.session import example

app = App(
    name="simulator",
    help_epilogue=example(
        "dealtrail simulator --mailbox sales@example.test=PASSWORD --load sales@example.test=./mail",
        "dealtrail simulator --port 8443 --tls --mailbox sales@example.test=PASSWORD --messages 100",
        "dealtrail simulator --cloud --mailbox sales@example.test=PASSWORD --messages 100",
        "dealtrail simulator --mailbox sales@example.test=PASSWORD --fault throttled:times=3,delay=30",
    ),
)


@app.default
def simulator(
    *,
    port: Annotated[
        int, WHOLE, Parameter(validator=Number(gte=0, lte=65535), help="Where it listens, on this machine only (8443).")
    ] = 8443,
    mailbox: Annotated[
        tuple[str, ...], Parameter(help="ADDRESS=PASSWORD: a mailbox and its login; can be repeated.")
    ] = (),
    load: Annotated[
        tuple[str, ...],
        Parameter(help="ADDRESS=PATH: fill it from .eml, mbox, maildir or .ics, or a folder of them; can be repeated."),
    ] = (),
    messages: Annotated[
        int, WHOLE, Parameter(validator=Number(gte=0), help="Make up this many messages for each.")
    ] = 0,
    appointments: Annotated[int, WHOLE, Parameter(validator=Number(gte=0), help="Make up this many appointments.")] = 0,
    zone: Annotated[str, Parameter(help="The mailboxes' time zone (UTC).")] = "UTC",
    tls: Annotated[bool, Parameter(help="Speak HTTPS, with a certificate made for the occasion.")] = False,
    cloud: Annotated[bool, Parameter(help="Print the configuration for Microsoft 365; with --tls by itself.")] = False,
    certificates: Annotated[
        Path | None, Parameter(help="Where its authority's file stays, simulator-ca.pem; with --tls by itself.")
    ] = None,
    fault: Annotated[
        tuple[str, ...],
        Parameter(
            help="KIND:operation=GetItem,times=3,… : what goes wrong with the next requests, as in docs/simulator.md; "
            "can be repeated."
        ),
    ] = (),
) -> int:
    """Run a stand-in of Exchange Server and Microsoft 365 on this machine until Ctrl-C.

    Prints the configuration to use. It is both at once: what is done over one is seen over the other.
    """
    from simulator.command import serve
    from simulator.faults import read_fault

    mailboxes = _pairs("--mailbox", "PASSWORD", mailbox)
    if not mailboxes:
        raise WrongUse("a simulator without a mailbox has nothing to show; give --mailbox ADDRESS=PASSWORD")
    loads = [(address, Path(path)) for address, path in _pairs("--load", "PATH", load)]
    known = {address.casefold() for address, _ in mailboxes}
    for address, _ in loads:
        if address.casefold() not in known:
            raise WrongUse(f"--load fills {address}, which no --mailbox makes")
    try:
        faults = [read_fault(text) for text in fault]
    except ValueError as problem:
        raise WrongUse(f"--fault: {problem}") from None
    return serve(
        port,
        mailboxes,
        loads,
        tls,
        zone=zone,
        messages=messages,
        appointments=appointments,
        is_cloud=cloud,
        certificates=certificates,
        faults=faults,
    )


def _pairs(option: str, value: str, given: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for text in given:
        pair = re.fullmatch(r"([^@]+@[^=]+)=(.+)", text, re.DOTALL)
        if not pair:
            address = text.partition("=")[0]  # whatever follows may be a password
            raise WrongUse(f"{option} {address}… is not ADDRESS={value}")
        found.append((pair[1], pair[2]))
    return found
