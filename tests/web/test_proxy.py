"""Signing in by what a trusted proxy says, and from nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.web.proxy import Vouched, vouched
from daemon.web.signing_in import cookie_name
from tests.databases import a_file
from tests.web.site import Site, serving

BEHIND = 'sign_in = ["proxy"]\nproxy_realm = "US.EXAMPLE"\n'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Behind a proxy on this machine."""
    more = f'{BEHIND}trusted_proxies = ["127.0.0.0/8"]\n'
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), more) as made:
        with made.writing() as unit:
            unit.users.edit(made.users["bob"].id, login="bobs")
        yield made


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Site]:
    """The same, whose proxy is elsewhere: whoever asks from this machine is not it."""
    more = f'{BEHIND}trusted_proxies = ["192.0.2.1"]\n'
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), more) as made:
        yield made


@pytest.mark.parametrize(
    "name", ["bob@us.example", "Bob@US.Example", "bobs", "BobS", "bobs@US.EXAMPLE", "us.example\\bobs"]
)
def test_whom_the_proxy_vouches_for_is_let_in_by_address_or_login(site: Site, name: str):
    with site.as_() as browser:
        answer = browser.get("/day", headers={"x-remote-user": name}, follow_redirects=True)
        assert answer.url.path == "/day"
        assert "Bob Seller" in answer.text


@pytest.mark.parametrize(
    "name",
    ["eve", "eve@us.example", "bobs@ELSEWHERE.EXAMPLE", "elsewhere\\bobs", "\\bobs", "bob", "@us.example", "<b>x</b>"],
)
def test_who_is_no_user_is_told_so_and_stays_outside(site: Site, name: str):
    with site.as_() as browser:
        answer = browser.get("/day", headers={"x-remote-user": name}, follow_redirects=True)
        assert answer.status_code == 403
        assert "no active user" in answer.text
        assert "<b>x</b>" not in answer.text
        assert not browser.cookies


def test_an_inactive_user_stays_outside(site: Site):
    with site.writing() as unit:
        unit.users.edit(site.users["bob"].id, is_active=False)
    with site.as_() as browser:
        assert browser.get("/sign-in", headers={"x-remote-user": "bobs"}).status_code == 403


@pytest.mark.parametrize("name", ["", "-", "(null)"])
def test_where_the_proxy_names_nobody_the_page_says_what_lacks(site: Site, name: str):
    with site.as_() as browser:
        answer = browser.get("/sign-in", headers={"x-remote-user": name})
        assert (answer.status_code, "Your network did not say who you are" in answer.text) == (200, True)


@pytest.mark.parametrize("path", ["/sign-in", "/day", "/static/app.css"])
@pytest.mark.parametrize("who", ["", "bob"])
def test_the_header_from_anywhere_else_is_refused(open_site: Site, path: str, who: str):
    with open_site.as_(who) as browser:
        assert browser.get(path, headers={"x-remote-user": "ann@us.example"}).status_code == 403


def test_a_header_that_comes_twice_is_refused(site: Site):
    with site.as_() as browser:
        twice = [("x-remote-user", "bobs"), ("x-remote-user", "ann@us.example")]
        assert browser.get("/sign-in", headers=twice).status_code == 403


def test_the_header_means_nothing_where_signing_in_goes_another_way(tmp_path: Path):
    more = 'trusted_proxies = ["127.0.0.1"]\n'
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), more) as site, site.as_() as browser:
        answer = browser.get("/day", headers={"x-remote-user": "ann@us.example"}, follow_redirects=True)
        assert (answer.url.path, bool(browser.cookies)) == ("/sign-in", False)


def test_somebody_else_at_the_same_browser_is_not_whoever_was_there(site: Site):
    with site.as_("ann") as browser:
        answer = browser.get("/day", headers={"x-remote-user": "bobs"}, follow_redirects=True)
        assert "Bob Seller" in answer.text


def test_whoever_signs_out_stays_out_until_they_ask(site: Site):
    with site.as_() as browser:
        browser.headers["x-remote-user"] = "bobs"
        browser.get("/sign-in")
        out = browser.post("/sign-out", follow_redirects=True)
        assert (out.url.path, "Sign in as bobs" in out.text) == ("/sign-in", True)
        assert browser.get("/sign-in?next=/mailboxes").headers["location"] == "/mailboxes"


def test_the_key_that_a_browser_came_with_is_not_the_one_it_leaves_with(site: Site):
    with site.as_("ann") as browser:
        before = browser.cookies[cookie_name(site.desk)]
        kept = browser.get("/sign-in", headers={"x-remote-user": "bobs"})
        after = kept.cookies[cookie_name(site.desk)]
    assert after != before
    with site.desk.store.read() as unit:
        assert unit.sessions.user_of(before) is None
        found = unit.sessions.user_of(after)
    assert found is not None
    assert found.user.email == "bob@us.example"


@pytest.mark.parametrize(
    ("forwarded", "place"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("198.51.100.7, 127.0.0.3", "198.51.100.7"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_where_somebody_is_comes_from_the_proxy_and_not_from_the_browser(site: Site, forwarded: str, place: str):
    with site.as_() as browser:
        browser.get("/sign-in", headers={"x-remote-user": "bobs", "x-forwarded-for": forwarded})
    with site.desk.store.read() as unit:
        (session,) = unit.sessions.of(site.users["bob"].id)
    assert (session.address, session.way) == (place, "proxy")


def test_without_a_realm_no_name_with_one_is_a_login():
    assert vouched("bobs@US.EXAMPLE", "") == Vouched("bobs@US.EXAMPLE", email="bobs@US.EXAMPLE")
    assert vouched("US\\bobs", "") == Vouched("US\\bobs")
