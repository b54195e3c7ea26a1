"""Batches: parts with rights, preferences, refusals and waits of their own."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPException
from typing import Any

import pytest

from simulator.faults import FaultKind
from tests.simulator.graph_asking import ANN, BOB, IMMUTABLE, Desk


def test_a_connection_that_ends_in_a_part_ends_for_the_whole_batch_and_all_is_done(desk: Desk):
    items = [desk.bob.deliver_mail(ANN, f"m{number}", "text") for number in range(2)]
    url = f"/users/{BOB}/messages/"
    desk.graph.strike(FaultKind.RESET_AFTER, "PATCH /users/{id}/messages/{id}")
    change = {"method": "PATCH", "body": {"categories": ["Red"]}, "headers": {"Content-Type": "application/json"}}

    with pytest.raises((OSError, HTTPException)):
        desk.graph.batch(*({"url": url + desk.rest(item), **change} for item in items))

    held = desk.simulator.mailbox(BOB).items
    assert [held[item].categories for item in items] == [["Red"], ["Red"]]


def test_parts_of_a_batch_have_preferences_rights_and_refusals_of_their_own(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text")
    url = f"/users/{BOB}/messages?$select=id"

    parts = desk.graph.batch(
        {"url": url, "headers": {"Prefer": IMMUTABLE}},
        {"url": url},
        {"url": f"/users/{BOB}/todo/lists"},
        {"url": f"users/{BOB}/mailFolders/inbox"},
        {"url": f"/v1.0/users/{BOB}/mailFolders/inbox"},
        {"url": f"{desk.simulator.graph_url}/users/{BOB}/mailFolders/inbox"},
        {"url": f"https://elsewhere.example/v1.0/users/{BOB}/mailFolders/inbox"},
        {"method": "PATCH", "url": f"/users/{BOB}/messages/{desk.rest(item)}", "body": {"categories": ["A"]},
         "headers": {"Content-Type": "application/json"}},
    )  # fmt: skip

    assert [part["status"] for part in parts.values()] == [200, 200, 403, 200, 404, 200, 404, 200]
    assert [parts[one]["body"]["value"][0]["id"] for one in "12"] == [desk.immutable(item), desk.rest(item)]
    assert [request.is_part for request in desk.simulator.journal.requests] == [False, *[True] * 8]


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [{"id": str(number), "method": "GET", "url": "/me"} for number in range(21)],
        [{"id": "a", "method": "GET", "url": "/me"}, {"id": "A", "method": "GET", "url": "/me"}],
        [{"id": "1", "method": "GET", "url": "/me", "dependsOn": ["2"]}],
        [{"id": "1", "method": "POST", "url": "/me", "body": {"a": 1}}],
        [{"id": "1", "url": "/me"}],
        ["nothing"],
    ],
)
def test_a_batch_that_is_none_is_refused_whole(desk: Desk, requests: list[Any]):
    assert desk.graph.ask("POST", "/v1.0/$batch", {"requests": requests}).status == 400


def test_what_waits_for_a_part_that_failed_fails_with_it(desk: Desk):
    url = f"/users/{BOB}/mailFolders"

    parts = desk.graph.batch(
        {"url": f"{url}/nowhere"}, {"url": f"{url}/inbox", "dependsOn": ["1"]}, {"url": url, "dependsOn": ["2"]}
    )

    assert [part["status"] for part in parts.values()] == [400, 424, 424]


def test_one_part_alone_is_throttled(desk: Desk):
    url = f"/users/{BOB}/mailFolders"
    desk.graph.strike(FaultKind.PART_THROTTLED, "GET /users/{id}/mailFolders/{id}", delay=timedelta(seconds=7))

    parts = desk.graph.batch({"url": url}, {"url": f"{url}/inbox"}, {"url": f"{url}/drafts"})

    assert [part["status"] for part in parts.values()] == [200, 429, 200]
    assert parts["2"]["headers"]["Retry-After"] == "7"
