"""Passkeys: a link for the first one, signing in, and what is refused."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml import html

from daemon.web.floods import MOST
from daemon.web.signing_in import cookie_name
from tests.databases import a_file
from tests.web.authenticator import PRESENT, Authenticator
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, serving


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), 'url = "http://localhost:PORT"\n') as made:
        yield made


def an_invitation(site: Site, who: str = "bob") -> str:
    with site.writing() as unit:
        return "/invite/" + unit.passkeys.invite(site.users[who], timedelta(hours=1))


def asked(page: str) -> dict[str, Any]:
    """What the page asks a browser for."""
    found: dict[str, Any] = json.loads(html.fromstring(page).xpath("//form[@data-passkey]/@data-options")[0])
    return found


def registered(site: Site, **faults: Any) -> Authenticator:
    device = Authenticator(site.url, **faults)
    path = an_invitation(site)
    with site.as_() as browser:
        answer = browser.post(path, data={"credential": device.made(asked(browser.get(path).text)), "name": "Laptop"})
    assert answer.status_code == 303
    return device


def signing_in(browser: httpx2.Client, device: Authenticator, **fields: str) -> httpx2.Response:
    proof = device.proof(asked(browser.get("/sign-in").text))
    return browser.post("/sign-in/passkey", data={"credential": proof} | fields)


def test_a_passkey_is_registered_by_the_link_and_signs_in_from_then_on(site: Site):
    device = registered(site)
    with site.as_() as browser:
        answer = signing_in(browser, device, next="/mailboxes")
        assert answer.headers["location"] == "/mailboxes"
        assert "Bob Seller" in browser.get("/mailboxes").text


def test_signing_in_leads_nowhere_else_and_leaves_another_key(site: Site):
    device = registered(site)
    with site.as_("ann") as browser:
        before = browser.cookies[cookie_name(site.desk)]
    with site.as_() as browser:
        browser.cookies.set(cookie_name(site.desk), "planted")
        answer = signing_in(browser, device, next="//elsewhere.example")
    assert answer.headers["location"] == "/"
    assert answer.cookies[cookie_name(site.desk)] not in ("planted", before)


def test_a_link_holds_once(site: Site):
    path = an_invitation(site)
    with site.as_() as browser:
        options = asked(browser.get(path).text)
        assert browser.post(path, data={"credential": Authenticator(site.url).made(options)}).status_code == 303
        again = Authenticator(site.url, id=b"another").made(options)
        assert browser.post(path, data={"credential": again}).status_code == 410
        assert browser.get(path).status_code == 410


def test_a_link_ends_in_time_and_when_another_one_is_made(site: Site):
    first, second = an_invitation(site), an_invitation(site)
    with site.as_() as browser:
        assert browser.get(first).status_code == 410
        assert browser.get(second).status_code == 200
        site.clock.now += timedelta(hours=1)
        assert browser.get(second).status_code == 410
        assert browser.get("/invite/guessed").status_code == 410


WRONG = [
    {"origin": "https://elsewhere.example"},
    {"host": "elsewhere.example"},
    {"flags": PRESENT},  # nobody typed a PIN or showed a finger
    {"flags": 0},
]


@pytest.mark.parametrize("fault", WRONG, ids=str)
def test_a_passkey_made_wrongly_is_not_registered_and_the_link_stays(site: Site, fault: dict[str, Any]):
    device, path = Authenticator(**{"origin": site.url} | fault), an_invitation(site)
    with site.as_() as browser:
        answer = browser.post(path, data={"credential": device.made(asked(browser.get(path).text))})
        assert answer.status_code == 422
        assert "was not accepted" in answer.text
        assert browser.get(path).status_code == 200
    with site.desk.store.read() as unit:
        assert unit.passkeys.of(site.users["bob"].id) == []


@pytest.mark.parametrize("fault", WRONG, ids=str)
def test_a_proof_made_wrongly_lets_nobody_in(site: Site, fault: dict[str, Any]):
    device = registered(site)
    for name, value in fault.items():
        setattr(device, name, value)
    with site.as_() as browser:
        assert signing_in(browser, device).status_code == 422
        assert cookie_name(site.desk) not in browser.cookies


def test_another_key_under_the_same_name_lets_nobody_in(site: Site):
    registered(site)
    with site.as_() as browser:
        assert signing_in(browser, Authenticator(site.url)).status_code == 422


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"id": 1}', '{"id": "%s"}', "[" * 30_000, "x" * 30_000])
def test_what_is_no_answer_lets_nobody_in(site: Site, answer: str):
    with site.as_() as browser:
        assert browser.post("/sign-in/passkey", data={"credential": answer}).status_code == 422


def test_a_proof_holds_once_in_time_and_for_its_purpose(site: Site):
    device = registered(site)
    with site.as_() as browser:
        options = asked(browser.get("/sign-in").text)
        proof = device.proof(options)
        assert browser.post("/sign-in/passkey", data={"credential": proof}).status_code == 303
    with site.as_() as browser:
        assert browser.post("/sign-in/passkey", data={"credential": proof}).status_code == 422
        late = device.proof(asked(browser.get("/sign-in").text))
        site.clock.now += timedelta(minutes=11)
        assert browser.post("/sign-in/passkey", data={"credential": late}).status_code == 422
        other = device.proof(asked(browser.get(an_invitation(site)).text))
        assert browser.post("/sign-in/passkey", data={"credential": other}).status_code == 422


def test_a_passkey_that_counts_less_than_before_was_copied(site: Site):
    device = registered(site, counter=7)
    with site.as_() as browser:
        assert signing_in(browser, device).status_code == 303
    device.counter = 5
    with site.as_() as browser:
        assert signing_in(browser, device).status_code == 422


def test_a_user_who_is_inactive_is_out_at_once_and_stays_out(site: Site):
    device, path = registered(site), an_invitation(site)
    with site.as_() as browser:
        signing_in(browser, device)
        with site.writing() as unit:
            unit.users.edit(site.users["bob"].id, is_active=False)
        assert browser.get("/day").headers["location"].startswith("/sign-in?")
        assert signing_in(browser, device).status_code == 422
        assert browser.get(path).status_code == 410


def test_whoever_fails_often_waits_and_is_told_how_long(site: Site):
    device = registered(site)
    with site.as_() as browser:
        for _ in range(MOST):
            assert browser.post("/sign-in/passkey", data={"credential": "{}"}).status_code == 422
        answer = signing_in(browser, device)
        assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
        site.clock.now += timedelta(minutes=6)
        assert signing_in(browser, device).status_code == 303


def test_sessions_and_passkeys_of_ones_own_are_listed_and_ended(site: Site):
    device = registered(site)
    others = site.key_of("bob")
    with site.as_() as browser:
        signing_in(browser, device)
        page = browser.get("/me").text
        assert page.count("/me/sessions/end") == 3  # the other two, and all others
        assert "Laptop" in page
        browser.post("/me/sessions/end-others")
        with site.desk.store.read() as unit:
            assert unit.sessions.user_of(others) is None
        (passkey,) = html.fromstring(page).xpath("//form[@action='/me/passkeys/remove']//input[@name='id']/@value")
        browser.post("/me/passkeys/remove", data={"id": passkey})
        assert browser.get("/day").status_code == 200
        assert signing_in_again(browser, device) == 422


def signing_in_again(browser: httpx2.Client, device: Authenticator) -> int:
    browser.post("/sign-out")
    return signing_in(browser, device).status_code


def test_nobody_ends_anothers_session_or_passkey(site: Site):
    device, anns = registered(site), site.key_of("ann")
    with site.desk.store.read() as unit:
        (anns_session,) = unit.sessions.of(site.users["ann"].id)
        (bobs_passkey,) = unit.passkeys.of(site.users["bob"].id)
    with site.writing() as unit:
        unit.users.add("Eve", "eve@us.example")
        site.users["eve"] = unit.users.find("eve@us.example")
    with site.as_("eve") as eve:
        assert eve.post("/me/sessions/end", data={"name": anns_session.name}).status_code == 403
        assert eve.post("/me/passkeys/remove", data={"id": bobs_passkey.id}).status_code == 403
    with site.desk.store.read() as unit:
        assert unit.sessions.user_of(anns) is not None
    with site.as_() as browser:
        assert signing_in(browser, device).status_code == 303


def test_a_real_browser_registers_and_signs_in(site: Site, browse: Browse, faults_for_everybody: Judge):
    page = browse()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True}})
    page.goto(an_invitation(site))
    page.get_by_label("Name of this device").fill("Laptop")
    faults = faults_for_everybody(page)
    page.get_by_role("button", name="Register a passkey").click()
    page.wait_for_url("**/day")
    page.goto("/me")
    faults += faults_for_everybody(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/day")
    assert faults == []


def test_ones_own_passkey_is_called_something_else_and_no_others(site: Site):
    registered(site)
    with site.desk.store.read() as unit:
        (passkey,) = unit.passkeys.of(site.users["bob"].id)
    with site.as_("ann") as ann, site.as_("bob") as bob:
        wrong = {"id": passkey.id, "name": "Hers"}
        assert ann.post("/me/passkeys/rename", data=wrong).status_code == 422
        for name in ("", " ", "x" * 61, "a\nb"):
            assert bob.post("/me/passkeys/rename", data={"id": passkey.id, "name": name}).status_code == 422
        assert 'value="Laptop"' in bob.get("/me").text
        assert bob.post("/me/passkeys/rename", data={"id": passkey.id, "name": "Old laptop"}).status_code == 303
        assert 'value="Old laptop"' in bob.get("/me").text
