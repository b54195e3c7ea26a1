"""The list of opportunities in the browser."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from lxml import html

from store.unit import Unit
from store.values import ListName
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site


def rows_of(text: str) -> list[str]:
    """The titles of a list's rows, in their order."""
    found = html.fromstring(text).xpath("//table[contains(@class, 'cards')]/tbody/tr/th/a/span[2]")
    return [one.text_content() for one in found]


def listed(site: Site, query: str) -> list[str]:
    with site.as_("bob") as bob:
        answer = bob.get(f"/opportunities?{query}")
    assert answer.status_code == 200, answer.text
    return sorted(rows_of(answer.text))


def a_firm(site: Site) -> None:
    """Three that differ in everything, one of them lost."""
    with site.writing() as unit:
        fabrikam, contoso = unit.accounts.add("Fabrikam"), unit.accounts.add("Contoso")
        ann = unit.contacts.add("Ann Client", addresses=["ann@client.example"])
        show = unit.marketing.add("Boat show")
        sail = unit.products.add("Sail", price="10", currency="NOK")
        boats = an_opportunity(
            unit,
            "Boats",
            account_id=fabrikam.id,
            assigned_to=site.users["bob"].id,
            stage_id=unit.stages.find("Proposal").id,
            close_date=date(2026, 12, 24),
            categories=("Hot",),
            competitors="Sail Ltd",
            currency="NOK",
            initiated_marketing_id=show.id,
            probability=60,
            external_id="X-1",
        )
        unit.line_items.add(boats, "Sail", product_id=sail.id, price="1000")
        seats = an_opportunity(unit, "Seats", account_id=contoso.id, assigned_to=None, comments="before the summer")
        unit.line_items.add(seats, "Seat", price="50")
        gone = an_opportunity(unit, "Masts", contact_id=ann.id, type_id=_value(unit, ListName.TYPE))
        reason = _value(unit, ListName.LOST_REASON)
        unit.opportunities.close(gone, False, site.clock(), lost_reason_id=reason)


def _value(unit: Unit, which: ListName) -> int:
    return unit.lists.all(which)[0].id


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Boats", "Seats"]),
        ("state=lost", ["Masts"]),
        ("state=all", ["Boats", "Masts", "Seats"]),
        ("search=oat", ["Boats"]),
        ("text=summer", ["Seats"]),
        ("competitors=sail", ["Boats"]),
        ("comments=summer", ["Seats"]),
        ("number=OPP-1&number=2", ["Boats", "Seats"]),
        ("stage=Proposal", ["Boats"]),
        ("stage=propos", ["Boats"]),
        ("assigned=Bob+Seller", ["Boats"]),
        ("assigned=none", ["Seats"]),
        ("assigned=bob&assigned=none", ["Boats", "Seats"]),
        ("account=Fabrikam", ["Boats"]),
        ("state=all&contact=ann%40client.example", ["Masts"]),
        ("category=hot", ["Boats"]),
        ("category=none", ["Seats"]),
        ("product=sail", ["Boats"]),
        ("currency=nok", ["Boats"]),
        ("external-id=X-1", ["Boats"]),
        ("initiated-by=marketing:Boat", ["Boats"]),
        ("min-probability=50", ["Boats"]),
        ("max-probability=50%25", ["Seats"]),
        ("min-total=1.000,00", ["Boats"]),
        ("max-total=999", ["Seats"]),
        ("min-revenue=600&max-revenue=600", ["Boats"]),
        ("close-from=2026-12-24&close-to=24.12.2026", ["Boats"]),
        ("state=all&closed-from=2000-01-01", ["Masts"]),
        ("state=all&closed-from=1000-01-01&closed-to=9999-12-31", ["Masts"]),
        ("reminder=on", []),
        ("reminder=off", ["Boats", "Seats"]),
        ("type=none", ["Boats", "Seats"]),
        ("sort=nonsense&offset=-1&unknown=1", ["Boats", "Seats"]),
        ("offset=99999999999999999999999", ["Boats", "Seats"]),
    ],
)
def test_a_filter_of_the_address_shows_what_it_means(site: Site, query: str, titles: list[str]):
    a_firm(site)
    assert listed(site, query) == titles


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("stage=Nowhere", "stage", "there is none for"),
        ("account=Northwind&account=Fabrikam", "account", "there is none for"),
        ("assigned=e", "assigned", "several answer"),
        ("close-from=30.02.2026", "close-from", "is not a date"),
        ("close-from=2026-12-24&close-to=2026-12-01", "close-from", "the first is more than the last"),
        ("min-total=many", "min-total", "many"),
        ("min-probability=1.5", "min-probability", "whole per cent"),
        ("currency=XXQ", "currency", "currency"),
        ("where=Nothing%3D1", "where", "Nothing"),
        ("initiated-by=nobody", "initiated-by", "does not say what kind"),
        ("state=ajar", "state", "is none"),
        ("reminder=perhaps", "reminder", "is none"),
    ],
)
def test_what_is_not_understood_is_told_beside_its_filter_and_nothing_is_shown(
    site: Site, query: str, name: str, sentence: str
):
    a_firm(site)
    with site.as_("bob") as bob:
        answer = bob.get(f"/opportunities?{query}")
        table = bob.get(f"/opportunities.csv?{query}")
    page = html.fromstring(answer.text)
    field = page.xpath(f"//*[contains(@class, 'wrong')][.//*[@name='{name}']]") or page.xpath(
        f"//fieldset[.//input[@name='{name}'][@aria-invalid='true']]"
    )
    assert answer.status_code == 422
    assert sentence in field[0].text_content()
    assert rows_of(answer.text) == []
    assert table.headers["location"].startswith("/opportunities?")


