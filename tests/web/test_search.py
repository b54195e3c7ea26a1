"""Search over everything, in the browser."""

from __future__ import annotations

import pytest
from lxml import html

from store.values import HistoryOf
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site


@pytest.fixture(autouse=True)
def known(site: Site) -> None:
    with site.writing() as unit:
        number = an_opportunity(unit, "Boats for the fjord")
        unit.notes.add(HistoryOf(number=number), "About <b>boats</b>", "They want the boats before summer", at=None)
        unit.contacts.add("Ann Client", addresses=["ann@client.example"])


def found(site: Site, query: str) -> tuple[list[str], list[str]]:
    """The texts of the links to records and to items, and what is marked."""
    with site.as_("bob") as bob:
        answer = bob.get(f"/search?{query}")
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    links = [one.text_content() for one in page.xpath("//ul[@class='found']/li/a")]
    return links, [one.text_content() for one in page.xpath("//mark")]


@pytest.mark.parametrize(
    ("query", "links"),
    [
        ("q=boats", ["Boats for the fjord", "About <b>boats</b>"]),
        ("q=boats&kind=note", ["About <b>boats</b>"]),
        ("q=boats&kind=records", ["Boats for the fjord"]),
        ("q=boats&kind=email", []),
        ("q=ann%40client.example", ["Ann Client"]),
        ("q=summ*", ["About <b>boats</b>"]),
        ("q=boats&offset=1", []),
        ("q=", []),
        ("q=nothing+of+the+kind", []),
    ],
)
def test_words_find_records_first_and_then_what_was_written(site: Site, query: str, links: list[str]):
    assert found(site, query)[0] == links


def test_what_was_asked_for_is_marked_and_what_was_written_stays_text(site: Site):
    assert found(site, "q=BOATS&kind=note")[1] == ["boats", "boats"]


def test_a_text_without_words_is_refused_beside_what_was_typed(site: Site):
    with site.as_("bob") as bob:
        answer = bob.get("/search?q=%21%21")
    assert answer.status_code == 422
    assert "has no word in it" in answer.text


def test_the_search_is_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    page = browse("bob", width=320)
    page.goto("/search?q=boats")
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
