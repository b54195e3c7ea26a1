"""Webhooks at the command line."""

from __future__ import annotations

import pytest

from tests.receiver import Receiver, receiving, says
from tests.service.cli.line import CommandLine

KEY = "k" * 32
CONFIGURED = f'[webhooks]\nkey = "{KEY}"\nallow = ["localhost"]\n'


@pytest.fixture
def owner(office: CommandLine) -> CommandLine:
    office.configure(CONFIGURED)
    return office


def added(owner: CommandLine, receiver: Receiver, *words: str) -> str:
    """The secret of a webhook that leads there."""
    made = owner("--as", "bob", "webhook", "add", receiver.url, *words, "--json").json
    return str(made["secret"])


def test_an_owner_adds_tries_and_lets_go_of_a_webhook(owner: CommandLine) -> None:
    with receiving() as receiver:
        secret = added(owner, receiver, "--event", "closed", "--event", "Stage changed")
        tried = owner("--as", "bob", "webhook", "test", "1")
        receiver.answer = says(503)
        failed = owner("--as", "bob", "webhook", "test", "1", "--json")
    listed = owner("--as", "bob", "webhook", "list", "--json").json
    shown = owner.did("--as", "bob", "webhook", "show", "1")

    assert tried.code == 0
    assert "the test arrived (204)" in tried.out
    assert (failed.code, failed.shape) == (1, {"arrived": False, "status": 503, "reason": "it answers with 503"})
    assert receiver.came[0].told["type"] == "test"
    assert receiver.came[0].is_signed_with(secret)
    assert [(one["url"], one["events"], one["state"]) for one in listed] == [
        (receiver.url, ["stage_changed", "closed"], "active")
    ]
    assert secret not in shown + owner.did("--as", "bob", "webhook", "list")
    assert secret.removeprefix("whsec_").encode() not in owner.database.read_bytes()
    assert KEY.encode() not in owner.database.read_bytes()
    assert owner.did("--as", "bob", "webhook", "delete", "1").endswith("deleted\n")
    assert owner("--as", "bob", "webhook", "list", "--json").json == []


def test_it_is_paused_resumed_and_given_another_secret(owner: CommandLine) -> None:
    with receiving() as receiver:
        secret = added(owner, receiver)
    paused = owner("--as", "bob", "webhook", "pause", "1", "--json").json
    owner.did("--as", "bob", "opportunity", "close", "1", "won")
    waiting = owner("--as", "bob", "webhook", "deliveries", "1", "--json").json
    resumed = owner.did("--as", "bob", "webhook", "resume", "1")
    dropped = owner.did("--as", "bob", "webhook", "resume", "1", "--drop")
    renewed = owner("--as", "bob", "webhook", "new-secret", "1", "--json").json

    assert paused["state"] == "paused"
    assert [(one["event"], one["opportunity"], one["state"]) for one in waiting] == [("closed", "OPP-1", "waiting")]
    assert "1 to send" in resumed
    assert "0 to send" in dropped
    assert renewed["secret"] not in ("", secret)
    trail = owner("audit", "list", "--record", "webhook:1", "--json").json
    assert [one["to"] for one in trail] == ["secret replaced", "resumed", "resumed", "paused", "added"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "http://erp.us.example/"), "address: is not https; use https, or name its host in webhooks.allow"),
        (("add", "https://10.0.0.7/"), "address: leads to this machine, or into a network that is not public"),
        (("add", "https://bob:x@erp.us.example/"), "address: is none that a webhook can have"),
        (("add", "https://erp.us.example/", "--event", "won"), "event: 'won' is none; name some of linked"),
        (("add", "https://erp.us.example/" + "x" * 2000), "at most 2000 are allowed"),
        (("show", "7"), "webhook: there is none for '7'"),
        (("resume", "x"), "webhook: there is none for 'x'"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(owner: CommandLine, words: tuple[str, ...], sentence: str) -> None:
    ended = owner("--as", "bob", "webhook", *words)

    assert ended.code == 1
    assert sentence in ended.err


def test_without_a_key_none_is_added(office: CommandLine) -> None:
    ended = office("--as", "bob", "webhook", "add", "https://erp.us.example/")

    assert ended.code == 1
    assert "webhook: webhooks.key is not set in the configuration; put what `openssl rand -hex 32` prints" in ended.err


@pytest.mark.parametrize("act", ["list", "show", "test", "pause", "resume", "new-secret", "delete", "deliveries"])
def test_members_see_and_do_nothing_of_it(owner: CommandLine, act: str) -> None:
    with receiving() as receiver:
        added(owner, receiver)
        ended = owner("--as", "cora", "webhook", act, *([] if act == "list" else ["1"]))

    assert ended.code == 1
    assert "ask an owner" in ended.err
    assert receiver.url not in ended.out + ended.err
    assert receiver.came == []
