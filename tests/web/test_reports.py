"""Reports in the browser: pictures, their numbers, filters and tables."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import html

from store.unit import Unit
from store.values import HistoryOf, ListName
from tests.contract.store.conftest import NOON
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site

REPORTS = ("", "/pipeline", "/forecast", "/outcomes", "/cycle", "/activity")
HOSTILE = '<script>alert("x")</script> \u202egnp.exe & "Ångström & Sønner Verkstedindustri Aktieselskab" רכבת'
DAY = timedelta(days=1)


def a_year(unit: Unit, bob: int) -> None:
    """Deals in two currencies, open, won and lost, one of them with a hostile name."""
    for n, (title, stage, amount, currency) in enumerate(
        [
            ("New boats", "Proposal", "120000", "EUR"),
            (HOSTILE, "Negotiation", "45000.50", "EUR"),
            ("Ferries", "Prospecting", "990000", "NOK"),
            ("Docks", "Proposal", "8000", "EUR"),
        ]
    ):
        number = an_opportunity(
            unit,
            title,
            currency=currency,
            stage_id=unit.stages.find(stage).id,
            probability=20 * (n + 1),
            close_date=date(2026, 3 + 2 * n, 1),
            assigned_to=bob if n % 2 else None,
            created_at=NOON - (10 + 20 * n) * DAY,
        )
        unit.line_items.add(number, "All", price=amount)
    unit.notes.add(HistoryOf(1), "A word")
    source = unit.lists.find(ListName.SOURCE, "web").id
    for n, won in enumerate((True, False, True, True, False, True)):
        currency = "NOK" if n == 3 else "EUR"
        number = an_opportunity(
            unit, source_id=source if n % 2 else None, currency=currency, created_at=NOON - 300 * DAY
        )
        unit.line_items.add(number, "All", price=str(10_000 * (n + 1)))
        unit.opportunities.close(number, won=won, on=NOON - (1 + 40 * n) * DAY)


@pytest.fixture
def firm(site: Site) -> Site:
    with site.writing() as unit:
        unit.lists.add(ListName.SOURCE, HOSTILE)
        a_year(unit, site.users["bob"].id)
    return site


def texts(site: Site, path: str) -> Any:
    with site.as_("bob") as bob:
        answer = bob.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_has_no_faults_for_anybody_light_dark_narrow_and_wide(
    firm: Site, browse: Browse, faults_for_everybody: Judge, report: str
):
    for width, look in ((320, "light"), (1280, "dark")):
        page = browse("bob", width=width, color_scheme=look)
        page.goto(f"/reports{report}")
        assert faults_for_everybody(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("report", REPORTS)
def test_a_firm_in_which_nothing_happened_reads_a_sentence_and_no_empty_picture(site: Site, report: str):
    page = texts(site, f"/reports{report}")

    assert page.xpath("//svg[@role='img']") == []
    assert page.xpath("//main//p") != []


def test_every_picture_says_what_it_is_and_has_its_numbers_beside_it(firm: Site):
    for report in ("/pipeline", "/forecast", "/outcomes", "/cycle"):
        page = texts(firm, f"/reports{report}")
        pictures = page.xpath("//svg[@role='img']")
        assert pictures
        for picture in pictures:
            named = [page.get_element_by_id(id).text_content() for id in picture.get("aria-labelledby").split()]
            assert all(named)
            figure = picture.getparent()
            assert figure.xpath(".//table/caption") != []
            assert figure.xpath(".//thead/tr/th[@scope='col']") != []
            assert figure.xpath(".//tbody/tr/th[@scope='row']") != []


def test_currencies_are_never_added_up(firm: Site):
    page = texts(firm, "/reports/pipeline")

    totals = [[cell.text_content().replace("\xa0", " ") for cell in row] for row in page.xpath("//tbody/tr[last()]")]
    assert totals == [
        ["All", "3", "€173,000.50", "€48,400.20"],
        ["All", "1", "NOK 990,000.00", "NOK 594,000.00"],
    ]


def test_what_the_address_asks_for_is_shown_and_kept_by_every_link_of_the_page(firm: Site):
    page = texts(firm, "/reports/pipeline?stage=Proposal&assigned=none")

    assert page.xpath("//tr[th='Proposal']/td[1]/text()") == ["1"]
    assert page.xpath("//select[@name='stage']/option[@selected]/text()") == ["Proposal"]
    links = page.xpath("//nav[@class='kinds-of-reports']//a/@href") + page.xpath("//a[@download]/@href")
    assert {link.partition("?")[2] for link in links} == {"stage=Proposal&assigned=none"}


def test_a_report_is_asked_for_by_all_that_a_list_is_and_its_form_keeps_it(firm: Site):
    asked = "search=boat&min-total=100000&close-from=2026-03-01&max-probability=30"

    page = texts(firm, f"/reports/pipeline?{asked}&months=6")

    assert page.xpath("//tr[th='Proposal']/td[1]/text()") == ["1"]
    assert page.xpath("//tr[th='Negotiation']/td[1]/text()") in ([], ["0"])
    hidden = {one.get("name"): one.get("value") for one in page.xpath("//form[@class='asked']//input[@type='hidden']")}
    assert hidden == dict(pair.split("=") for pair in asked.split("&"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/reports/outcomes?months=0", "must be a whole number from 1 to 120"),
        ("/reports/outcomes?months=many", "must be a whole number from 1 to 120"),
        ("/reports/cycle?months=121", "must be a whole number from 1 to 120"),
        ("/reports/activity?quiet_after=-3", "must be a whole number from 1 to 3650"),
        ("/reports/activity?page=0", "must be a whole number from 1"),
        ("/reports?stage=Nowhere", "Nowhere"),
        ("/reports/pipeline?state=unheard", "unheard"),
        ("/reports/pipeline?assigned=%3Cb%3E", "&lt;b&gt;"),
        ("/reports/forecast?currency=XXZ", "XXZ"),
        ("/reports/pipeline?min-total=many", "many"),
        ("/reports/outcomes?closed-from=2026-05-01&closed-to=2026-04-01", "the first is more than the last"),
        ("/reports/activity?where=Nothing%3D1", "Nothing"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence_and_the_form_keeps_it(firm: Site, path: str, said: str):
    with firm.as_("bob") as bob:
        answer = bob.get(path)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert "<form" in answer.text


@pytest.mark.parametrize("path", ["/reports/weather", "/reports/weather/csv"])
def test_a_report_that_there_is_not_is_no_page(firm: Site, path: str):
    with firm.as_("bob") as bob:
        assert bob.get(path).status_code == 404


def table_of(site: Site, path: str) -> list[dict[str, str]]:
    with site.as_("bob") as bob:
        answer = bob.get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_each_report_is_a_table_for_programs_too(firm: Site):
    pipeline = table_of(firm, "/reports/pipeline/csv?currency=NOK")
    outcomes = table_of(firm, "/reports/outcomes/csv")
    activity = table_of(firm, "/reports/activity/csv")

    assert pipeline == [
        {"stage": "Prospecting", "currency": "NOK", "count": "1", "total": "990000.00", "weighted": "594000.00"}
    ]
    assert sum(int(one["won"]) for one in outcomes if one["by"] == "month") == 4
    assert sum(int(one["won"]) for one in outcomes if one["by"] == "source") == 4
    assert [one["is_quiet"] for one in activity] == ["yes", "yes", "yes", "no"]
    assert {one["stage"] for one in table_of(firm, "/reports/cycle/csv")} >= {"Proposal"}
    assert len(table_of(firm, "/reports/forecast/csv")) == 4


def test_a_table_of_nothing_is_empty(site: Site):
    assert table_of(site, "/reports/activity/csv") == []


def test_the_reader_says_what_is_quiet_and_walks_from_page_to_page_by_keyboard(firm: Site, browse: Browse):
    with firm.writing() as unit:
        for n in range(30):
            an_opportunity(unit, f"Old {n}", created_at=NOON - 200 * DAY)
    page = browse("bob")
    page.goto("/reports/activity")
    page.get_by_text("33 of 34 are quiet").wait_for()
    page.get_by_label("Quiet after days").fill("100")
    page.keyboard.press("Enter")
    page.get_by_text("30 of 34 are quiet").wait_for()
    page.get_by_role("link", name="Next page").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="New boats").wait_for()
    assert "quiet_after=100" in page.url


def test_names_are_words_and_never_markup_nor_do_they_turn_what_stands_beside_them(firm: Site):
    with firm.as_("bob") as bob:
        for report in REPORTS:
            text = bob.get(f"/reports{report}").text
            assert "<script>alert" not in text
    page = texts(firm, "/reports/activity")
    assert len(page.xpath("//bdi")) >= 8


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_needs_no_style_and_no_script_of_its_own(firm: Site, report: str):
    page = texts(firm, f"/reports{report}")

    assert page.xpath("//@style | //style | //script[not(@src)]") == []
