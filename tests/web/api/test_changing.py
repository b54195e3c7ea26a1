"""Changes: made of what the program has seen, and once however often they are sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import a_file
from tests.web.api.program import Program, program
from tests.web.site import Site, serving

FABRIKAM = {"name": "Fabrikam"}


def test_a_change_says_what_it_is_made_of(ann: Program, bob: Program):
    at = ann.make("/accounts", FABRIKAM)["at"]
    tag = ann.get(at).headers["etag"]

    without = ann.ask("PATCH", at, {"phone": "22"})
    first = bob.ask("PATCH", at, {"phone": "23"}, if_match=tag)
    late = ann.ask("PATCH", at, {"phone": "22"}, if_match=tag)
    anyway = ann.ask("PATCH", at, {"web": "x.example"}, if_match=f'"other", {late.headers["etag"]}')
    weak = ann.ask("DELETE", at, if_match=f"W/{anyway.headers['etag']}")

    assert (without.status_code, without.headers["etag"].startswith('"')) == (428, True)
    assert (first.status_code, first.json()["phone"]) == (200, "23")
    assert (late.status_code, late.json()["now"]["phone"]) == (412, "23")
    assert (anyway.status_code, anyway.json()["phone"], weak.status_code) == (200, "23", 412)
    assert "as it was answered, in quotes" in weak.json()["detail"]
    assert ann.get(at).headers["etag"] == weak.headers["etag"] == anyway.headers["etag"]


@pytest.mark.parametrize(("method", "path", "body"), [("DELETE", "", None), ("POST", "/close", {"outcome": "won"})])
def test_so_does_everything_that_changes_what_is_there(ann: Program, method: str, path: str, body: Any):
    at = ann.make("/opportunities", {"title": "200 seats", "new_account": "Fabrikam"})["at"]
    tag = ann.get(at).headers["etag"]
    ann.ask("PATCH", at, {"title": "300 seats"}, if_match=tag)

    answers = [ann.ask(method, f"{at}{path}", body, **match) for match in ({}, {"if_match": tag})]

    assert [one.status_code for one in answers] == [428, 412]
    assert answers[1].json()["now"]["title"] == "300 seats"


def test_what_happens_beside_a_record_is_no_change_of_it(ann: Program):
    at = ann.make("/opportunities", {"title": "200 seats", "new_account": "Fabrikam"})["at"]
    before = ann.get(at).headers["etag"]
    ann.make("/notes", {"subject": "Rebate", "opportunity": at.rpartition("/")[2]})
    after = ann.get(at).headers["etag"]

    assert before != after
    assert ann.ask("PATCH", at, {"title": "300 seats"}, if_match=before).status_code == 200


def test_what_a_program_has_is_not_sent_again(ann: Program):
    at = ann.make("/accounts", FABRIKAM)["at"]
    tag = ann.get(at).headers["etag"]

    same = ann.get(at, if_none_match=tag)
    ann.ask("PATCH", at, {"phone": "22"}, if_match=tag)

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert ann.get(at, if_none_match=tag).status_code == 200


def test_a_thing_is_done_once_by_its_key(site: Site, ann: Program, bob: Program):
    first = ann.ask("POST", "/accounts", FABRIKAM, idempotency_key="k1")
    again = ann.ask("POST", "/accounts", FABRIKAM, idempotency_key="k1")
    other = ann.ask("POST", "/accounts", {"name": "Contoso"}, idempotency_key="k1")
    elsewhere = ann.ask("POST", "/contacts", {"name": "Fabrikam"}, idempotency_key="k1")
    theirs = bob.ask("POST", "/accounts", {"name": "Contoso"}, idempotency_key="k1")

    same = ("etag", "location")
    assert (first.status_code, again.status_code, first.text) == (201, 201, again.text)
    assert [first.headers[name] for name in same] == [again.headers[name] for name in same]
    assert (other.status_code, elsewhere.status_code, theirs.status_code) == (422, 422, 201)
    assert [one["name"] for one in ann.get("/accounts").json()] == ["Contoso", "Fabrikam"]

    site.clock.now += timedelta(days=1)
    assert ann.ask("POST", "/accounts", {"name": "Northwind"}, idempotency_key="k1").status_code == 201


def test_a_change_that_is_sent_again_is_not_late(ann: Program):
    at = ann.make("/accounts", FABRIKAM)["at"]
    tag = ann.get(at).headers["etag"]

    answers = [ann.ask("PATCH", at, {"phone": "22"}, if_match=tag, idempotency_key="k1") for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].text == answers[1].text


def test_what_was_refused_may_be_sent_again(ann: Program):
    refused = ann.ask("POST", "/contacts", {"name": "Cy", "account": "Fabrikam"}, idempotency_key="k1")
    ann.make("/accounts", FABRIKAM)

    assert refused.status_code == 404
    assert ann.ask("POST", "/contacts", {"name": "Cy", "account": "Fabrikam"}, idempotency_key="k1").status_code == 201


def test_two_that_race_do_it_once(ann: Program):
    with ThreadPoolExecutor(8) as crowd:
        asked = [crowd.submit(ann.ask, "POST", "/accounts", FABRIKAM, idempotency_key="k1") for _ in range(8)]
        answers = [one.result() for one in asked]

    assert {(one.status_code, one.text) for one in answers} == {(201, answers[0].text)}
    assert len(ann.get("/accounts").json()) == 1


def test_so_does_one_that_is_sent_again_after_a_restart(tmp_path: Path):
    url = a_file(tmp_path / "store.sqlite")
    answers = []
    for _ in range(2):
        with serving(tmp_path, url) as site, program(site, "ann") as ann:
            answers.append(ann.ask("POST", "/accounts", FABRIKAM, idempotency_key="k1"))
            found = ann.get("/accounts").json()

    assert (answers[0].text, len(found)) == (answers[1].text, 1)


@pytest.mark.parametrize("key", ["", "two words", "ø", "k" * 201])
def test_a_key_is_plain(ann: Program, key: str):
    headers = {"idempotency-key": key.encode()}
    answer = ann.client.post("/api/v1/accounts", json=FABRIKAM, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "Idempotency-Key")
