"""What goes wrong on the Graph face where a test asks for it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from simulator.faults import FaultKind
from tests.simulator.graph_asking import ANN, IMMUTABLE, Desk


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (FaultKind.THROTTLED, 429, "ApplicationThrottled"),
        (FaultKind.UNAVAILABLE, 503, "UnknownError"),
        (FaultKind.TOKEN_REVOKED, 401, "InvalidAuthenticationToken"),
        (FaultKind.CONFLICT, 412, "ErrorIrresolvableConflict"),
        (FaultKind.SERVER_ERROR, 500, "InternalServerError"),
    ],
)
def test_a_fault_strikes_a_call_by_its_name(desk: Desk, kind: FaultKind, status: int, code: str):
    desk.graph.strike(kind, "GET /users/{id}/mailFolders/{id}")

    other = desk.graph.get("/messages")
    struck = desk.graph.get("/mailFolders/inbox")

    assert (other.status, struck.status, struck.code) == (200, status, code)
    assert struck.headers.get("retry-after") == ("1" if status in (429, 503) else None)
    assert desk.graph.get("/mailFolders/inbox").status == (401 if kind is FaultKind.TOKEN_REVOKED else 200)


def test_a_fault_may_bend_what_is_said(desk: Desk):
    desk.bob.deliver_mail(ANN, "Hello", "text")
    delta = "/mailFolders/inbox/messages/delta"
    found = {}
    for kind in (FaultKind.FOREIGN_LINK, FaultKind.BAD_ITEM, FaultKind.BOMB, FaultKind.HTML, FaultKind.TRUNCATED):
        desk.graph.strike(kind, f"GET /users/{{id}}{delta.replace('inbox', '{id}')}")
        found[kind] = desk.graph.get(delta)

    assert found[FaultKind.FOREIGN_LINK].json["@odata.deltaLink"].startswith("https://graph.example.net/")
    assert found[FaultKind.BAD_ITEM].rows[0]["receivedDateTime"] == 17
    assert found[FaultKind.BOMB].body.count(b"[") == 10_000
    assert found[FaultKind.HTML].headers["content-type"] == "text/html"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        _ = found[FaultKind.TRUNCATED].json


def test_an_item_that_is_shown_badly_makes_no_sense_wherever_it_is_and_the_others_do(desk: Desk):
    bad, good = (desk.bob.deliver_mail(ANN, subject, "text") for subject in ("bad", "good"))
    desk.simulator.faults.show_item_as(bad, "Memo")

    for path in ("/messages", "/mailFolders/inbox/messages/delta"):
        subjects = {one["id"]: one["subject"] for one in desk.graph.get(path, Prefer=IMMUTABLE).rows}
        assert subjects == {desk.immutable(bad): 17, desk.immutable(good): "good"}


def test_people_are_shown_by_the_address_under_which_the_server_knows_them(desk: Desk):
    name = "/o=Firm/ou=First Group/cn=Recipients/cn=ann"
    desk.simulator.organization.directory[name.casefold()] = [ANN]
    for written in (name, "IMCEAEX-_o=Firm_ou=First+20Group_cn=Recipients_cn=ann@us.example", "/o=Firm/cn=gone"):
        desk.bob.deliver(f"From: Ann <{written}>\r\nSubject: x\r\n\r\ntext\r\n".encode())

    shown = [one["from"]["emailAddress"]["address"] for one in desk.graph.get("/messages").rows]

    assert sorted(shown) == sorted([ANN, ANN, "/o=Firm/cn=gone"])


def test_a_server_may_take_longer_for_more_items(desk: Desk):
    for subject in ("one", "two", "three"):
        desk.bob.deliver_mail(ANN, subject, "text")
    desk.graph.strike(FaultKind.LATENCY, delay=timedelta(0), per_item=timedelta(milliseconds=40))

    began = time.monotonic()
    listed = desk.graph.get("/messages")
    took = time.monotonic() - began

    assert len(listed.rows) == 3
    assert took >= 3 * 0.04
