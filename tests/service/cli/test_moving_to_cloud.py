"""A mailbox that is read over EWS and is to be read through Graph: what is said before, meanwhile and after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.server import Simulator
from tests.service.cli.line import CommandLine
from tests.service.cli.mailboxes import BOB, CLIENT, CORA, SECRET, TENANT, let_in
from tests.simulated import simulated

ANN = "Ann Lee <ann@client.example>"
IN_ARCHIVE = "out of this server's reach, and kept in the history as it is"


@pytest.fixture
def firm() -> Iterator[Simulator]:
    """One organization under both faces; Bob has an archive mailbox, with an old offer in it."""
    with simulated(tls=True) as running:
        let_in(running)
        running.add_mailbox(BOB, "own-password", with_archive=True)
        running.add_mailbox(CORA, "own-password")
        for address in (BOB, CORA):
            running.outlook(address).deliver_mail(ANN, f"New offer for {address}")
        box = running.mailbox(BOB)
        archive = box.wellknown("archiveinbox")
        assert archive is not None
        box.move(box.items[running.outlook(BOB).deliver_mail(ANN, "Old offer")], archive)
        yield running


def configure(line: CommandLine, firm: Simulator, *, bob_is_on: str = "") -> None:
    bob = f'server = "{bob_is_on}"' if bob_is_on else 'password = "own-password"'
    line.configure(
        f'[exchange]\nendpoint = "{firm.endpoint}"\nauth = "basic"\naccess = "direct"\nca_file = "{firm.ca_file}"\n'
        f'[server.cloud]\nkind = "graph"\ntenant_id = "{TENANT}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'authority = "{firm.url}"\nendpoint = "{firm.graph_url}"\nca_file = "{firm.ca_file}"\n'
        f'[[mailbox]]\naddress = "{BOB}"\n{bob}\n'
        f'[[mailbox]]\naddress = "{CORA}"\npassword = "own-password"\n'
    )


@pytest.mark.parametrize(("may_translate", "at_once"), [(True, 1), (False, 0)], ids=["translated", "healed"])
def test_a_dry_run_from_ews_to_graph_says_what_would_happen_and_changes_nothing(
    office: CommandLine, firm: Simulator, *, may_translate: bool, at_once: int
) -> None:
    configure(office, firm)
    office("run", "--once")
    if not may_translate:
        firm.revoke(CLIENT, "User.Read.All")
    before = office("opportunity", "history", "OPP-1", "--json").json
    firm.journal.clear()

    said = office("mailbox", "move", BOB, "--to", "cloud", "--dry-run")
    shape = office("mailbox", "move", BOB, "--to", "cloud", "--dry-run", "--json").json
    asked = {one.operation for one in firm.journal.requests if not one.operation.startswith(("GET", "POST /$batch"))}
    status = office("status", "--json").json["mailboxes"]

    assert said.code == 0
    assert f"{BOB} to cloud:" in said.out
    assert f"items known again: 1, {at_once} of them at once" in said.out
    assert ("User.Read.All" in said.out) is not may_translate
    assert "out of this server's reach, and kept as it is: " in said.out
    assert "nothing was changed" in said.out
    assert shape["items"] == {"translated": at_once, "read_anew": 1 - at_once}
    assert shape["missing"] == []
    assert len(shape["out_of_reach"]) >= 1
    assert asked == {"POST /users/{id}/translateexchangeids"}  # nothing that writes
    assert office("opportunity", "history", "OPP-1", "--json").json == before
    assert [one["failures"] for one in status] == [0, 0]


def test_what_lies_in_an_archive_mailbox_keeps_its_history_and_check_says_where_it_is(
    office: CommandLine, firm: Simulator
) -> None:
    configure(office, firm)
    office("run", "--once")
    before = office("opportunity", "history", "OPP-1", "--json").json
    there = office("check")
    configure(office, firm, bob_is_on="cloud")
    office("mailbox", "move", BOB, "--to", "cloud")
    office("run", "--once")

    here, shown = office("check"), office("check", "--json").json

    [line] = [one for one in here.out.splitlines() if IN_ARCHIVE in one]
    assert line.startswith("  ! ")
    assert "Archive" in line
    assert IN_ARCHIVE not in there.out
    [bob, cora] = shown["mailboxes"]
    assert [one for one in bob["warnings"] if IN_ARCHIVE in one]
    assert not [one for one in cora["warnings"] if IN_ARCHIVE in one]
    assert office("opportunity", "history", "OPP-1", "--json").json == before
    assert [one["gone"] for one in before if one["subject"] == "Old offer"] == [False]


def test_check_of_exchange_online_over_ews_says_when_it_ends_and_how_to_go_on(
    office: CommandLine, firm: Simulator
) -> None:
    configure(office, firm)
    before = office("check")
    firm.organization.is_online = True

    told = office("check")

    assert told.code == before.code == 0
    assert "EwsAllowedAppIDs" not in before.out
    [line] = [one for one in told.out.splitlines() if "EwsAllowedAppIDs" in one]  # once, though two mailboxes are there
    for words in ("1 October 2026", "1 April 2027", "dealtrail mailbox move ADDRESS --to SERVER --dry-run", "Graph"):
        assert words in line
    assert "Exchange Online" in line
