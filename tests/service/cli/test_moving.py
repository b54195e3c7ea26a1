"""`dealtrail mailbox move`: a mailbox is on another server from now on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.server import Simulator
from tests.migrating import migrate
from tests.service.cli.line import CommandLine
from tests.service.cli.mailboxes import BOB, CORA, PASSWORD, SERVICE
from tests.simulated import simulated


@pytest.fixture
def oslo() -> Iterator[Simulator]:
    """Another server with the same mailboxes, which are empty."""
    with simulated() as running:
        running.add_account(SERVICE, PASSWORD)
        running.allow_impersonation(SERVICE)
        for address in (BOB, CORA):
            running.add_mailbox(address, "own-password", zone="Europe/Oslo", guid=f"in oslo {address}")
        yield running


def configure(line: CommandLine, simulator: Simulator, oslo: Simulator, *, bob_is_on: str = "") -> None:
    login = f'auth = "basic"\nusername = "{SERVICE}"\npassword = "{PASSWORD}"\n'
    on = f'server = "{bob_is_on}"\n' if bob_is_on else ""
    line.configure(
        f'[exchange]\nendpoint = "{simulator.endpoint}"\n{login}'
        f'[server.oslo]\nkind = "ews"\nendpoint = "{oslo.endpoint}"\n{login}'
        f'[[mailbox]]\naddress = "{BOB}"\n{on}[[mailbox]]\naddress = "{CORA}"\n'
    )


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    connected: CommandLine, simulator: Simulator, oslo: Simulator
) -> None:
    configure(connected, simulator, oslo)
    connected("run", "--once")

    first = connected("mailbox", "move", BOB, "--to", "oslo", "--dry-run")
    again = connected("mailbox", "move", BOB, "--to", "oslo", "--dry-run", "--json")

    assert first.code == again.code == 0
    assert "items known again: 1, 0 of them at once" in first.out
    assert "nothing was changed" in first.out
    told = again.json
    assert (told["items"], told["missing"], told["done"]) == ({"translated": 0, "read_anew": 1}, [], False)


def test_a_moved_mailbox_is_read_on_its_new_server_and_nothing_is_doubled(
    connected: CommandLine, simulator: Simulator, oslo: Simulator
) -> None:
    configure(connected, simulator, oslo)
    connected("run", "--once")
    before = connected("opportunity", "history", "OPP-1", "--json").json
    migrate(simulator.mailbox(BOB), oslo.mailbox(BOB))
    configure(connected, simulator, oslo, bob_is_on="oslo")

    moved = connected("mailbox", "move", BOB, "--to", "oslo")
    again = connected("mailbox", "move", BOB, "--to", "oslo")
    connected("run", "--once")

    assert (moved.code, again.code) == (0, 0)
    assert "done; the next turn reads the mailbox anew" in moved.out
    assert "there is nothing to do" in again.out
    assert connected("opportunity", "history", "OPP-1", "--json").json == before


def test_the_service_moves_it_by_itself(connected: CommandLine, simulator: Simulator, oslo: Simulator) -> None:
    configure(connected, simulator, oslo)
    connected("run", "--once")
    before = connected("opportunity", "history", "OPP-1", "--json").json
    migrate(simulator.mailbox(BOB), oslo.mailbox(BOB))
    configure(connected, simulator, oslo, bob_is_on="oslo")

    ended = connected("run", "--once")

    assert ended.code == 0
    assert connected("opportunity", "history", "OPP-1", "--json").json == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            (BOB, "--to", "oslo"),
            f'{BOB} is not on oslo yet; write server = "oslo" into its [[mailbox]], or add --dry-run',
        ),
        ((BOB, "--to", "olso"), "there is no server olso in the configuration; there are: exchange, oslo"),
        (("eve@us.example", "--to", "oslo"), "eve@us.example is not a configured mailbox"),
        ((BOB, "--to", "oslo", "--dry-run"), f"mailbox {BOB}: was never looked at: there is nothing to move"),
    ],
)
def test_what_cannot_be_moved_is_said(
    connected: CommandLine, simulator: Simulator, oslo: Simulator, words: tuple[str, ...], sentence: str
) -> None:
    configure(connected, simulator, oslo)

    ended = connected("mailbox", "move", *words)

    assert ended.code != 0
    assert sentence in ended.err
