"""Many opportunities at once: the report first, then all of them or none."""

from __future__ import annotations

import pytest
from lxml import html

from store.values import OpportunityFilter, State
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of


@pytest.fixture
def three(site: Site) -> list[int]:
    with site.writing() as unit:
        firm = unit.accounts.add("Fabrikam")
        return [an_opportunity(unit, title, account_id=firm.id) for title in ("Boats", "Masts", "Seats")]


def told(site: Site) -> list[tuple[str, object, tuple[str, ...]]]:
    with site.desk.store.read() as unit:
        found = unit.pipeline.page(OpportunityFilter(state=State.ALL))
        return [(one.stage_name, one.assigned_to, one.categories) for one in found]


@pytest.mark.parametrize(
    ("form", "becomes"),
    [
        ({"act": "assign", "user": "bob@us.example"}, ("Prospecting", 2, ())),
        ({"act": "assign", "user": "none"}, ("Prospecting", None, ())),
        ({"act": "stage", "stage": "Proposal"}, ("Proposal", None, ())),
        ({"act": "categorise", "add": "Hot"}, ("Prospecting", None, ("Hot",))),
        ({"act": "close", "outcome": "won"}, ("Closed Won", None, ())),
        ({"act": "close", "outcome": "lost", "on": "yesterday"}, ("Closed Lost", None, ())),
    ],
)
@pytest.mark.parametrize("which", ["ticked", "every"])
def test_what_would_change_is_shown_and_then_done_to_all(
    site: Site, three: list[int], form: dict[str, str], becomes: object, which: str
):
    chosen = {"every": "yes", "query": "search=a"} if which == "every" else {"number": [str(one) for one in three]}
    before = told(site)
    with site.as_("bob") as bob:
        report = bob.get("/opportunities/many", params=form | chosen)
        assert report.status_code == 200
        assert told(site) == before
        if not html.fromstring(report.text).xpath("//form[@data-guarded]"):
            assert before == [becomes] * 3  # so already
            return
        sent = html.fromstring(report.text).xpath("//form[@data-guarded]")[0]
        answer = bob.post("/opportunities/many/do", data=_data(sent))
    assert answer.status_code == 303
    assert told(site) == [becomes] * 3


def _data(form: html.FormElement) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def test_one_that_refuses_is_named_and_none_is_changed(site: Site, three: list[int]):
    with site.writing() as unit:
        unit.opportunities.close(three[1], True, site.clock())
    form = {"act": "stage", "stage": "Proposal", "number": [str(one) for one in three]}
    with site.as_("bob") as bob:
        report = bob.get("/opportunities/many", params=form).text
        forced = bob.post("/opportunities/many/do", data=form | {"seen": "", "once": "x" * 20})
    assert "1 refuses." in report
    assert "2 would change." in report
    assert not html.fromstring(report).xpath("//form[@data-guarded]")
    assert forced.status_code == 422
    assert [one[0] for one in told(site)] == ["Prospecting", "Closed Won", "Prospecting"]


def test_what_changed_since_the_report_is_looked_at_again_first(site: Site, three: list[int]):
    form = {"act": "assign", "user": "ann@us.example", "every": "yes", "query": "search=a"}
    with site.as_("bob") as bob:
        sent = fields_of(bob.get("/opportunities/many", params=form).text)
        with site.writing() as unit:
            an_opportunity(unit, "Sails", account_id=unit.opportunities.get(three[0]).account_id)
        refused = bob.post("/opportunities/many/do", data=sent)
        assert refused.status_code == 422
        assert "4 would change." in refused.text
        assert {one[1] for one in told(site)} == {None}
        done = bob.post("/opportunities/many/do", data=fields_of(refused.text))
    assert done.status_code == 303
    assert {one[1] for one in told(site)} == {site.users["ann"].id}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "assign", "user": "none"}, "none is chosen"),
        ({"act": "assign", "user": "nobody", "number": "1"}, "there is none for"),
        ({"act": "stage", "stage": "Nowhere", "number": "1"}, "there is none for"),
        ({"act": "stage", "stage": "Proposal", "number": "999"}, "there is none for"),
        ({"act": "close", "outcome": "lost", "on": "some day", "number": "1"}, "some day"),
        ({"act": "close", "outcome": "lost", "reason": "none such", "number": "1"}, "there is none for"),
        ({"act": "assign", "user": "none", "every": "yes", "query": "stage=Nowhere"}, "there is none for"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_was_typed(
    site: Site, three: list[int], form: dict[str, str], sentence: str
):
    with site.as_("bob") as bob:
        answer = bob.get("/opportunities/many", params=form)
    assert answer.status_code in (403, 404, 409, 422)
    assert sentence in html.fromstring(answer.text).xpath("//*[@role='alert']")[0].text_content()


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ({"act": "close", "outcome": "lost", "on": "some day"}, "on"),
        ({"act": "close", "outcome": "lost", "reason": "none such"}, "reason"),
        ({"act": "stage", "stage": "Nowhere"}, "stage"),
        ({"act": "assign", "user": "nobody"}, "user"),
        ({"act": "categorise", "add": "a,b"}, "add"),
    ],
)
def test_what_is_refused_of_a_field_is_told_beside_it(site: Site, three: list[int], form: dict[str, str], name: str):
    with site.as_("bob") as bob:
        page = html.fromstring(bob.get("/opportunities/many", params=form | {"number": str(three[0])}).text)

    [field] = page.xpath("//*[@aria-invalid='true']")
    assert field.get("name") == name
    [beside] = page.xpath(f"//*[@id='{field.get('aria-describedby').split()[-1]}']")
    assert beside.text_content() == page.xpath("//*[@role='alert']/p")[0].text_content()


def test_rows_are_chosen_as_in_any_list_and_changed(
    site: Site, three: list[int], browse: Browse, faults_for_everybody: Judge
):
    page = browse("bob")
    page.goto("/opportunities?sort=title")
    rows = page.locator("table.cards tbody tr")
    ticked = "document.querySelectorAll('tbody input:checked').length"
    rows.nth(0).locator("td").last.click()
    rows.nth(2).locator("td").last.click(modifiers=["Shift"])
    assert page.evaluate(ticked) == 3
    rows.nth(1).locator("td").last.click(modifiers=["Control"])
    assert page.evaluate(ticked) == 2
    rows.nth(1).locator("td").last.click()
    assert page.evaluate(ticked) == 1
    page.get_by_label("Choose OPP-1").focus()
    page.keyboard.press("Control+a")
    assert page.evaluate(ticked) == 3
    page.get_by_label("Choose OPP-1").press("Space")
    page.get_by_text("Chosen: 2").wait_for()
    page.get_by_role("button", name="Assign…").click()
    page.get_by_label("Assigned to").select_option("Bob Seller")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Change all 2").wait_for()
    assert faults_for_everybody(page) == []
    page.get_by_role("button", name="Change all 2").click()
    page.wait_for_url("**/opportunities?sort=title")
    page.go_back()
    page.get_by_text("0 would change.").wait_for()
    assert [one[1] for one in told(site)] == [None, site.users["bob"].id, site.users["bob"].id]
