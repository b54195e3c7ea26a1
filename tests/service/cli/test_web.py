"""Inviting people to the browser interface, seeing where they are signed in, and signing them out."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine


def test_an_owner_invites_by_a_link_at_the_address_that_browsers_use(office: CommandLine) -> None:
    office.configure('[web]\nurl = "https://crm.us.example/"\ntrusted_proxies = "127.0.0.1"\n')

    invited = office("--as", "bob", "web", "invite", "cora", "--hours", "2", "--json").json

    assert (invited["user"], invited["hours"]) == ("cora@us.example", 2)
    assert invited["link"].startswith("https://crm.us.example/invite/")


def test_a_link_at_which_no_browser_makes_a_passkey_says_so(office: CommandLine) -> None:
    invited = office("--as", "bob", "web", "invite", "cora")

    assert invited.code == 0
    assert "passkeys belong to a name, and 127.0.0.1 is a number; set web.url" in invited.err


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--as", "cora", "web", "invite", "bob"), 1, "ask an owner"),
        (("--as", "bob", "web", "invite", "nobody"), 1, "nobody"),
        (("--as", "bob", "web", "invite", "cora", "--hours", "0"), 2, "1 to 168"),
        (("--as", "cora", "web", "sign-out", "bob"), 1, "ask an owner"),
    ],
)
def test_others_do_not(office: CommandLine, words: tuple[str, ...], code: int, sentence: str) -> None:
    ended = office(*words)

    assert ended.code == code
    assert sentence in ended.err


def test_nobody_is_signed_in_at_first_and_signing_out_says_so(office: CommandLine) -> None:
    assert office("web", "sessions", "--json").json == []
    assert office("--as", "cora", "web", "sign-out", "cora", "--json").json == {"user": "cora@us.example", "ended": 0}


def test_check_says_what_the_interface_lacks(office: CommandLine) -> None:
    office.configure('[web]\nsign_in = ["proxy"]\n')

    checked = office("check", "--json").shape["web"]

    assert "nobody to believe" in checked["problems"][0]
    assert office("web").code == 1
