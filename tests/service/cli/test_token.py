"""Tokens from the command line."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine


@pytest.mark.parametrize(("more", "scopes"), [((), ["read"]), (("--write",), ["read", "write"])])
def test_a_token_is_shown_once_listed_by_its_name_and_revoked(
    office: CommandLine, more: tuple[str, ...], scopes: list[str]
) -> None:
    made = office("--as", "cora", "token", "add", "Monthly report", "--days", "90", *more, "--json").json
    listed = office("token", "list", "cora", "--json")
    token = listed.json[0]
    revoked = office("--as", "cora", "token", "revoke", token["id"])

    assert made == token | {"token": made["token"]}
    assert (token["user"], token["name"], token["scopes"], token["used_at"]) == (
        "cora@us.example",
        "Monthly report",
        scopes,
        None,
    )
    assert made["token"] not in listed.out
    assert revoked.code == 0
    assert office("token", "list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("token", "add", "Report"), 2, "--days"),
        (("token", "add", "Report", "--days", "366"), 2, "--days"),
        (("token", "add", "", "--days", "3"), 1, "name: must not be empty"),
        (("token", "revoke", "0" * 16), 1, "there is none"),
        (("token", "revoke", ""), 1, "there is none"),
    ],
)
def test_what_is_refused(office: CommandLine, words: tuple[str, ...], code: int, sentence: str) -> None:
    ended = office("--as", "cora", *words)

    assert (ended.code, sentence in ended.err) == (code, True)
