"""Marketing activities in the browser, and what they brought."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html

from store.values import ListName, MarketingActivity
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of

GIVEN = {"title": "Oslo Fair", "type": "Trade show", "start": "2025-05-01", "end": "2025-05-03", "budget": "1.500,50"}
GERMAN = {"accept-language": "de-DE"}


@pytest.fixture(autouse=True)
def known(site: Site) -> None:
    with site.writing() as unit:
        if "Trade show" not in [one.name for one in unit.lists.all(ListName.MARKETING_TYPE)]:
            unit.lists.add(ListName.MARKETING_TYPE, "Trade show")


@pytest.fixture
def fair(site: Site) -> MarketingActivity:
    with site.writing() as unit:
        return unit.marketing.add("Oslo Fair")


def test_what_is_typed_as_ones_country_writes_it_is_kept_and_shown_so(site: Site):
    with site.as_("bob") as bob:
        form = fields_of(bob.get("/marketing/new", headers=GERMAN).text)
        path = bob.post("/marketing/new", data=form | GIVEN, headers=GERMAN).headers["location"]
        shown = fields_of(bob.get(f"{path}/edit", headers=GERMAN).text)
        assert bob.post(f"{path}/edit", data=shown, headers=GERMAN).status_code == 303
        assert "Oslo Fair" in bob.get("/marketing?q=fair&type=Trade+show").text
        assert "None is found." in bob.get("/marketing?q=london").text
    assert (shown["start"], shown["budget"]) == ("2025-05-01", "1.500,5 EUR")
    with site.desk.store.read() as unit:
        [one] = unit.marketing.all()
    assert (one.type, str(one.ends_on), one.budget) == ("Trade show", "2025-05-03", Decimal("1500.50"))


def test_a_change_says_only_what_is_changed_and_empties_what_is_cleared(site: Site):
    with site.as_("bob") as bob, site.as_("ann") as ann:
        path = bob.post("/marketing/new", data=GIVEN, headers=GERMAN).headers["location"] + "/edit"
        bobs, anns = fields_of(bob.get(path).text), fields_of(ann.get(path).text)
        assert ann.post(path, data=anns | {"title": "Oslo Boat Fair"}).status_code == 303
        assert bob.post(path, data=bobs | {"budget": "2000 NOK", "end": "", "type": ""}).status_code == 303
        assert bob.post(path, data=bobs | {"once": "another", "title": "Fair"}).status_code == 409
    with site.desk.store.read() as unit:
        [one] = unit.marketing.all()
    assert (one.title, one.budget, one.currency) == ("Oslo Boat Fair", Decimal(2000), "NOK")
    assert (one.ends_on, one.type) == (None, "")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"title": ""}, "title", "must not be empty"),
        ({"end": "2025-04-01"}, "end", "is before the start date"),
        ({"start": "when the snow is gone"}, "start", "when the snow is gone"),
        ({"budget": "a lot"}, "budget", "a lot"),
        ({"budget": "1500 XYZ"}, "budget", "XYZ"),
        ({"type": "Nothing of the kind"}, "type", "there is none"),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_stays_typed(
    site: Site, typed: dict[str, str], field: str, sentence: str
):
    with site.as_("bob") as bob:
        answer = bob.post("/marketing/new", data=GIVEN | {"budget": "1500"} | typed)
    assert answer.status_code == 422
    [error] = html.fromstring(answer.text).xpath(f"//p[@id='error-{field}']")
    assert sentence in error.text_content()
    if field != "type":
        assert fields_of(answer.text)[field] == typed[field]
    with site.desk.store.read() as unit:
        assert unit.marketing.all() == []


def test_its_page_tells_what_it_brought_by_currency(site: Site, fair: MarketingActivity):
    with site.writing() as unit:
        for title, amount, currency in (("Boats", 1000, "EUR"), ("Masts", 500, "NOK"), ("Sails", 300, "EUR")):
            number = an_opportunity(unit, title, initiated_marketing_id=fair.id, probability=50, currency=currency)
            unit.line_items.add(number, "All of it", price=amount)
        unit.opportunities.close(number, won=False, on=site.clock())
    with site.as_("bob") as bob:
        page = html.fromstring(bob.get(f"/marketing/{fair.id}").text)
        figures = {
            one.xpath("./dt")[0].text_content(): one.xpath("./dd")[0].text_content().replace("\xa0", " ")
            for one in page.xpath("//section[@aria-labelledby='track']//div")
        }
        [all_of_them] = page.xpath("//a[starts-with(@href, '/opportunities?initiated-by')]/@href")
        listed = html.fromstring(bob.get(all_of_them).text).xpath("//table[contains(@class, 'cards')]/tbody/tr")
    assert (figures["Opportunities"], figures["Open"], figures["Closed"]) == ("3", "2", "1")
    assert figures["Expected revenue of the open ones"] == "€500.00NOK 250.00"
    assert len(listed) == 3


def test_a_deleted_one_is_in_the_bin_and_stays_the_initiator(site: Site, fair: MarketingActivity):
    with site.writing() as unit:
        number = an_opportunity(unit, "Boats", initiated_marketing_id=fair.id)
    path = f"/marketing/{fair.id}"
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/delete").text)
        assert bob.post(f"{path}/delete", data=form).headers["location"] == "/marketing"
        assert [bob.get(one).status_code for one in (path, f"{path}/edit")] == [410, 410]
        assert "Oslo Fair" in bob.get(f"/opportunities/{number}").text
        assert bob.post("/bin/restore", data={"handle": f"marketing:{fair.id}"}).status_code == 303
        assert bob.get(path).status_code == 200


def test_the_pages_are_for_everybody(site: Site, fair: MarketingActivity, browse: Browse, faults_for_everybody: Judge):
    with site.writing() as unit:
        an_opportunity(unit, "Boats <b>", initiated_marketing_id=fair.id)
    for width in (1280, 320):
        page = browse("bob", width=width)
        for path in ("", "/new", "/1", "/1/edit", "/1/delete"):
            answer = page.goto(f"/marketing{path}")
            assert answer is not None
            assert (path, answer.status, faults_for_everybody(page)) == (path, 200, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
