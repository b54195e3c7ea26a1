"""The communication history in the browser, and what Outlook shows of what is done there."""

import pytest

from store.values import Actor, HistoryOf
from tests.contract.store.records import an_opportunity
from tests.flow.firm import ANN, BOB, Firm
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of, forms_of


def test_a_mail_is_read_with_the_reason_and_unlinked_and_linked_elsewhere(firm: Firm, firm_site: Site):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    mail = firm.outlook().deliver_mail(ANN, "<b>About</b> the seats", "Hello <script>alert(1)</script>")
    firm.cycle()
    firm.cycle()
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]
    later = firm.opportunity("Support", assigned_to=firm.people[BOB])
    with firm_site.as_("bob") as bob:
        page = bob.get(f"/opportunities/{deal.number}/history").text
        assert "&lt;b&gt;About&lt;/b&gt; the seats" in page
        id = page.partition('href="/history/')[2].partition('"')[0]
        item = bob.get(f"/history/{id}").text
        assert "<script>alert" not in item
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in item
        assert "Why it is here" in item
        [unlink] = [form for form in forms_of(item, f"/history/{id}/link") if "unlink" in form]
        sent = unlink | {"opportunity": str(deal.number)}
        assert bob.post(f"/history/{id}/link", data=sent).status_code == 303
        linked = bob.post(f"/history/{id}/link", data={"once": "x", "opportunity": f"OPP-{later.number}"})
        assert linked.status_code == 303
        assert bob.post(f"/history/{id}/link", data={"once": "y", "opportunity": "Nowhere"}).status_code == 422
    firm.cycle()
    assert firm.categories(mail) == [f"OPP-{later.number} Support"]


def test_a_category_that_is_set_in_outlook_is_in_the_history_here(firm: Firm, firm_site: Site):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    mail = firm.outlook().deliver_mail("stranger@else.example", "Nobody knows")
    firm.cycle()
    with firm_site.as_("bob") as bob:
        assert "Nobody knows" not in bob.get(f"/opportunities/{deal.number}/history").text
        firm.outlook().add_category(mail, f"OPP-{deal.number} 200 seats")
        firm.cycle()
        assert "Nobody knows" in bob.get(f"/opportunities/{deal.number}/history").text


def test_a_reminder_that_is_set_here_is_a_task_in_outlook(firm: Firm, firm_site: Site):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.cycle()
    with firm_site.as_("bob") as bob:
        path = f"/opportunities/{deal.number}/edit"
        form = fields_of(bob.get(path).text)
        assert bob.post(path, data=form | {"reminder": "2026-03-20T09:00"}).status_code == 303
    firm.cycle()
    assert [one for one in firm.outlook().items("tasks") if "200 seats" in one["subject"]]


def test_a_note_is_kept_and_found_by_its_kind(firm: Firm, firm_site: Site):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    path = f"/opportunities/{deal.number}"
    with firm_site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/history").text)
        assert bob.post(f"{path}/notes", data=form | {"title": ""}).status_code == 422
        answer = bob.post(f"{path}/notes", data=form | {"title": "Called", "text": "They agree."})
        assert answer.status_code == 303
        assert "Called" in bob.get(f"{path}/history?kind=note").text
        assert "Called" not in bob.get(f"{path}/history?kind=email").text


@pytest.fixture
def path(site: Site) -> str:
    """A history of three notes of two people, on two days."""
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
        unit.notes.add(HistoryOf(number), "Price", "It is <b>dear</b>.", at=site.clock())
    with site.desk.store.write(Actor.of(site.users["bob"])) as unit:
        unit.notes.add(HistoryOf(number), "Delivery", "A price for two", at=site.clock().replace(day=1))
        unit.calls.add(HistoryOf(number), "Silence")
    return f"/opportunities/{number}/history"


def shown(page: str) -> set[str]:
    return {
        one
        for one in ("Price", "Delivery", "Silence")
        if f">{one}</strong>" in page.replace("<mark>", "").replace("</mark>", "")
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Delivery", "Price", "Silence"]),
        ("?words=price", ["Delivery", "Price"]),
        ("?words=PRICE&person=Bob", ["Delivery"]),
        ("?person=bob@us.example", ["Delivery", "Silence"]),
        ("?person=stranger@else.example", []),
        ("?kind=call", ["Silence"]),
        ("?kind=&words=", ["Delivery", "Price", "Silence"]),
        ("?kind=letter", ["Delivery", "Price", "Silence"]),
        ("?from=2026-03-02", ["Price", "Silence"]),
        ("?to=2026-03-01", ["Delivery"]),
        ("?from=2026-03-02&to=2026-03-01", None),
        ("?from=whenever", None),
        ("?person=Nobody", None),
        ("?words=!!!", None),
        (f"?words={'x' * 1_500}", None),
        ("?offset=-1", ["Delivery", "Price", "Silence"]),
        ("?offset=99999999999999999999", ["Delivery", "Price", "Silence"]),
        ("?offset=2", ["Delivery"]),
    ],
)
def test_a_history_is_searched_by_its_address(site: Site, path: str, asked: str, found: list[str] | None):
    with site.as_("ann") as ann:
        answer = ann.get(f"{path}{asked}")
    assert answer.status_code == (200 if found is not None else 422)
    assert sorted(shown(answer.text)) == (found or [])
    assert ("by-error-" in answer.text) == (found is None)


def test_what_was_found_is_marked_and_nothing_in_it_is_html(site: Site, path: str):
    with site.as_("ann") as ann:
        page = ann.get(f"{path}?words=dear").text
    assert "&lt;b&gt;<mark>dear</mark>&lt;/b&gt;" in page


def test_a_search_in_a_history_is_for_everybody(site: Site, path: str, browse: Browse, faults_for_everybody: Judge):
    page = browse("bob", width=320)
    page.goto(f"{path}?words=price&from=whenever")
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
