"""Mailboxes on the simulator for the command line to work with."""

from __future__ import annotations

from simulator.command import RIGHTS
from simulator.server import Simulator
from tests.service.cli.line import CommandLine

BOB, CORA = "bob@us.example", "cora@us.example"
SERVICE, PASSWORD = "service@us.example", "sesame-open"
TENANT, CLIENT, SECRET = "us.example", "dealtrail-here", "a-secret-of-the-application"


def let_in(simulator: Simulator) -> None:
    """The application may do in the tenant what it needs."""
    simulator.add_application(TENANT, CLIENT, SECRET)
    simulator.grant(CLIENT, *RIGHTS)


def configure(line: CommandLine, simulator: Simulator, *, password: str = PASSWORD, mailboxes: str = "") -> None:
    mailboxes = mailboxes or "".join(f'[[mailbox]]\naddress = "{address}"\n' for address in (BOB, CORA))
    line.configure(
        f'[exchange]\nendpoint = "{simulator.endpoint}"\nauth = "basic"\naccess = "impersonation"\n'
        f'username = "{SERVICE}"\npassword = "{password}"\n{mailboxes}'
    )
