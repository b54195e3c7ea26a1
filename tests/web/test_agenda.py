"""The agenda of anybody, and all tasks, in the browser."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from lxml import html

from store.values import HistoryOf
from tests.web.conftest import Browse, Judge
from tests.web.site import Site


@pytest.fixture(autouse=True)
def known(site: Site) -> None:
    """Bob has a task today and one in ten days; Ann's was done."""
    today = site.clock().date()
    with site.writing() as unit:
        of = HistoryOf(account_id=unit.accounts.add("Fabrikam").id)
        bob, ann = site.users["bob"].id, site.users["ann"].id
        unit.todos.add(of, "Call back", "", due_on=today, assigned_to=bob)
        unit.todos.add(of, "Send a price", "", due_on=today + timedelta(days=10), assigned_to=bob)
        done = unit.todos.add(of, "Ask Ann", "", due_on=today, assigned_to=ann)
        unit.todos.finish(done.id)


def texts(page: str) -> list[str]:
    return [str(one.text_content()) for one in html.fromstring(page).xpath("//tbody//*[@dir='auto']")]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Call back"}),
        ("when=today", {"Call back"}),
        ("when=in+10+days", {"Send a price"}),
        ("user=USER", {"Call back"}),
    ],
)
def test_a_day_or_week_of_anybody_is_shown(site: Site, query: str, titles: set[str]):
    who = "ann" if "USER" in query else "bob"
    with site.as_(who) as client:
        page = client.get(f"/agenda?{query.replace('USER', str(site.users['bob'].id))}")
    assert page.status_code == 200
    assert {one for one in texts(page.text) if one in ("Call back", "Send a price", "Ask Ann")} == titles


@pytest.mark.parametrize("language", ["en", "nb", "de"])
def test_days_weeks_and_months_are_come_to_without_typing(site: Site, language: str):
    with site.as_("ann") as ann:
        ann.headers["accept-language"] = language
        bob = str(site.users["bob"].id)
        links = html.fromstring(ann.get(f"/agenda?user={bob}").text).xpath("//main//nav//a")
        shown = [html.fromstring(ann.get(link.get("href")).text) for link in links]

    assert len(links) == 5
    assert [link.get("aria-current") for link in links] == [None, "true", None, None, None]
    assert [one.xpath("//main//a[@aria-current='true']")[0].text for one in shown] == [link.text for link in links]
    assert [one.xpath("//select[@id='user']/option[@selected]/@value") for one in shown] == [[bob]] * 5
    assert len({one.xpath("//h1/span")[0].text for one in shown}) == 5


def rows(page: Any) -> list[tuple[str, str, str]]:
    """Of each button: kind, id and opportunity."""
    found = page.xpath("//form[@action='/day/done']")
    return [tuple(one.xpath(f"input[@name='{name}']/@value")[0] for name in ("kind", "id", "number")) for one in found]


def test_all_that_is_due_is_come_to_by_links_however_much_it_is(site: Site):
    """Overdue, of this week, and of later days; more of each than a page shows."""
    today = site.clock().date()
    with site.writing() as unit:
        of = HistoryOf(account_id=unit.accounts.add("Contoso").id)
        for day, many in ((-400, 3), (-31, 120), (-1, 60), (0, 25), (2, 21), (3, 205), (4, 20), (45, 2)):
            for count in range(many):
                due = today + timedelta(days=day)
                at = datetime.combine(due, time(8), tzinfo=site.clock().tzinfo) if count % 3 else None
                unit.todos.add(of, f"{day} {count}", "", due_on=due, assigned_to=site.users["ann"].id, reminder_at=at)
        known = {(one.subject, str(one.id)) for one in unit.todos.all(assigned_to=site.users["ann"].id)}

    seen: dict[tuple[str, str, str], set[str]] = {}
    with site.as_("ann") as ann:
        waiting, been = ["/agenda", f"/agenda?when={today + timedelta(days=30)}"], set[str]()
        while waiting:
            path = waiting.pop()
            page = html.fromstring(ann.get(path).text)
            been.add(path)
            shown = rows(page)
            assert len(shown) == len(set(shown)) <= 20 * 7 + 50
            for row in shown:
                seen.setdefault(row, set()).add(path)
            links = page.xpath("//main//section//a | //main//nav[not(@class) or .//a[@rel]]//a")
            waiting += {str(one) for link in links for one in link.xpath("@href[contains(., '/agenda')]")} - been

    assert {id for _, id, _ in seen} == {id for subject, id in known if subject != "Ask Ann"}
    assert len(been) < 25


def test_a_week_shows_the_first_of_each_day_and_leads_to_the_rest(site: Site):
    today = site.clock().date()
    with site.writing() as unit:
        of = HistoryOf(account_id=unit.accounts.add("Contoso").id)
        for count in range(130):
            unit.todos.add(of, f"T{count}", "", due_on=today, assigned_to=site.users["ann"].id)
    with site.as_("ann") as ann:
        week = html.fromstring(ann.get("/agenda").text)
        [more] = week.xpath("//section//tbody//a[starts-with(@href, '/agenda')]")
        first = html.fromstring(ann.get(more.get("href")).text)
        [forward] = first.xpath("//a[@rel='next']/@href")
        second = html.fromstring(ann.get(forward).text)
        [back] = second.xpath("//a[@rel='prev']/@href")

    assert [len(rows(page)) for page in (week, first, second)] == [20, 50, 50]
    assert rows(first)[:20] == rows(week)
    assert not set(rows(first)) & set(rows(second))
    assert f"when={today}" in back
    assert "offset=0" in back


def test_what_is_no_time_is_told_and_stays_typed(site: Site):
    with site.as_("bob") as bob:
        answer = bob.get("/agenda?when=when+it+rains")
    assert answer.status_code == 422
    assert 'value="when it rains"' in answer.text
    assert html.fromstring(answer.text).xpath("//p[@role='alert']")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Call back", "Send a price"}),
        ("state=done", {"Ask Ann"}),
        ("state=all", {"Call back", "Send a price", "Ask Ann"}),
        ("assigned=ANN", set()),
        ("assigned=ANN&state=all", {"Ask Ann"}),
    ],
)
def test_tasks_are_listed_by_whose_they_are_and_how_they_stand(site: Site, query: str, titles: set[str]):
    with site.as_("bob") as bob:
        page = html.fromstring(bob.get(f"/tasks?{query.replace('ANN', str(site.users['ann'].id))}").text)
    assert {str(one.text_content()) for one in page.xpath("//a[starts-with(@href, '/history/')]")} == titles


def test_the_pages_are_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    for width in (1280, 320):
        page = browse("bob", width=width)
        for path in ("/agenda", "/tasks?state=all"):
            answer = page.goto(path)
            assert answer is not None
            assert (path, answer.status, faults_for_everybody(page)) == (path, 200, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
