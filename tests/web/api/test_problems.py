"""What goes wrong, as problem details."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.web.api.program import PROBLEM, ROOT, Program
from tests.web.site import Site


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/opportunities/OPP-99", 404),
        ("GET", "/opportunities/200 seats", 404),
        ("GET", "/accounts/99", 404),
        ("GET", "/accounts/Fabrikam", 404),
        ("GET", "/accounts/1000000000", 404),
        ("GET", "/lists/colour", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/", 404),
        ("DELETE", "/users", 405),
        ("PUT", "/accounts/1", 405),
        ("POST", "/status", 405),
    ],
)
def test_what_is_not_there_is_a_problem(ann: Program, method: str, path: str, status: int):
    answer = ann.ask(method, path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert ("allow" in answer.headers) == (status == 405)


def test_beside_the_interface_there_is_nothing_either(ann: Program):
    for path in ("/api/v1/lists/a%0Ab", "/api/v2/accounts", "/api/v1/%2e%2e/accounts"):
        answer = ann.client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


def test_a_method_that_an_address_does_not_take_is_told_those_that_it_does(ann: Program):
    assert ann.ask("PUT", "/opportunities/1").headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    assert ann.ask("DELETE", "/opportunities").headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"name": "Fabrikam"', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"name": ' + b"9" * 5_000 + b"}", "application/json", 400),
        (b'{"name": "Fabrikam"}', "text/plain", 415),
        (b"name=Fabrikam", "application/x-www-form-urlencoded", 415),
        (b'{"name": "Fabrikam"}', "", 415),
        (b"", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"name": null}', "application/json", 422),
        (b'{"name": 5}', "application/json", 422),
        (b'{"name": ""}', "application/json", 422),
        (b'{"name": "Fab\\u0000rikam"}', "application/json", 422),
        (b'{"name": "\\ud800"}', "application/json", 422),
        (b'{"name": "Fabrikam", "colour": "red"}', "application/json", 422),
        (b'{"name": "Fabrikam", "type": "nowhere"}', "application/json", 404),
        (b'{"name": "Fabrikam", "fields": {"Nowhere": 1}}', "application/json", 404),
        (b'{"name": "' + b"x" * 4_100_000 + b'"}', "application/json", 413),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_body_that_cannot_be_meant_is_refused_and_nothing_is_made(
    ann: Program, content: bytes, kind: str, status: int
):
    headers = {"content-type": kind} if kind else {}
    answer = ann.client.post(f"{ROOT}/accounts", content=content, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status
    assert "JSON" in answer.json()["detail"] or status != 400
    assert ann.get("/accounts").json() == []


def test_a_body_that_does_not_say_how_large_it_is_is_counted(ann: Program):
    pieces = (b'{"name": "' if n == 0 else b"x" * 1_000_000 for n in range(6))

    answer = ann.client.post(f"{ROOT}/accounts", content=pieces, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"title": "Boats"}, ""),
        ({"title": "Boats", "account": 1, "contact": 1}, ""),
        ({"title": "", "new_account": "Fabrikam"}, "title"),
        ({"title": "Boats", "new_account": "Fabrikam", "probability": 101}, "probability"),
        ({"title": "Boats", "new_account": "Fabrikam", "probability": True}, "probability"),
        ({"title": "Boats", "new_account": "Fabrikam", "amount": "much"}, "amount"),
        ({"title": "Boats", "new_account": "Fabrikam", "amount": "1.234"}, "price"),
        ({"title": "Boats", "new_account": "Fabrikam", "currency": "XXQ"}, "currency"),
        ({"title": "Boats", "new_account": "Fabrikam", "close_date": "2025-02-30"}, "close_date"),
        ({"title": "Boats", "new_account": "Fabrikam", "close_date": 1735689600}, "close_date"),
        ({"title": "Boats", "new_account": "Fabrikam", "created_at": "2025-02-03T10:00:00"}, "created_at"),
        ({"title": "Boats", "new_account": "Fabrikam", "created_at": "0001-01-01T00:00:00+09:00"}, "created_at"),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_opportunity_is_named(ann: Program, body: dict[str, Any], named: str):
    answer = ann.ask("POST", "/opportunities", body)

    told = answer.json()
    assert answer.status_code == 422
    assert named.replace("_", " ") in f"{told['detail']} {told.get('subject', '')}".replace("_", " ")
    assert ann.get("/opportunities?state=all").json() == []
    assert ann.get("/accounts").json() == []


def test_what_is_in_the_recycle_bin_is_gone(ann: Program):
    at = ann.make("/accounts", {"name": "Fabrikam"})["at"]
    ann.ask("DELETE", at, if_match="*")

    assert ann.get(at).status_code == 410
    assert ann.ask("PATCH", at, {"name": "Contoso"}, if_match="*").status_code == 410


def test_several_that_answer_to_a_name_are_told(ann: Program):
    for name in ("Fabrikam", "Fabrikam AS"):
        ann.make("/accounts", {"name": f"{name} Oslo"})

    answer = ann.ask("POST", "/contacts", {"name": "Cy", "account": "fabrikam"})

    assert (answer.status_code, "Fabrikam AS Oslo" in answer.json()["detail"]) == (409, True)


def test_a_fault_of_the_program_tells_nothing_of_itself(site: Site, ann: Program):
    site.desk.clock = None  # type: ignore[assignment]  # what a fault may be
    with structlog.testing.capture_logs() as logged:
        answer = ann.get("/status")

    assert (answer.status_code, "detail" in answer.json()) == (500, False)
    assert [one["event"] for one in logged if one["log_level"] == "error"] == ["answer to a program failed"]


def test_a_database_that_fails_is_to_be_tried_again(site: Site, ann: Program, tmp_path: Path):
    ann.get("/accounts")
    for file in tmp_path.glob("store.sqlite*"):
        file.write_bytes(b"no database" * 1_000)
    with structlog.testing.capture_logs() as logged:
        answer = ann.get("/accounts")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "sqlite" not in answer.text
    assert [one["event"] for one in logged if one["log_level"] == "error"] == ["database fails"]
