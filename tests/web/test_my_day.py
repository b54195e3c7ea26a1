"""My day in the browser."""

import re
from datetime import timedelta

import pytest

from store.values import HistoryOf
from tests.contract.store.records import an_opportunity
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, forms_of


def test_what_is_overdue_and_due_of_mine_is_there_and_of_others_is_not(site: Site):
    bob, ann = site.users["bob"], site.users["ann"]
    with site.writing() as unit:
        late = an_opportunity(unit, "Late ferry", assigned_to=bob.id)
        unit.opportunities.remind(late, site.clock() - timedelta(days=2))
        unit.todos.add(HistoryOf(number=late), "Call the yard", due_on=site.clock().date(), assigned_to=bob.id)
        an_opportunity(unit, "Far ferry", assigned_to=bob.id, close_date=site.clock().date() + timedelta(days=60))
        others = an_opportunity(unit, "Ann's ferry", assigned_to=ann.id)
        unit.opportunities.remind(others, site.clock() - timedelta(days=2))
    with site.as_("bob") as client:
        text = client.get("/day").text
    overdue, _, rest = text.partition('id="due"')
    assert "Late ferry" in overdue
    assert "Call the yard" in rest
    assert "Expected to close" not in text
    assert "Ann&#39;s ferry" not in text


@pytest.mark.parametrize("kind", ["task", "project task", "activity", "reminder"])
def test_one_click_is_enough_for_what_is_due(site: Site, kind: str):
    bob = site.users["bob"]
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry", assigned_to=bob.id)
        match kind:
            case "task":
                unit.todos.add(HistoryOf(number=number), "Call", due_on=site.clock().date(), assigned_to=bob.id)
            case "project task":
                zone, today = site.desk.zone, site.clock().date()
                project = unit.projects.add("Delivery", number=number, zone=zone)
                unit.project_tasks.add(project.id, "Call", zone=zone, due_on=today, assigned_to=bob.id)
            case "activity":
                assert [state for state in unit.activities.states(number, site.desk.zone) if state.due]
            case "reminder":
                unit.opportunities.remind(number, site.clock())
    with site.as_("bob") as client:
        before = [one for one in forms_of(client.get("/day").text, "/day/done") if one["kind"] == kind]
        form = before[0]
        assert client.post("/day/done", data=form).status_code == 303
        assert client.post("/day/done", data=form).status_code == 303
        left = forms_of(client.get("/day").text, "/day/done")
    assert len([one for one in left if one["kind"] == kind]) == len(before) - 1


def test_a_kind_that_cannot_be_done_is_told_so(site: Site):
    with site.as_("bob") as client:
        for form in ({"kind": "closing", "id": "1"}, {"kind": "task", "id": "x"}, {"kind": "task", "id": "99"}, {}):
            answer = client.post("/day/done", data=form)
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text


def test_what_came_in_is_shown_until_it_was_seen(firm: Firm, firm_site: Site):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(ANN, "About <b>the</b> seats", sent_at=MORNING)
    firm.cycle()
    with firm_site.as_("bob") as bob, firm_site.as_("eve") as eve:
        page = bob.get("/day").text
        assert "About &lt;b&gt;the&lt;/b&gt; seats" in page
        assert f"OPP-{deal.number}" in page
        assert "About" not in eve.get("/day").text
        [form] = forms_of(page, "/day/seen")
        bob.post("/day/seen", data=form)
        assert "About" not in bob.get("/day").text
        firm.outlook().deliver_mail(ANN, "One more", sent_at=MORNING)
        firm.cycle()
        assert "One more" in bob.get("/day").text


def test_what_came_in_at_once_is_in_the_order_in_which_it_was_written(firm: Firm, firm_site: Site):
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    for subject, days in (("Second", 1), ("First", 2), ("Third", 0)):
        firm.outlook().deliver_mail(ANN, subject, sent_at=MORNING - timedelta(days=days))
    firm.cycle()
    with firm_site.as_("bob") as bob:
        page = bob.get("/day").text
    assert re.findall(r"First|Second|Third", page) == ["Third", "Second", "First"]


@pytest.mark.parametrize("sender", [BOB, f"Bob Seller <{BOB}>", f"Bob Seller <{BOB.title()}>"])
def test_what_its_user_sent_is_no_news_to_them(firm: Firm, firm_site: Site, sender: str):
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(sender, "My offer", to=[ANN], folder="sentitems", sent_at=MORNING)
    firm.cycle()
    with firm_site.as_("bob") as bob:
        assert "My offer" not in bob.get("/day").text


def test_it_is_for_everybody_and_shows_news_by_itself(site: Site, browse: Browse, faults_for_everybody: Judge):
    bob = site.users["bob"]
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry", assigned_to=bob.id)
        unit.opportunities.remind(number, site.clock())
    page = browse("bob", width=320)
    page.goto("/day")
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    with site.writing() as unit:
        unit.opportunities.remind(an_opportunity(unit, "Another ferry", assigned_to=bob.id), site.clock())
    page.get_by_text("Another ferry").first.wait_for()
