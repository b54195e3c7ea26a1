"""What is known of somebody, and forgetting them, by a program of an owner's."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from store.models import AnswerRow
from tests.web.api.program import ROOT, Program
from tests.web.site import Site

ADDRESS = "zorba@client.example"


@pytest.fixture
def zorba(ann: Program) -> int:
    made = ann.make("/contacts", {"name": "Zorba Lee", "addresses": [ADDRESS]})
    return int(made["id"])


def test_what_is_known_is_a_zip_that_is_never_shown(ann: Program, zorba: int):
    answer = ann.client.get(f"{ROOT}/people/{ADDRESS}/known")

    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "Zorba Lee" in archive.read("known.html").decode()


def test_what_would_go_is_told_first_and_what_is_kept_of_the_answer_names_nobody(ann: Program, site: Site, zorba: int):
    told = ann.ask("POST", "/people/erase", {"person": ADDRESS}).json()
    done = ann.ask("POST", "/people/erase", {"person": ADDRESS, "yes": True}, idempotency_key="forget-1")
    again = ann.ask("POST", "/people/erase", {"person": ADDRESS, "yes": True}, idempotency_key="forget-1")

    assert (told["done"], told["addresses"], told["counts"]["contacts"]) == (False, [ADDRESS], 1)
    assert (done.json()["done"], again.json()) == (True, done.json())
    assert ann.get(f"/people/{ADDRESS}/known").status_code == 404
    with site.desk.store.read() as unit:
        kept = list(unit.connection.scalars(select(AnswerRow.body)))
        assert kept
        assert not [body for body in kept if "zorba" in body.lower()]


def test_what_was_begun_and_not_ended_is_ended_by_the_same_request(ann: Program, site: Site, zorba: int):
    with site.writing() as unit:
        unit.erasing.begin(unit.people.of(ADDRESS))

    done = ann.ask("POST", "/people/erase", {"person": ADDRESS, "yes": True}, idempotency_key="forget-2")
    again = ann.ask("POST", "/people/erase", {"person": ADDRESS, "yes": True}, idempotency_key="forget-2")

    assert (done.status_code, done.json()["counts"]["contacts"], again.json()) == (200, 1, done.json())
    assert ann.ask("POST", "/people/erase", {"person": ADDRESS, "yes": True}).status_code == 404


def test_who_was_erased_is_taken_in_again(ann: Program, zorba: int):
    ann.ask("POST", "/people/erase", {"person": ADDRESS, "yes": True})

    assert ann.ask("POST", "/people/remember", {"address": ADDRESS}).json() == {"address": ADDRESS}
    assert ann.ask("POST", "/people/remember", {"address": ADDRESS}).status_code == 404
