"""Views of the list that people keep."""

from __future__ import annotations

import pytest
from lxml import html

from tests.contract.store.records import an_opportunity
from tests.web.site import Site


@pytest.fixture(autouse=True)
def known(site: Site) -> None:
    with site.writing() as unit:
        an_opportunity(unit, "Boats")
        an_opportunity(unit, "Masts")


def views_in(text: str) -> dict[str, str]:
    links = html.fromstring(text).xpath("//ul[@class='views']/li/a")
    return {one.text_content(): one.get("href") for one in links}


def test_a_view_keeps_filter_order_and_columns_for_whoever_made_it(site: Site):
    with site.as_("bob") as bob, site.as_("ann") as ann:
        bob.post("/opportunities/columns", data={"column": ["currency"]})
        bob.post("/opportunities/views", data={"name": "Mine & more", "query": "search=oat&sort=title&offset=50"})
        bob.post("/opportunities/columns", data={"column": ["total", "stage"]})
        path = views_in(bob.get("/opportunities").text)["Mine & more"]
        page = html.fromstring(bob.get(path).text)
        others = views_in(ann.get("/opportunities").text)
    assert path == "/opportunities?search=oat&sort=title&view=Mine+%26+more"
    assert page.xpath("//table[contains(@class, 'cards')]//td/@data-label") == ["Currency"]
    assert page.xpath("//ul[@class='views']/li/a/@aria-current") == ["page"]
    assert others == {}


def test_one_begins_with_the_view_that_one_chose_until_it_is_forgotten(site: Site):
    form = {"name": "Boats", "query": "search=oat"}
    with site.as_("bob") as bob:
        bob.post("/opportunities/views", data=form)
        bob.post("/opportunities/views", data=form | {"act": "begin"})
        begun = bob.get("/opportunities")
        asked = bob.get("/opportunities?state=open")
        bob.post("/opportunities/views", data=form | {"act": "forget"})
        forgotten = bob.get("/opportunities")
    assert begun.headers["location"] == "/opportunities?search=oat&view=Boats"
    assert asked.status_code == 200
    assert forgotten.status_code == 200
    assert views_in(forgotten.text) == {}


@pytest.mark.parametrize("name", ["", "x" * 61, "two\nlines"])
def test_a_name_that_cannot_be_kept_is_refused(site: Site, name: str):
    with site.as_("bob") as bob:
        answer = bob.post("/opportunities/views", data={"name": name, "query": "search=oat"})
        assert answer.status_code == 422
        assert views_in(bob.get("/opportunities").text) == {}
