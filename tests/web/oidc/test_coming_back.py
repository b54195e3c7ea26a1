"""What a browser comes back with from the provider, made up by somebody or not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.web.floods import MOST
from daemon.web.signing_in import cookie_name
from tests.web.oidc.tab import Tab, is_in
from tests.web.site import Site


def test_several_tabs_can_be_on_their_way_at_once(site: Site, tab: Tab):
    first, second = tab.begin("/mailboxes"), tab.begin("/accounts")

    assert tab.browser.get(tab.ask(first)).headers["location"] == "/mailboxes"
    tab.browser.cookies.delete(cookie_name(site.desk))
    assert tab.browser.get(tab.ask(second)).headers["location"] == "/accounts"


def test_what_another_browser_began_lets_nobody_in(site: Site, tab: Tab):
    """Else somebody could be signed in as whoever sends them a link, and write their deals into another's record."""
    with site.as_() as other:
        theirs = Tab(other)
        back = theirs.ask(theirs.begin())
    tab.begin()

    answer = tab.browser.get(back)

    assert (answer.status_code, "Begin again" in answer.text) == (400, True)
    assert not is_in(tab)


def test_what_comes_back_holds_once_and_for_ten_minutes(site: Site, tab: Tab):
    back = tab.ask(tab.begin())
    assert tab.browser.get(back).status_code == 303
    tab.browser.cookies.delete(cookie_name(site.desk))
    assert tab.browser.get(back).status_code == 400
    late = tab.ask(tab.begin())
    site.clock.now += timedelta(minutes=10)
    assert tab.browser.get(late).status_code == 400
    assert not is_in(tab)


@pytest.mark.parametrize("state", ["", "x", "=", "ø", "gAAAAAB" + "x" * 100, "x" * 20_000])
@pytest.mark.parametrize("cookie", ["kept", "none", "nonsense"])
def test_what_was_made_up_lets_nobody_in(site: Site, tab: Tab, state: str, cookie: str):
    tab.begin()
    name = f"{cookie_name(site.desk)}-journey"
    if cookie != "kept":
        tab.browser.cookies.delete(name)
    if cookie == "nonsense":
        tab.browser.cookies.set(name, "nonsense")

    assert tab.browser.get("/sign-in/oidc/back", params={"state": state, "code": "x"}).status_code == 400
    assert not is_in(tab)


@pytest.mark.parametrize(
    "next",
    ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "", "/" * 700],
)
def test_signing_in_leads_nowhere_else(tab: Tab, next: str):
    assert tab.sign_in(next).headers["location"] == "/"


def test_the_provider_is_not_told_where_somebody_was_going(tab: Tab):
    assert "Secret" not in tab.begin("/opportunities?search=Secret")


def test_whoever_fails_often_waits(site: Site, tab: Tab):
    for _ in range(MOST):
        tab.browser.get("/sign-in/oidc/back", params={"state": "x"})
    answer = tab.browser.get(tab.ask(tab.begin()))
    assert (answer.status_code, bool(answer.headers["retry-after"])) == (429, True)
    site.clock.now += timedelta(minutes=6)
    assert tab.sign_in().status_code == 303
