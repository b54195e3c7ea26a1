"""The audit trail in the browser: every kind of record is listed, leads to its page, and is asked for alone."""

from __future__ import annotations

import pytest
from lxml import html

from daemon.web.pages.places import page_of
from store.values import EventKind, FieldKind, HistoryOf, ListName, Record, Salts
from tests.contract.store.records import an_opportunity
from tests.web.site import Site

# A value is on the page of its list, which the trail does not name; a webhook's page is for owners alone.
WITHOUT_PAGE = {Record.LIST, Record.WEBHOOK}


@pytest.fixture
def changed(site: Site) -> None:
    """Something of each kind was made."""
    with site.writing() as unit:
        account = unit.accounts.add("Fabrikam")
        unit.contacts.add("Ann Client")
        unit.users.add("Cora", "cora@us.example")
        unit.stages.add("Waiting")
        unit.lists.add(ListName.SOURCE, "Fair")
        unit.products.add("Sail", price=1, currency="EUR")
        unit.marketing.add("Oslo Fair")
        unit.projects.add("Delivery", zone=site.desk.zone, account_id=account.id)
        unit.templates.add("Roll-out")
        unit.webhooks.add("https://receiver.example/", [EventKind.LINKED], Salts("salt", "sign"))
        unit.fields.add(Record.OPPORTUNITY, "Seats", FieldKind.NUMBER)
        unit.notes.add(HistoryOf(account_id=account.id), "A note", "", at=None)
        an_opportunity(unit, "Boats", account_id=account.id)


def pages(text: str) -> set[str]:
    return set(html.fromstring(text).xpath("//tbody//td[3]//a/@href"))


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("kind", Record)
def test_a_kind_is_asked_for_alone_and_leads_to_its_page(site: Site, kind: Record):
    with site.as_("bob") as bob:
        answer = bob.get(f"/audit?kind={kind}")
        rows = html.fromstring(answer.text).xpath("//tbody/tr[td[6]]")
        found = pages(answer.text)
        assert answer.status_code == 200
        assert len(rows) >= 1
        if kind in WITHOUT_PAGE:
            assert found == set()
        else:
            assert found <= {page_of(kind, id) for id in range(1, 40)}
            assert {bob.get(one).status_code for one in found} == {200}


@pytest.mark.usefixtures("changed")
def test_a_record_is_asked_for_by_its_kind_and_name(site: Site):
    with site.as_("bob") as bob:
        found = pages(bob.get("/audit?kind=project&name=Deliv").text)
        nameless = bob.get("/audit?name=Deliv")
    assert found == {"/projects/1"}
    assert nameless.status_code == 422
    assert "choose what kind of record it is" in nameless.text


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(("since", "rows"), [("1000-01-01", True), ("9999-12-31", False)])
def test_the_first_and_the_last_day_of_the_calendar_are_days(site: Site, since: str, rows: bool):
    with site.as_("bob") as bob:
        answer = bob.get(f"/audit?since={since}")
    assert answer.status_code == 200
    assert bool(html.fromstring(answer.text).xpath("//tbody/tr[td[6]]")) is rows


def test_more_is_shown_than_fits_a_page(site: Site):
    with site.writing() as unit:
        for n in range(210):
            unit.accounts.add(f"Client {n}")
    with site.as_("bob") as bob:
        first = html.fromstring(bob.get("/audit?kind=account").text)
        [more] = first.xpath("//a[contains(@href, 'most=')]/@href")
        whole = html.fromstring(bob.get(more).text)
    assert len(first.xpath("//tbody/tr")) == 200
    assert len(whole.xpath("//tbody/tr")) == 210
    assert whole.xpath("//a[contains(@href, 'most=')]") == []
