"""`opportunity email`, `meet` and `appointment`."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(35)

MAILBOXES = """
exchange.endpoint = "http://localhost:1/EWS/Exchange.asmx"
exchange.auth = "basic"
exchange.access = "impersonation"
exchange.username = "svc"
exchange.password = "x"
[[mailbox]]
address = "bob@us.example"
[[mailbox]]
address = "sales@us.example"
kind = "shared"
"""


@pytest.fixture
def desk(office: CommandLine) -> CommandLine:
    office.configure(MAILBOXES)
    return office


def test_a_draft_is_asked_for_in_the_acting_users_outlook(desk: CommandLine) -> None:
    told = desk.did("--as", "bob", "opportunity", "email", "OPP-1", "--subject", "Your offer")
    shape = desk("--as", "bob", "opportunity", "meet", "OPP-1", "--start", "2031-03-04 14:30", "--json").json

    assert "OPP-1 Your offer: email to ann@client.example; in your Drafts in about 30 s" in told
    assert (shape["kind"], shape["subject"]) == ("meeting", "200 seats")
    assert shape["start"].startswith("2031-03-04T13:30:00")
    assert shape["end"].startswith("2031-03-04T14:30:00")
    assert "email drafted: Your offer" in desk.did("opportunity", "log", "OPP-1")


def test_an_appointment_has_no_attendees(desk: CommandLine) -> None:
    shape = desk(
        "--as", "bob", "opportunity", "appointment", "OPP-1", "--start", "2031-03-04 9:00", "--minutes", "30", "--json"
    ).json

    assert (shape["to"], shape["end"][11:16]) == ([], "08:30")


def test_whoever_has_no_mailbox_here_is_told_so(desk: CommandLine) -> None:
    ended = desk("--as", "cora", "opportunity", "email", "OPP-1")

    assert ended.code == 1
    assert "personal mailbox: there is none for 'cora@us.example'; nearest: bob@us.example" in ended.err


def test_an_unknown_login_is_asked_who_it_is(desk: CommandLine) -> None:
    ended = desk("opportunity", "email", "OPP-1")

    assert ended.code == 1
    assert "say who you are with --as" in ended.err


def test_an_account_without_addresses_is_refused(desk: CommandLine) -> None:
    desk.did("account", "add", "Silent Ltd")
    desk.did("opportunity", "add", "Silence", "--account", "Silent Ltd")
    ended = desk("--as", "bob", "opportunity", "email", "OPP-3")

    assert ended.code == 1
    assert "no contact of the linked account has an e-mail address" in ended.err
