"""Signing in by an OpenID Connect provider: who is let in, and by which ways."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from daemon.web.signing_in import cookie_name
from tests.databases import a_file
from tests.web.conftest import Browse, Judge
from tests.web.oidc.provider import CLIENT, Provider
from tests.web.oidc.tab import Tab, configured, is_in
from tests.web.site import Site, serving


def test_whom_the_provider_vouches_for_is_in_and_where_they_were_going(site: Site, provider: Provider, tab: Tab):
    asked = tab.browser.get("/mailboxes")
    assert asked.headers["location"] == "/sign-in?next=/mailboxes"
    assert "Sign in at localhost" in tab.browser.get(asked.headers["location"]).text

    answer = tab.sign_in("/mailboxes")

    assert (answer.status_code, answer.headers["location"]) == (303, "/mailboxes")
    assert "Bob Seller" in tab.browser.get("/mailboxes").text
    with site.desk.store.read() as unit:
        assert [one.way for one in unit.sessions.of(site.users["bob"].id)] == ["oidc"]
    assert provider.asked == {"/.well-known/openid-configuration": 1, "/authorize": 1, "/token": 1, "/keys": 1}


@pytest.mark.parametrize(
    ("more", "claims"),
    [
        ("", {"email": "Bob@US.example", "email_verified": True}),
        ('claim = "preferred_username"', {"preferred_username": "bob@us.example"}),
        ('claim = "upn"', {"upn": " BOB@us.example "}),
        ('claim = "preferred_username"', {"preferred_username": "BobS"}),
        ('claim = "unique_name"\nrealm = "US"', {"unique_name": "US\\bobs"}),
        ('claim = "upn"\nrealm = "us.example"', {"upn": "bobs@us.example"}),
    ],
    ids=str,
)
def test_a_user_is_found_by_address_or_login(tmp_path: Path, provider: Provider, more: str, claims: dict[str, Any]):
    provider.claims = claims
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), configured(provider, more), provider.clock) as site:
        with site.writing() as unit:
            unit.users.edit(site.users["bob"].id, login="bobs")
        with site.as_() as browser:
            assert Tab(browser).sign_in().status_code == 303
            assert "Bob Seller" in browser.get("/me").text


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "eve@us.example", "email_verified": True}, "no active user here has that address"),
        ({"email": "bob@us.example.evil.example", "email_verified": True}, "no active user here has that address"),
        ({"email": "<b>x</b>", "email_verified": True}, "no active user here has that address"),
        ({"email": "bob@us.example", "email_verified": False}, "does not say who you are"),
        ({"email": "bob@us.example"}, "does not say who you are"),
        ({"email": "bob@us.example", "email_verified": "true"}, "does not say who you are"),
        ({"email": "bob@us.example", "email_verified": 1}, "does not say who you are"),
        ({"email": ["bob@us.example"], "email_verified": True}, "does not say who you are"),
        ({"email": "", "email_verified": True}, "does not say who you are"),
        ({"preferred_username": "bob@us.example"}, "does not say who you are"),
    ],
    ids=str,
)
def test_who_is_no_user_or_not_surely_one_stays_outside(
    provider: Provider, tab: Tab, claims: dict[str, Any], words: str
):
    provider.claims = claims

    answer = tab.sign_in()

    assert (answer.status_code, words in answer.text, "<b>x</b>" in answer.text) == (403, True, False)
    assert not is_in(tab)


def test_an_inactive_user_stays_outside(site: Site, tab: Tab):
    with site.writing() as unit:
        unit.users.edit(site.users["bob"].id, is_active=False)

    assert tab.sign_in().status_code == 403
    assert not is_in(tab)


def test_the_session_of_before_is_over(site: Site, provider: Provider):
    provider.claims = {"email": "ann@us.example", "email_verified": True}
    before = site.key_of("bob")
    with site.as_() as browser:
        there = Tab(browser).begin()
        browser.cookies.set(cookie_name(site.desk), before)
        answer = browser.get(Tab(browser).ask(there))
    with site.desk.store.read() as unit:
        assert unit.sessions.user_of(before) is None
        found = unit.sessions.user_of(answer.cookies[cookie_name(site.desk)])
    assert found is not None
    assert found.user.email == "ann@us.example"


def test_where_it_is_the_only_way_nobody_is_asked_for_it(tmp_path: Path, provider: Provider):
    only = configured(provider, ways='"oidc"')
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), only, provider.clock) as site, site.as_() as browser:
        asked = browser.get("/accounts?search=a+b&page=2", follow_redirects=False)
        on = browser.get(asked.headers["location"])
        assert urlsplit(on.headers["location"]).path == "/sign-in/oidc"
        there = browser.get(on.headers["location"]).headers["location"]
        assert browser.get(Tab(browser).ask(there)).headers["location"] == "/accounts?search=a+b&page=2"
        out = browser.post("/sign-out", follow_redirects=True)
        assert (out.url.path, "Sign in at localhost" in out.text) == ("/sign-in", True)


def test_where_it_is_no_way_there_is_nothing(tmp_path: Path):
    with serving(tmp_path, a_file(tmp_path / "store.sqlite")) as site, site.as_() as browser:
        assert browser.get("/sign-in/oidc").status_code == 404
        assert browser.get("/sign-in/oidc/back?state=x").status_code == 404
        assert "/sign-in/oidc" not in browser.get("/sign-in").text


def test_whoever_signed_out_can_sign_out_there_too(site: Site, provider: Provider, tab: Tab):
    tab.sign_in()

    page = tab.browser.post("/sign-out", follow_redirects=True).text

    (link,) = re.findall(r'href="(http[^"]*/end[^"]*)"', page)
    asked = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert asked == {"client_id": [CLIENT], "post_logout_redirect_uri": [f"{site.url}/sign-in?out=1"]}
    assert not is_in(tab)
    assert "/end" not in tab.browser.get("/sign-in").text


def test_where_it_says_of_no_signing_out_none_is_offered(provider: Provider, tab: Tab):
    provider.told = {"end_session_endpoint": None}
    tab.sign_in()

    assert "perhaps still signed in there" not in tab.browser.post("/sign-out", follow_redirects=True).text


def test_in_a_browser_signing_in_and_out_leads_there_and_back(
    site: Site, provider: Provider, browse: Browse, faults_for_everybody: Judge
):
    """The page's policy stops forms that lead to other sites, so that none may."""
    provider.is_asking_first = True
    page = browse(width=320)
    page.goto("/mailboxes")
    page.get_by_role("link", name="Sign in at localhost").click()
    page.get_by_role("button", name="I am Bob").click()
    page.wait_for_url("**/mailboxes")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in?out=1")
    assert faults_for_everybody(page) == []
    page.get_by_role("link", name="Sign out of localhost").click()
    page.wait_for_url("**/sign-in?out=1")
    assert provider.asked["/end"] == 1
    with site.desk.store.read() as unit:
        assert unit.sessions.of(site.users["bob"].id) == []
