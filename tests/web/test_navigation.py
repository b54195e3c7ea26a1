"""What leads around stands in its place in each language."""

import pytest
from lxml import html

from tests.web.conftest import Browse
from tests.web.site import Site
from tests.web.test_every_page import full_site, pattern_of  # noqa: F401  # a fixture
from tests.web.test_strange_words import pages


@pytest.mark.parametrize("locale", ["en-GB", "nb-NO", "de-DE"])
def test_what_leads_around_has_a_line_and_the_name_stays_beside_the_search(browse: Browse, locale: str):
    page = browse("bob", locale=locale)
    page.goto("/day")
    assert page.locator("html").get_attribute("lang") == locale[:2]

    heights = page.evaluate("['.top nav', '.who'].map((one) => document.querySelector(one).offsetHeight)")
    tops = page.evaluate("['.find', '.who'].map((one) => document.querySelector(one).getBoundingClientRect().top)")

    assert max(heights) < 50
    assert abs(tops[0] - tops[1]) < 10


def test_every_page_marks_its_place(full_site: Site):  # noqa: F811
    marked: dict[str, list[str]] = {}
    with full_site.as_("ann") as ann:
        for address, page in pages(ann, most=1):
            if found := html.fromstring(page).xpath("//header[@class='top']"):
                marked[pattern_of(address)] = found[0].xpath(".//a[@aria-current='page']/@href")

    without = {place for place, found in marked.items() if len(found) != 1}
    assert without == {place for place in marked if place.startswith("/search")}  # come to by the field beside
    assert {one.partition("?")[0] for one in marked} >= {"/board", "/agenda", "/products", "/history/{id}", "/me"}
    assert marked["/board"] == marked["/opportunities/{number}"] == ["/opportunities"]
    assert marked["/me"] == ["/me"]


def test_what_is_below_the_settings_or_a_record_leads_back(full_site: Site):  # noqa: F811
    without = []
    with full_site.as_("ann") as ann:
        for address, page in pages(ann, most=1):
            path = address.partition("#")[0].partition("?")[0]
            leads = {one.partition("?")[0] for one in html.fromstring(page).xpath("//main//a/@href")}
            if (back := back_of(path)) and not any(one.startswith(back) and one != path for one in leads):
                without.append(address)

    assert without == []


def back_of(path: str) -> str:
    """What the page is a part of; nothing for a place of its own, and for a record, which the places lead away from."""
    match path.split("/")[1:]:
        case ["settings", _] | ["settings", "lists", _] | ["products" | "tables" | "bin" | "audit"]:
            return "/settings"
        case ["settings", part, _]:
            return f"/settings/{part}"
        case [kind, record, part, *_] if record.isdecimal() and part != "print":  # paper has no links
            return f"/{kind}/{record}"
    return ""
