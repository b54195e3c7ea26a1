"""Personal data in the browser, for owners: what is known of somebody, and forgetting them."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site

ADDRESS = "zorba@client.example"


@pytest.fixture
def zorba(site: Site) -> int:
    with site.writing() as unit:
        zorba = unit.contacts.add("Zorba Lee", addresses=[ADDRESS]).id
        an_opportunity(unit, "Seats for Zorba Lee", contact_id=zorba)
    return zorba


def test_what_is_known_is_handed_out_as_a_zip(site: Site, zorba: int):
    with site.as_("ann") as ann:
        answer = ann.get(f"/settings/people/export?person={ADDRESS}")

    assert answer.headers["content-disposition"] == 'attachment; filename="person.zip"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "Zorba Lee" in archive.read("known.html").decode()


def test_who_is_erased_is_gone_and_where_it_leads_does_not_say_who_it_was(site: Site, zorba: int):
    with site.as_("ann") as ann:
        page = ann.get(f"/settings/people?person={ADDRESS}").text
        unsure = ann.post("/settings/people/erase", data={"person": ADDRESS})
        answer = ann.post("/settings/people/erase", data={"person": ADDRESS, "sure": "yes", "once": "a" * 32})
        twice = ann.post("/settings/people/erase", data={"person": ADDRESS, "sure": "yes", "once": "a" * 32})
        again = ann.get(f"/settings/people?person={ADDRESS}").text

    assert "1 contact record stays without name" in page
    assert (unsure.status_code, "it cannot be undone; tick that you mean it" in unsure.text) == (422, True)
    assert [one.headers["location"] for one in (answer, twice)] == ["/settings/people?erased=yes"] * 2
    assert "there is none for" in again
    with site.desk.store.read() as unit:
        assert unit.contacts.get(zorba).name == "[erased]"
        assert [one.title for one in unit.opportunities.all()] == ["Seats for [erased]"]


def test_who_was_erased_is_taken_in_again(site: Site, zorba: int):
    with site.as_("ann") as ann:
        ann.post("/settings/people/erase", data={"person": ADDRESS, "sure": "yes"})
        answer = ann.post("/settings/people/remember", data={"address": ADDRESS})
        unknown = ann.post("/settings/people/remember", data={"address": ADDRESS})

    assert answer.headers["location"] == "/settings/people?erased=no"
    assert unknown.status_code == 422
    with site.desk.store.read() as unit:
        assert unit.forgotten.among([ADDRESS]) == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_use_the_page(browse: Browse, faults_for_everybody: Judge, zorba: int, width: int):
    page = browse("ann", width=width)

    page.goto(f"/settings/people?person={ADDRESS}")

    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
