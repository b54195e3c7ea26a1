"""What pages cost: queries beyond the command line's, and bytes over the wire."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from fastapi import routing
from sqlalchemy import Engine, event

from daemon import acts
from daemon.shapes import Shapes
from store.values import HistoryOf, OpportunityFilter, Record, SortBy, State
from tests.contract.store.records import an_opportunity
from tests.web.site import Site

FIRST_VIEW = 60_000  # bytes, packed: the page, and all that it loads
MORE = 5  # queries beyond those of the command line


@pytest.fixture
def many(site: Site) -> None:
    with site.writing() as unit:
        firms = [unit.accounts.add(f"Fabrikam {number}").id for number in range(20)]
        unit.contacts.add("Ann Client", addresses=["ann@client.example"], account_id=firms[0])
        stages = [one.id for one in unit.stages.all() if one.kind.value == "open"]
        for number in range(200):
            an_opportunity(
                unit,
                f"New boats for the fjord {number}",
                account_id=firms[number % 20],
                stage_id=stages[number % len(stages)],
                assigned_to=site.users["bob"].id,
            )


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def heard(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", heard)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", ["/opportunities", "/board", "/search?q=boats", "/opportunities/1", "/contacts/1"])
def test_a_page_asks_the_database_little_more_than_the_command_line_does(site: Site, path: str):
    wanted = OpportunityFilter(state=State.OPEN)
    with counted() as theirs, site.desk.store.read() as unit:
        if path == "/opportunities":
            page, _ = acts.opportunities_page(unit, wanted, sort=SortBy.NUMBER, descending=True, limit=50, offset=0)
            Shapes(unit, "OPP").opportunities(page)
        elif path == "/board":
            acts.sums_by_stage(unit, wanted)
            page, _ = acts.opportunities_page(unit, wanted, sort=SortBy.NUMBER, descending=True, limit=50, offset=0)
            Shapes(unit, "OPP").opportunities(page)
        elif path == "/contacts/1":
            acts.contact_whole(unit, "1", 20).shape(Shapes(unit, "OPP"))
        elif path == "/opportunities/1":
            acts.opportunity_whole(unit, "1", site.desk.zone).shape(Shapes(unit, "OPP"))
        else:
            acts.records_with(unit, "boats", limit=20)
            acts.items_with_words(unit, "boats", kind=None, limit=20, offset=0)
    with site.as_("bob") as bob:
        bob.get(path)
        with counted() as ours:
            assert bob.get(path).status_code == 200
    assert len(ours) <= len(theirs) + MORE, "\n".join(ours)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", ["/opportunities", "/board", "/opportunities/1", "/contacts/1", "/day"])
def test_the_first_view_is_light(site: Site, path: str):
    with site.as_("bob") as bob:
        page = bob.get(path).text
        loaded = [bob.get(one).content for one in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)]
    assert len(loaded) >= 4
    assert sum(len(gzip.compress(one, 5)) for one in (page.encode(), *loaded)) <= FIRST_VIEW


def asked_twice(client: httpx2.Client, path: str, add: Callable[[int], None], few: int, many: int) -> list[list[str]]:
    """The statements of a page after few were added, and after many more."""
    asked = []
    for number in (few, many):
        add(number)
        client.get(path)
        with counted() as statements:
            client.get(path)
        asked.append(statements)
    return asked


def test_a_page_of_many_tasks_asks_the_database_no_more_often_than_one_of_few(site: Site):
    with site.writing() as unit:
        account = unit.accounts.add("Fabrikam").id
        contact = unit.contacts.add("Ann Client", account_id=account).id
        number = an_opportunity(unit, account_id=account)

    def add(tasks: int) -> None:
        with site.writing() as unit:
            for each in range(tasks):
                for of in (HistoryOf(number), HistoryOf(contact_id=contact), HistoryOf(account_id=account)):
                    unit.todos.add(of, f"Call {each}", assigned_to=site.users["bob"].id)

    with site.as_("bob") as bob:
        few, many = asked_twice(bob, "/tasks", add, 1, 30)
        assert bob.get("/tasks").text.count("Bob Seller") >= 93
    assert len(few) == len(many) <= 16, "\n".join(many)


def test_my_day_asks_the_database_no_more_often_however_many_activities_stages_have(site: Site):
    def add(activities: int) -> None:
        with site.writing() as unit:
            stage = unit.stages.default()
            for each in range(activities):
                unit.activities.add(stage.id, f"Step {activities} {each}", days=each)
            contact = unit.contacts.add("Ann Client").id
            an_opportunity(unit, "Ferry", contact_id=contact, stage_id=stage.id, assigned_to=site.users["bob"].id)

    with site.as_("bob") as bob:
        few, many = asked_twice(bob, "/day", add, 1, 12)
        assert bob.get("/day").text.count("Step 12") >= 12
    assert len(few) == len(many) <= 30, "\n".join(many)


def test_what_emptying_the_bin_would_remove_is_asked_no_more_often_however_much_it_is(site: Site):
    def add(pairs: int) -> None:
        with site.writing() as unit:
            for each in range(pairs):
                unit.bin.delete(Record.CONTACT, unit.contacts.add(f"Ann {each}").id)
                unit.bin.delete(Record.ACCOUNT, unit.accounts.add(f"Fabrikam {pairs} {each}").id)

    with site.as_("ann") as ann:
        few, many = asked_twice(ann, "/bin/empty", add, 2, 40)
        assert "84 records would be removed" in ann.get("/bin/empty").text
    assert len(few) == len(many), "\n".join(many)


@pytest.mark.usefixtures("site")
def test_threads_take_short_turns_while_pages_are_served():
    """An answer waits for its turn several times: as long as another thread computes, or so long at most."""
    assert sys.getswitchinterval() == pytest.approx(0.0005)


def test_no_request_waits_until_routes_are_made(site: Site, monkeypatch: pytest.MonkeyPatch):
    made, make = [], routing.get_dependant

    def heard(*given: Any, **named: Any) -> Any:
        made.append(named)
        return make(*given, **named)

    monkeypatch.setattr(routing, "get_dependant", heard)
    with site.as_("ann") as browser:
        for path in ("/opportunities", "/nowhere", "/api/v1/opportunities", "/api/v1/nowhere"):
            browser.get(path)

    assert made == []
