"""The agenda of anybody, and all tasks, in the browser."""

from __future__ import annotations

from datetime import timedelta

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
