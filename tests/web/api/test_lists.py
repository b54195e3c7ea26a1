"""Lists: the filters of the command line, and pages that stay where they are while rows come and go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon import acts
from daemon.shapes import Shapes
from store.values import OpportunityFilter, Record, SortBy, State
from tests.contract.store.records import an_opportunity
from tests.web.api.program import Program
from tests.web.site import Site
from tests.web.test_costs import MORE, counted


@pytest.fixture
def many(site: Site) -> None:
    """Twelve deals of three accounts, and what is in their histories; some values are alike, and some are none."""
    with site.writing() as unit:
        stages = [one.id for one in unit.stages.all() if one.kind.value == "open"]
        accounts = [unit.accounts.add(name).id for name in ("Åsgard", "Contoso", "Fabrikam")]
        for n in range(12):
            site.clock.now += timedelta(minutes=n % 2)
            number = an_opportunity(
                unit,
                f"Boat {n % 5}",
                account_id=accounts[n % 3],
                stage_id=stages[n % 2] if n % 4 else None,
                assigned_to=site.users["bob"].id if n % 3 else None,
                probability=n * 7 % 30,
                close_date=(site.clock.now + timedelta(days=n % 3)).date() if n % 4 else None,
            )
            unit.line_items.add(number, "Boat", price=n % 3)
            unit.marketing.add(f"Show {n % 5}")
            unit.projects.add(f"Build {n}", zone=site.desk.zone, number=number)
            for at in (None, site.clock.now - timedelta(days=n % 2)):
                acts.add_note(unit, {"opportunity": str(number), "contact": None, "account": None}, f"N{n}", "", at=at)
                acts.add_note(unit, {"opportunity": "1", "contact": None, "account": None}, f"N{n}", "", at=at)
            due_on = site.clock.now.date() + timedelta(days=n % 3) if n % 4 else None
            of = {"opportunity": "1", "contact": None, "account": None}
            acts.add_task(unit, of, f"T{n}", "", due_on=due_on)
            gone = acts.add_note(unit, of, f"Gone {n}", "", at=None)
            unit.bin.delete(Record.ITEM, gone.id)
            unit.bin.delete(Record.CONTACT, unit.contacts.add(f"Gone {n}").id)


LISTS = [
    *(f"/opportunities?sort={sort.value}&desc={desc}" for sort in SortBy for desc in ("true", "false")),
    "/accounts",
    "/marketing?search=show",
    "/projects?state=all",
    "/opportunities/1/history?kind=note",
    "/accounts/1/history",
    "/tasks?state=all",
    "/tasks?assigned=ann",
    "/bin",
    "/bin?kind=contact",
    "/search?words=n*&kind=note",
    "/audit?by=ann@us.example",
    "/audit?since=2025-01-01",
]


@pytest.mark.usefixtures("many")
def test_the_pages_of_a_list_are_the_list(ann: Program):
    for path in LISTS:
        (whole,) = ann.pages(f"{path}&limit=1000" if "?" in path else f"{path}?limit=1000")
        pages = ann.pages(f"{path}&limit=2" if "?" in path else f"{path}?limit=2")

        assert len(whole) > 2, path
        assert [one for page in pages for one in page] == whole, path
        assert all(len(page) == 2 for page in pages[:-1]), path


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("sort", [SortBy.NUMBER, SortBy.TITLE, SortBy.PARTY, SortBy.CLOSE_DATE, SortBy.STAGE])
def test_a_page_goes_on_where_it_was_when_rows_come_and_go(site: Site, ann: Program, sort: SortBy):
    path = f"/opportunities?sort={sort.value}&limit=3"
    (whole,) = ann.pages(f"{path[:-1]}1000")
    first = ann.get(path)
    keys = [one["key"] for one in whole]

    with site.writing() as unit:
        for number in (first.json()[0]["number"], first.json()[-1]["number"]):
            unit.bin.delete(Record.OPPORTUNITY, number)
        an_opportunity(unit, "Aaa, before all others", probability=0)
    rest = [one["key"] for page in ann.pages(first.links["next"]["url"]) for one in page]

    assert [key for key in rest if key in keys] == keys[3:]


@pytest.mark.usefixtures("many")
def test_lists_take_the_filters_of_the_command_line(site: Site, ann: Program):
    asked: dict[str, OpportunityFilter] = {
        "assigned=none": OpportunityFilter(assigned_to=(None,), state=State.OPEN),
        "assigned=bob@us.example&assigned=none": OpportunityFilter(state=State.OPEN),
        "min-probability=10&max-probability=20": OpportunityFilter(probability=(10, 20), state=State.OPEN),
        "search=boat+3": OpportunityFilter(title="boat 3", state=State.OPEN),
        "account=Contoso&state=all": OpportunityFilter(account_ids=(2,), state=State.ALL),
        "state=closed": OpportunityFilter(state=State.CLOSED),
    }
    for query, meant in asked.items():
        with site.desk.store.read() as unit:
            found, _ = acts.opportunities_page(unit, meant, sort=SortBy.NUMBER, descending=False, limit=None)
            sums = acts.sums_of(unit, meant)
        assert [one["number"] for one in ann.get(f"/opportunities?{query}").json()] == [one.number for one in found]
        assert [one["count"] for one in ann.get(f"/totals?{query}").json()] == [one.count for one in sums]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("stage=nowhere", "stage"),
        ("min-total=much", "min-total"),
        ("close-from=2025-02-30", "close-from"),
        ("min-probability=60&max-probability=50", "min-probability"),
        ("where=Seats>5", "where"),
        ("sort=weight", "sort"),
        ("state=ajar", "state"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("colour=red", "colour"),
    ],
)
def test_what_is_not_understood_of_a_filter_is_named(ann: Program, query: str, name: str):
    answer = ann.get(f"/opportunities?{query}")

    assert (answer.status_code, [one["name"] for one in answer.json()["errors"]]) == (422, [name])


@pytest.mark.usefixtures("many")
def test_a_cursor_of_another_list_or_of_nobodys_is_refused(ann: Program):
    theirs = ann.get("/opportunities?limit=1&sort=title").links["next"]["url"].partition("cursor=")[2]
    for cursor in (theirs, "x", "W10", "bnVsbA", "%00", "WyJvcHBvcnR1bml0aWVzIG51bWJlciBGYWxzZSIsICJ4Il0", theirs[:-2]):
        answer = ann.get(f"/opportunities?cursor={cursor}")
        assert (answer.status_code, answer.json()["subject"]) == (422, "cursor"), cursor


@pytest.mark.usefixtures("many")
def test_a_page_asks_the_database_little_more_than_the_command_line_does(site: Site, ann: Program):
    for path in ("/opportunities?limit=5", "/opportunities?limit=5&sort=party", "/accounts?limit=2"):
        with counted() as theirs, site.desk.store.read() as unit:
            if path.startswith("/acc"):
                found = acts.accounts_found(unit, "", type=None, domain=None, where=(), limit=2)
                Shapes(unit, "OPP").accounts(found)
            else:
                page, _ = acts.opportunities_page(
                    unit, OpportunityFilter(state=State.OPEN), sort=SortBy.NUMBER, descending=False, limit=5
                )
                Shapes(unit, "OPP").opportunities(page)
        ann.get(path)
        with counted() as ours:
            answer = ann.get(path)
        assert "next" in answer.links
        assert len(ours) <= len(theirs) + MORE, "\n".join(ours)