def test_what_is_shown_can_be_sorted_both_ways(site: Site):
    a_firm(site)
    with site.as_("bob") as bob:
        by_total = rows_of(bob.get("/opportunities?sort=total").text)
        largest = rows_of(bob.get("/opportunities?sort=total&desc=yes").text)
    assert (by_total, largest) == (["Seats", "Boats"], ["Boats", "Seats"])


def test_totals_are_kept_apart_by_currency(site: Site):
    a_firm(site)
    with site.as_("bob") as bob:
        sums = html.fromstring(bob.get("/opportunities/totals").text).xpath("//tbody/tr")
        whole = html.fromstring(bob.get("/opportunities?totals=yes").text).xpath(
            "//table[contains(@class, 'sums')]/tbody/tr"
        )
    told = [[cell.text_content().replace("\xa0", " ") for cell in row] for row in sums]
    assert told == [["EUR", "1", "€50.00", "€0.00"], ["NOK", "1", "NOK 1,000.00", "NOK 600.00"]]
    assert len(whole) == 2


def test_pages_follow_each_other_and_leave_none_out(site: Site):
    with site.writing() as unit:
        firm = unit.accounts.add("Fabrikam")
        for number in range(103):
            an_opportunity(unit, f"Deal {number:03}", account_id=firm.id)
    seen, at = [], "/opportunities?search=deal&sort=title"
    with site.as_("bob") as bob:
        while at:
            page = bob.get(at).text
            seen += rows_of(page)
            at = next(iter(html.fromstring(page).xpath("//a[@rel='next']/@href")), "")
    assert seen == [f"Deal {number:03}" for number in range(103)]


def test_columns_are_chosen_and_kept_for_whoever_chose_them(site: Site):
    with site.writing("ann") as unit:
        from store.values import FieldKind, Record

        unit.fields.add(Record.OPPORTUNITY, "Berths", FieldKind.NUMBER)
        number = an_opportunity(unit, "Boats", currency="NOK")
        unit.fields.set(Record.OPPORTUNITY, number, {"Berths": "12"})
    form = {"column": ["currency", "field:Berths", "nonsense"], "back": "/opportunities?search=boa&evil=1"}
    with site.as_("bob") as bob, site.as_("ann") as ann:
        answer = bob.post("/opportunities/columns", data=form)
        page = html.fromstring(bob.get(answer.headers["location"]).text)
        others = html.fromstring(ann.get("/opportunities").text)
    assert answer.headers["location"] == "/opportunities?search=boa"
    assert page.xpath("//table[contains(@class, 'cards')]//td/@data-label") == ["Currency", "Berths"]
    assert [one.text_content() for one in page.xpath("//table[contains(@class, 'cards')]//td[@data-label]")] == [
        "NOK",
        "12",
    ]
    assert len(others.xpath("//table[contains(@class, 'cards')]//td[@data-label]")) == 7


def test_the_table_holds_what_is_filtered_and_nothing_that_a_spreadsheet_computes(site: Site):
    a_firm(site)
    with site.writing() as unit:
        an_opportunity(unit, "=cmd|' /C calc'!A0")
    with site.as_("bob") as bob:
        answer = bob.get("/opportunities.csv?assigned=none")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["'=cmd|' /C calc'!A0", "Seats"]
    assert answer.headers["content-disposition"] == 'attachment; filename="opportunities.csv"'


def test_hostile_titles_are_shown_as_text(site: Site):
    with site.writing() as unit:
        an_opportunity(unit, "<script>alert(1)</script>")
    assert listed(site, "") == ["<script>alert(1)</script>"]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_list_is_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge, width: int):
    a_firm(site)
    page = browse("bob", width=width)
    page.goto("/opportunities?stage=Proposal&close-from=yesterday")
    page.get_by_text("NOK 1,000.00").first.wait_for()
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("locale", ["en-GB", "nb-NO", "de-DE"])
def test_all_columns_fit_a_desk_in_each_language(site: Site, browse: Browse, locale: str):
    a_firm(site)
    page = browse("bob", locale=locale)
    page.goto("/opportunities")

    table = "document.querySelector('.scroll:has(.cards)')"
    needed, given = page.evaluate(f"[{table}.scrollWidth, {table}.clientWidth]")

    assert needed <= given


def test_a_filter_is_typed_with_suggestions_by_keyboard_alone(site: Site, browse: Browse):
    a_firm(site)
    page = browse("bob")
    page.goto("/opportunities")
    page.get_by_text("More filters").focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Account").focus()
    page.keyboard.type("fab")
    page.get_by_role("option", name="Fabrikam").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/opportunities?state=open&account=Fabrikam")
    assert rows_of(page.content()) == ["Boats"]
