"""Search over everything, in the browser."""

from __future__ import annotations

import pytest
from lxml import html

from store.values import HistoryOf, Record
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


@pytest.fixture
def fjords(site: Site) -> dict[str, str]:
    """The page of a record of each kind whose name has the same word, and of an item of each kind that people write."""
    with site.writing() as unit:
        account = unit.accounts.add("Fjord account")
        of = HistoryOf(account_id=account.id)
        return {
            "opportunity": f"/opportunities/{an_opportunity(unit, 'Fjord opportunity', account_id=account.id)}",
            "account": f"/accounts/{account.id}",
            "contact": f"/contacts/{unit.contacts.add('Fjord contact').id}",
            "project": f"/projects/{unit.projects.add('Fjord project', zone=site.desk.zone, account_id=account.id).id}",
            "marketing": f"/marketing/{unit.marketing.add('Fjord marketing').id}",
            "product": f"/products/{unit.products.add('Fjord product', price=1, currency='EUR').id}",
            "note": f"/history/{unit.notes.add(of, 'Fjord note', '', at=None).id}",
            "call": f"/history/{unit.calls.add(of, 'Fjord call', '', at=None).id}",
            "task": f"/history/{unit.todos.add(of, 'Fjord task', '').id}",
            "file": f"/history/{unit.files.add(of, 'Fjord file', b'x', '').id}",
        }


def links(site: Site, query: str, who: str = "bob") -> list[str]:
    with site.as_(who) as client:
        return list(html.fromstring(client.get(f"/search?{query}").text).xpath("//ul[@class='found']/li/a[1]/@href"))


def test_every_kind_is_found_alone_and_leads_to_its_page(site: Site, fjords: dict[str, str]):
    for kind, page in fjords.items():
        found = links(site, f"q=fjord&kind={kind}")
        assert (kind, page in found) == (kind, True)
        assert (kind, [one for one in found if one in fjords.values()]) == (kind, [page])
        with site.as_("bob") as bob:
            assert (kind, bob.get(page).status_code) == (kind, 200)
    assert set(fjords.values()) <= set(links(site, "q=fjord"))


def test_what_is_deleted_is_found_in_the_bin_alone_to_which_owners_are_led(site: Site, fjords: dict[str, str]):
    with site.writing() as unit:
        for kind in (Record.PROJECT, Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT, Record.MARKETING):
            unit.bin.delete(kind, int(fjords[kind.value].rpartition("/")[2]))
        for item in ("note", "call", "task", "file"):
            unit.items.delete(int(fjords[item].rpartition("/")[2]))
    assert links(site, "q=fjord&kind=records") == [fjords["product"], "/opportunities/1"]
    assert [one for one in links(site, "q=fjord") if one.startswith("/history")] == []
    with site.as_("ann") as ann, site.as_("bob") as bob:
        assert 'href="/bin?q=fjord"' in ann.get("/search?q=fjord").text
        assert 'href="/bin' not in bob.get("/search?q=fjord").text
        assert len(html.fromstring(ann.get("/bin?q=fjord").text).xpath("//tbody/tr")) == 9


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
