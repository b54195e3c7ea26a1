"""The board: columns of cards, and moving them."""

from __future__ import annotations

import pytest
from lxml import html

from store.values import ListName
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of


def cards_of(text: str) -> dict[str, list[str]]:
    """The titles of the cards, by the stage of their column."""
    stages = html.fromstring(text).xpath("//section[@data-stage]")
    return {one.get("data-stage"): [card.text_content() for card in one.xpath(".//li/a[1]/span[2]")] for one in stages}


@pytest.fixture
def boats(site: Site) -> int:
    with site.writing() as unit:
        firm = unit.accounts.add("Fabrikam")
        number = an_opportunity(unit, "Boats", account_id=firm.id, stage_id=unit.stages.find("Proposal").id)
        unit.line_items.add(number, "Boat", price="1000")
        unit.opportunities.edit(number, probability=50)
        other = an_opportunity(
            unit, "Masts", account_id=firm.id, currency="NOK", stage_id=unit.stages.find("Proposal").id
        )
        unit.line_items.add(other, "Mast", price="70")
        return number


def stage_of(site: Site, number: int) -> str:
    with site.desk.store.read() as unit:
        return unit.opportunities.get(number).stage_name


def test_each_stage_has_its_cards_and_what_they_come_to_by_currency(site: Site, boats: int):
    with site.as_("bob") as bob:
        page = bob.get("/board").text
    column = html.fromstring(page).xpath("//section[@data-stage='Proposal']/header")[0]
    told = " ".join(column.text_content().replace("\xa0", " ").split())
    assert told == "Proposal 2 €1,000.00 weighted €500.00 NOK 70.00 weighted NOK 0.00"
    assert cards_of(page)["Proposal"] == ["Masts", "Boats"]
    assert list(cards_of(page))[-2:] == ["Closed Won", "Closed Lost"]


def test_the_filter_of_the_list_is_that_of_the_board(site: Site, boats: int):
    with site.as_("bob") as bob:
        page = bob.get("/board?search=oat&assigned=none").text
        wrong = bob.get("/board?stage=Nowhere")
    assert cards_of(page)["Proposal"] == ["Boats"]
    assert "/opportunities?search=oat&assigned=none" in html.fromstring(page).xpath("//nav[@class='switch']/a/@href")
    assert wrong.status_code == 422
    assert cards_of(wrong.text) == {}


def test_a_column_shows_some_and_says_how_many_more_there_are(site: Site):
    with site.writing() as unit:
        firm = unit.accounts.add("Fabrikam")
        stage = unit.stages.find("Proposal").id
        for number in range(25):
            an_opportunity(unit, f"Deal {number}", account_id=firm.id, stage_id=stage)
    with site.as_("bob") as bob:
        page = html.fromstring(bob.get("/board").text)
    column = page.xpath("//section[@data-stage='Proposal']")[0]
    assert len(column.xpath(".//li")) == 20
    (more,) = column.xpath("./p/a")
    assert (more.text, more.get("href")) == ("5 more in the list", "/opportunities?stage=Proposal")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Negotiation", "Negotiation"),
        ("Closed Won", "Closed Won"),
        ("Closed Lost", "Closed Lost"),
        ("Closed Won", "Prospecting"),
        ("Closed Won", "Closed Lost"),
    ],
)
def test_a_card_is_moved_without_scripts_to_whichever_stage(site: Site, boats: int, first: str, then: str):
    path = f"/board/move/{boats}"
    with site.as_("bob") as bob:
        for stage in (first, then):
            form = fields_of(bob.get(f"{path}?back=/board?search=oat").text)
            answer = bob.post(path, data=form | {"stage": stage})
            assert answer.headers["location"] == f"/board?search=oat#card-{boats}"
    assert stage_of(site, boats) == then


def test_closing_asks_for_the_reason_and_the_day(site: Site, boats: int):
    with site.writing() as unit:
        reason = unit.lists.all(ListName.LOST_REASON)[0].name
    path = f"/board/move/{boats}"
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}?stage=Closed+Lost").text)
        assert form["stage"] == "Closed Lost"
        wrong = bob.post(path, data=form | {"on": "some day", "reason": reason})
        done = bob.post(path, data=form | {"on": "yesterday", "reason": reason})
    assert wrong.status_code == 422
    assert "some day" in wrong.text
    assert done.status_code == 303
    with site.desk.store.read() as unit:
        one = unit.opportunities.get(boats)
        assert (one.stage_name, one.lost_reason) == ("Closed Lost", reason)
        assert one.close_date is not None
        assert (site.clock().date() - one.close_date).days == 1


def test_a_card_that_somebody_else_moved_meanwhile_stays_where_they_put_it_until_one_looked(site: Site, boats: int):
    path = f"/board/move/{boats}"
    with site.as_("bob") as bob, site.as_("ann") as ann:
        form = {"was-stage": "Proposal", "stage": "Negotiation", "back": "/board"}
        ann.post(path, data={"was-stage": "Proposal", "stage": "Qualification", "back": "/board"})
        refused = bob.post(path, data=form | {"once": "x" * 20})
        assert refused.status_code == 409
        assert "Qualification" in refused.text
        assert stage_of(site, boats) == "Qualification"
        again = bob.post(path, data=fields_of(refused.text))
    assert again.status_code == 303
    assert stage_of(site, boats) == "Negotiation"


def test_a_way_back_never_leads_elsewhere(site: Site, boats: int):
    with site.as_("bob") as bob:
        form = {"was-stage": "Proposal", "stage": "Negotiation", "back": "https://evil.example/board?search=x"}
        answer = bob.post(f"/board/move/{boats}", data=form)
    assert answer.headers["location"].startswith("/board")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_board_is_for_everybody(site: Site, boats: int, browse: Browse, faults_for_everybody: Judge, width: int):
    page = browse("bob", width=width)
    page.goto("/board")
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_column_is_in_view_where_the_screen_has_room_for_it(site: Site, boats: int, browse: Browse):
    page = browse("bob", width=3840)
    page.goto("/board")

    rooms = page.evaluate(
        "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])(document.querySelector('.board'))"
    )

    assert rooms[0] == rooms[1] > 3000


def test_a_card_is_dragged_to_another_column(site: Site, boats: int, browse: Browse):
    page = browse("bob", width=1900)
    page.goto("/board")
    page.locator(f"#card-{boats}").hover()
    page.mouse.down()
    page.locator("[data-stage='Negotiation'] ul").hover()
    page.locator(".ghost").wait_for()
    assert page.evaluate("getSelection().toString()") == ""  # no words of the cards between
    page.mouse.up()
    page.locator(f"[data-stage='Negotiation'] #card-{boats}").wait_for()
    assert stage_of(site, boats) == "Negotiation"


def test_a_card_is_moved_and_closed_by_keyboard_alone(site: Site, boats: int, browse: Browse):
    page = browse("bob")
    page.goto("/board")
    page.get_by_role("link", name=f"Move OPP-{boats}", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Sales stage").focus()
    page.keyboard.type("Closed W")
    page.get_by_role("button", name="Move").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/board#card-*")
    assert stage_of(site, boats) == "Closed Won"


def test_columns_without_any_card_are_a_board_all_the_same(site: Site):
    with site.as_("bob") as bob:
        answer = bob.get("/board?state=all")
    assert answer.status_code == 200
    assert "Prospecting" in answer.text
