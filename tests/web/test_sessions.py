"""Everybody's sessions: owners see and end them."""

from __future__ import annotations

from datetime import timedelta

import httpx2
from lxml import html

from tests.web.conftest import Browse, Judge
from tests.web.site import Site, forms_of

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
UNKNOWN = "\N{EN DASH}"


def begun(site: Site, who: str, way: str, agent: str = FIREFOX, address: str = "198.51.100.7") -> str:
    with site.desk.store.write() as unit:
        return unit.sessions.begin(site.users[who], way, agent=agent, address=address)


def signed_in(site: Site, key: str) -> bool:
    with site.desk.store.read() as unit:
        return unit.sessions.user_of(key) is not None


def rows(page: httpx2.Response) -> dict[str, list[list[str]]]:
    """The sessions that it shows of each user, without their buttons."""
    cards = html.fromstring(page.text).xpath("//section[@class='card']")
    return {
        card.xpath("string(.//h2)").strip(): [
            [cell.text_content().strip() for cell in row.xpath("./th|./td")][:-1] for row in card.xpath(".//tbody/tr")
        ]
        for card in cards
    }


def test_an_owner_sees_who_is_signed_in_how_since_when_and_where(site: Site):
    begun(site, "bob", "oidc")
    site.clock.now += timedelta(hours=1)
    begun(site, "bob", "passkey", agent="", address="")
    with site.as_("ann") as ann:
        found = rows(ann.get("/settings/sessions"))

    assert list(found) == ["Ann Owner", "Bob Seller"]
    latest, first = found["Bob Seller"]
    assert (latest[0], latest[1], latest[2]) == (UNKNOWN, UNKNOWN, "passkey")
    assert (first[0], first[1], first[2]) == ("Firefox, Windows", "198.51.100.7", "the firm's account")
    assert first[3] != latest[3]
    assert first[3] == first[4]


def test_an_owner_ends_one_or_all_of_somebody(site: Site):
    first, second, third = (begun(site, "bob", "oidc") for _ in range(3))
    with site.as_("ann") as ann:
        with site.desk.store.read() as unit:
            name = unit.sessions.name_of(second)
        assert ann.post("/settings/sessions/end", data={"name": name}).status_code == 303
        assert [signed_in(site, key) for key in (first, second, third)] == [True, False, True]
        (form,) = forms_of(ann.get("/settings/sessions").text, "/settings/sessions/end-all")
        assert ann.post("/settings/sessions/end-all", data=form).status_code == 303
        assert [signed_in(site, key) for key in (first, second, third)] == [False, False, False]
        assert list(rows(ann.get("/settings/sessions"))) == ["Ann Owner"]


def test_what_is_no_session_or_user_is_told_and_ends_nothing(site: Site):
    key = begun(site, "bob", "oidc")
    with site.as_("ann") as ann:
        for name in ("", "%", "_" * 16, "0" * 16, "x" * 100):
            answer = ann.post("/settings/sessions/end", data={"name": name})
            assert (answer.status_code, "session" in answer.text) == (422, True)
        assert ann.post("/settings/sessions/end-all", data={"user": "nobody"}).status_code == 422
    assert signed_in(site, key)


def test_who_ended_sits_at_the_door(site: Site):
    with site.as_("bob") as bob, site.as_("ann") as ann:
        ann.post("/settings/sessions/end-all", data={"user": str(site.users["bob"].id)})
        assert bob.get("/day").headers["location"].startswith("/sign-in?")


def test_in_a_browser_the_page_is_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge):
    begun(site, "bob", "oidc")
    begun(site, "bob", "passkey")
    page = browse("ann", width=320)
    page.goto("/settings/sessions")
    assert faults_for_everybody(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="End all sessions of Bob Seller").click()
    page.get_by_role("heading", name="Bob Seller").wait_for(state="detached")
    with site.desk.store.read() as unit:
        assert unit.sessions.of(site.users["bob"].id) == []


def test_a_session_is_over_after_three_days_without_use_and_after_fourteen_in_any_case(site: Site):
    with site.as_("bob") as used, site.as_("bob") as left_alone:
        assert left_alone.get("/me").status_code == 200
        for _ in range(6):
            site.clock.forward(timedelta(days=2))
            assert used.get("/me").status_code == 200
        assert left_alone.get("/me").headers["location"].startswith("/sign-in")
        site.clock.forward(timedelta(days=2) - timedelta(minutes=1))
        assert used.get("/me").status_code == 200
        site.clock.forward(timedelta(minutes=1))
        assert used.get("/me").headers["location"].startswith("/sign-in")


def test_just_before_three_days_without_use_a_session_still_holds(site: Site):
    with site.as_("bob") as bob:
        site.clock.forward(timedelta(days=3) - timedelta(minutes=1))
        assert bob.get("/me").status_code == 200
