"""Views of the list that people keep."""

from __future__ import annotations

import httpx2
import pytest
from lxml import html

from store.values import FieldKind, Record
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site


@pytest.fixture(autouse=True)
def known(site: Site) -> None:
    with site.writing() as unit:
        an_opportunity(unit, "Boats")
        an_opportunity(unit, "Masts")


def views_in(text: str, which: str = "views") -> dict[str, str]:
    links = html.fromstring(text).xpath(f"//ul[@class='{which}']/li/a")
    return {one.text_content(): one.get("href") for one in links}


def columns_of(text: str) -> list[str]:
    return list(html.fromstring(text).xpath("//table[contains(@class, 'cards')]//td/@data-label"))


def act(client: httpx2.Client, what: str, query: str) -> int:
    """The status of what a button does with the view that the query shows."""
    return client.post("/opportunities/views", data={"act": what, "query": query}).status_code


def shared(owner: httpx2.Client) -> str:
    """Where a view of the owner's is that is shared from now on: boats alone, with their currency."""
    owner.post("/opportunities/columns", data={"column": ["currency"]})
    owner.post("/opportunities/views", data={"name": "Boats", "query": "search=oat"})
    answer = owner.post("/opportunities/views", data={"act": "share", "query": "search=oat&view=Boats"})
    return str(answer.headers["location"])


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
    with site.as_("bob") as bob:
        bob.post("/opportunities/views", data={"name": "Boats", "query": "search=oat"})
        act(bob, "begin", "search=oat&view=Boats")
        begun = bob.get("/opportunities")
        asked = bob.get("/opportunities?state=open")
        act(bob, "forget", "search=oat&view=Boats")
        forgotten = bob.get("/opportunities")
    assert begun.headers["location"] == "/opportunities?search=oat&view=Boats"
    assert asked.status_code == 200
    assert forgotten.status_code == 200
    assert views_in(forgotten.text) == {}


def test_what_is_kept_of_a_view_has_its_columns(site: Site):
    with site.as_("bob") as bob:
        bob.post("/opportunities/columns", data={"column": ["currency"]})
        bob.post("/opportunities/views", data={"name": "Boats", "query": "search=oat"})
        bob.post("/opportunities/columns", data={"column": ["total"]})
        bob.post("/opportunities/views", data={"name": "Boats too", "query": "search=oat&view=Boats"})
        assert columns_of(bob.get(views_in(bob.get("/opportunities").text)["Boats too"]).text) == ["Currency"]


def test_an_owner_shares_a_view_that_members_see_copy_and_cannot_change(site: Site):
    with site.as_("ann") as ann, site.as_("bob") as bob:
        path = shared(ann)
        assert views_in(bob.get("/opportunities").text, "views shared") == {"Boats": path}
        seen = bob.get(path).text
        assert columns_of(seen) == ["Currency"]
        assert "Masts" not in html.fromstring(seen).xpath("string(//tbody)")
        for what in ("withdraw", "firm-begins", "firm-begins-with-none", "share", "forget"):
            assert act(bob, what, path.partition("?")[2]) in (403, 422)
        assert "Share it no longer" not in seen
        bob.post("/opportunities/views", data={"name": "My boats", "query": path.partition("?")[2]})
        act(ann, "withdraw", path.partition("?")[2])
        now = bob.get("/opportunities").text
        assert views_in(now, "views shared") == {}
        assert columns_of(bob.get(views_in(now)["My boats"]).text) == ["Currency"]


def test_shared_again_it_is_the_same_view_that_everybody_sees(site: Site):
    with site.as_("ann") as ann, site.as_("bob") as bob:
        path = shared(ann)
        ann.post("/opportunities/views", data={"name": "boats", "query": "search=ast"})
        act(ann, "share", "search=ast&view=boats")
        [(name, again)] = views_in(bob.get("/opportunities").text, "views shared").items()
        assert (name, again) == ("boats", path.replace("oat", "ast"))


def test_everybody_begins_with_the_firms_view_unless_they_chose_another(site: Site):
    with site.as_("ann") as ann, site.as_("bob") as bob:
        path = shared(ann)
        assert act(ann, "firm-begins", path.partition("?")[2]) == 303
        assert bob.get("/opportunities").headers["location"] == path
        act(bob, "begin-with-none", path.partition("?")[2])
        assert bob.get("/opportunities").status_code == 200
        act(bob, "begin", path.partition("?")[2])
        assert bob.get("/opportunities").headers["location"] == path
        bob.post("/opportunities/views", data={"name": "Masts", "query": "search=ast"})
        act(bob, "begin", "search=ast&view=Masts")
        assert bob.get("/opportunities").headers["location"] == "/opportunities?search=ast&view=Masts"
        assert ann.get("/opportunities").headers["location"] == path
        act(ann, "firm-begins-with-none", path.partition("?")[2])
        assert ann.get("/opportunities").status_code == 200


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("close-from=03%2F04%2F2027", "can be 3 April 2027 or 4 March 2027"),
        ("min-total=1.234", "can be 1234 or 1.234"),
        ("where=Seats%3E1.234", "can be 1234 or 1.234"),
        ("account=Nowhere", "there is none"),
    ],
)
def test_what_means_another_thing_to_others_is_not_shared(site: Site, query: str, sentence: str):
    with site.writing() as unit:
        unit.fields.add(Record.OPPORTUNITY, "Seats", FieldKind.NUMBER)
    with site.as_("ann") as ann:
        ann.headers["accept-language"] = "de-DE"
        ann.post("/opportunities/views", data={"name": "Mine", "query": query})
        ann.headers["accept-language"] = "en-GB"
        answer = ann.post("/opportunities/views", data={"act": "share", "query": f"{query}&view=Mine"})
        assert views_in(ann.get("/opportunities").text, "views shared") == {}
    assert answer.status_code == 422
    assert sentence in answer.text


def test_forms_of_views_are_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    with site.as_("ann") as ann:
        path = shared(ann)
    for width in (1280, 320):
        page = browse("ann", width=width)
        page.goto(path)
        page.get_by_text("Views", exact=True).click()
        assert page.get_by_role("button", name="Share it no longer").is_visible()
        assert faults_for_everybody(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["", "x" * 61, "two\nlines"])
def test_a_name_that_cannot_be_kept_is_refused(site: Site, name: str):
    with site.as_("bob") as bob:
        answer = bob.post("/opportunities/views", data={"name": name, "query": "search=oat"})
        assert answer.status_code == 422
        assert views_in(bob.get("/opportunities").text) == {}
