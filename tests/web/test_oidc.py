"""Signing in by an OpenID Connect provider: who is let in, what is refused, and what people are told."""

from __future__ import annotations

import hmac
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from daemon.web.floods import MOST
from daemon.web.signing_in import cookie_name
from tests.contract.store.conftest import Clock
from tests.databases import a_file
from tests.web.conftest import Browse, Judge
from tests.web.provider import CLIENT, KEY, SECRET, Provider, providing
from tests.web.site import TLS, WAIT, Site, serving


@pytest.fixture(scope="module")
def opened() -> Iterator[Provider]:
    with providing(Clock()) as made:
        yield made


@pytest.fixture
def provider(opened: Provider) -> Provider:
    """It as it is at first, two hours after the test before: nothing that was fetched, or failed, is remembered."""
    opened.begin_anew()
    opened.clock.forward(timedelta(hours=2))
    return opened


def configured(provider: Provider, more: str = "", ways: str = '"oidc", "passkey"') -> str:
    return (
        f'url = "http://localhost:PORT"\nsign_in = [{ways}]\n[web.oidc]\nissuer = "{provider.url}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n{more}'
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, opened: Provider) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with serving(folder, a_file(folder / "store.sqlite"), configured(opened), clock=opened.clock) as made:
        yield made


@pytest.fixture
def site(served: Site, provider: Provider) -> Site:
    """Where nobody is signed in, and everybody is active."""
    with served.writing() as unit:
        for user in served.users.values():
            unit.users.edit(user.id, is_active=True)
            unit.sessions.revoke_all(user.id)
    return served


@dataclass
class Tab:
    """A browser's, which goes where it is sent."""

    browser: httpx2.Client

    def begin(self, next: str = "/") -> str:
        """Where the provider is asked."""
        answer = self.browser.get("/sign-in/oidc", params={"next": next})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def ask(self, there: str) -> str:
        """Where the provider sends it back to."""
        answer = httpx2.get(there, verify=TLS, timeout=WAIT)
        assert answer.status_code == 303
        return answer.headers["location"]

    def sign_in(self, next: str = "/") -> httpx2.Response:
        return self.browser.get(self.ask(self.begin(next)))


@pytest.fixture
def tab(site: Site) -> Iterator[Tab]:
    with site.as_() as browser:
        yield Tab(browser)


def is_in(tab: Tab) -> bool:
    return tab.browser.get("/me").status_code == 200


# --- who is let in ----------------------------------------------------------------------------------------------------


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
    assert found[0].email == "ann@us.example"


SECOND = timedelta(seconds=1)

# --- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
        {"exp": -119 * SECOND},
        {"iat": 119 * SECOND},
        {"exp": 1e12},
    ],
    ids=str,
)
def test_a_token_for_us_among_others_and_of_clocks_that_differ_a_little_holds(
    provider: Provider, tab: Tab, claims: dict[str, Any]
):
    provider.claims |= claims

    assert tab.sign_in().status_code == 303


BAD_CLAIMS: list[dict[str, Any]] = [
    {"aud": "another"},
    {"aud": ["another"]},
    {"aud": [CLIENT, "another"]},
    {"aud": None},
    {"aud": {"a": CLIENT}},
    {"aud": "another", "azp": CLIENT},
    {"aud": ["another", "a third"], "azp": CLIENT},
    {"azp": "another"},
    {"aud": [CLIENT, "another"], "azp": "another"},
    {"iss": "https://elsewhere.example"},
    {"iss": None},
    {"iss": 7},
    {"exp": -120 * SECOND},
    {"exp": None},
    {"exp": "tomorrow"},
    {"exp": True},
    {"exp": float("nan")},
    {"exp": float("inf")},
    {"iat": 121 * SECOND},
    {"iat": None},
    {"nbf": 121 * SECOND},
    {"nonce": "another"},
    {"nonce": None},
    {"nonce": ["another"]},
    {"sub": None},
]


@pytest.mark.parametrize("claims", BAD_CLAIMS, ids=str)
def test_a_token_that_is_not_for_this_lets_nobody_in(provider: Provider, tab: Tab, claims: dict[str, Any]):
    provider.claims |= claims

    answer = tab.sign_in()

    assert (answer.status_code, "does not hold" in answer.text) == (502, True)
    assert not is_in(tab)


def unsigned(provider: Provider, claims: dict[str, Any]) -> str:
    return f"{packed({'alg': 'none'})}.{packed(claims)}."


def by_the_public_key(provider: Provider, claims: dict[str, Any]) -> str:
    return by_what_both_know(claims, provider.key.as_pem(private=False))


def by_our_secret(provider: Provider, claims: dict[str, Any]) -> str:
    return by_what_both_know(claims, SECRET.encode())


def by_what_both_know(claims: dict[str, Any], secret: bytes) -> str:
    signed = f"{packed({'alg': 'HS256', 'kid': 'first'})}.{packed(claims)}"
    return f"{signed}.{urlsafe_b64encode(hmac.digest(secret, signed.encode(), 'sha256')).decode().rstrip('=')}"


def packed(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def by_another_key(provider: Provider, claims: dict[str, Any]) -> str:
    another = RSAKey.generate_key(2048, {"kid": "first"})
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, another, algorithms=["RS256"])


def by_its_own_key_in_the_header(provider: Provider, claims: dict[str, Any]) -> str:
    another = RSAKey.generate_key(2048, {"kid": "first"})
    header = {"alg": "RS256", "kid": "first", "jwk": another.as_dict(private=False)}
    return jwt.encode(header, claims, another, algorithms=["RS256"])


def by_another_kind(provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "ES256", "kid": "first"}, claims, ECKey.generate_key("P-256"), algorithms=["ES256"])


def changed_later(provider: Provider, claims: dict[str, Any]) -> str:
    holds = jwt.encode({"alg": "RS256", "kid": "first"}, claims, provider.key)
    others = jwt.encode({"alg": "RS256", "kid": "first"}, claims | {"email": "ann@us.example"}, provider.key)
    return ".".join([holds.split(".")[0], others.split(".")[1], holds.split(".")[2]])


def cut_short(provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, provider.key).rpartition(".")[0] + "."


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        by_the_public_key,
        by_our_secret,
        by_another_key,
        by_its_own_key_in_the_header,
        by_another_kind,
        changed_later,
        cut_short,
        *("", "x", "a.b.c", "...", "ø.ø.ø", "x" * 200_000),
    ],
    ids=lambda sign: sign[:10] if isinstance(sign, str) else sign.__name__,
)
def test_a_token_that_nobody_or_somebody_else_signed_lets_nobody_in(provider: Provider, tab: Tab, sign: Any):
    provider.sign = lambda claims: sign if isinstance(sign, str) else sign(provider, claims)

    assert tab.sign_in().status_code == 502
    assert not is_in(tab)


# --- keys -------------------------------------------------------------------------------------------------------------


def again(site: Site) -> int:
    """Sign in once more, in another browser; the status that it comes to."""
    with site.as_() as browser:
        return Tab(browser).sign_in().status_code


@pytest.mark.parametrize("new", ["second", None])
def test_a_new_key_is_fetched_when_a_token_is_signed_by_it(site: Site, provider: Provider, new: str | None):
    provider.key = RSAKey.generate_key(2048, {"kid": "first"} if new else None)
    provider.header = {} if new else {"kid": None}
    assert again(site) == 303
    site.clock.now += timedelta(minutes=1)
    provider.key = RSAKey.generate_key(2048, {"kid": new} if new else None)

    assert again(site) == 303
    assert provider.asked["/keys"] == 2


def test_new_keys_are_fetched_once_a_minute_at_the_most(site: Site, provider: Provider):
    assert again(site) == 303
    provider.header = {"kid": "unheard of"}

    assert [again(site) for _ in range(3)] == [502] * 3
    assert provider.asked["/keys"] == 1
    site.clock.now += timedelta(minutes=1)
    assert [again(site) for _ in range(3)] == [502] * 3
    assert provider.asked["/keys"] == 2


def test_a_key_that_was_withdrawn_holds_for_an_hour_at_the_most(site: Site, provider: Provider):
    assert again(site) == 303
    provider.keys = [RSAKey.generate_key(2048, {"kid": "second"})]
    site.clock.now += timedelta(hours=1)

    assert again(site) == 502


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_among_keys_of_other_uses_the_one_that_signs_is_found(site: Site, provider: Provider):
    provider.key = ECKey.generate_key("P-256", {"kid": "ours"})
    shared = OctKey.import_key("shared", {"kid": "ours"}).as_dict()
    encrypting = ECKey.generate_key("P-256", {"kid": "ours", "use": "enc"})
    provider.keys = [{}, {"kty": "RSA", "kid": "ours"}, {"kty": "new"}, shared, encrypting, provider.key]

    assert again(site) == 303


def test_a_key_for_another_use_signs_nothing(site: Site, provider: Provider):
    provider.key = RSAKey.generate_key(2048, {"kid": "first"})
    provider.keys = [provider.key.as_dict(private=False) | {"use": "enc"}, KEY]

    assert again(site) == 502


# --- what a browser comes back with -----------------------------------------------------------------------------------


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


# --- what the provider says and does ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            {"error": "access_denied", "error_description": "<b>no</b> deals for you"},
            "did not let you in (access_denied)",
        ),
        ({"error": "<b>call 555</b>"}, "did not let you in (no code)"),
        ({"error": "x" * 100}, "did not let you in (no code)"),
        ({}, "did not let you in (no code)"),
    ],
)
def test_a_provider_that_says_no_is_told_in_a_sentence(
    provider: Provider, tab: Tab, refusal: dict[str, str], words: str
):
    provider.refusal = refusal

    answer = tab.sign_in("/mailboxes")

    assert (answer.status_code, words in answer.text) == (403, True)
    assert "<b>" not in answer.text
    assert "555" not in answer.text
    assert "/sign-in/oidc?next=/mailboxes" in answer.text


def test_another_issuer_in_its_name_is_refused(provider: Provider, tab: Tab):
    there = tab.begin()
    assert tab.browser.get(tab.ask(there), params={"iss": "https://elsewhere.example"}).status_code == 400
    back = tab.ask(tab.begin())
    assert tab.browser.get(f"{back}&iss=https://elsewhere.example").status_code == 502
    back = tab.ask(tab.begin())
    assert tab.browser.get(f"{back}&iss={provider.url}").status_code == 303


PAGE = (200, {"Content-Type": "text/html"}, b"<h1>Welcome</h1>")
ELSEWHERE = (302, {"Location": "https://elsewhere.example/"}, b"")
HUGE = (200, {}, b"{" + b" " * 1_100_000 + b"}")
DEEP = (200, {}, b"[" * 500_000)


@pytest.mark.parametrize("answer", [(500, {}, b""), (404, {}, b""), PAGE, ELSEWHERE, HUGE, DEEP, (200, {}, b"{}")])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_a_provider_that_does_not_answer_as_one_is_told_in_a_sentence(
    provider: Provider, tab: Tab, path: str, answer: Any
):
    provider.answers = {path: answer}

    found = tab.browser.get("/sign-in/oidc")
    if path != "/.well-known/openid-configuration":
        found = tab.browser.get(tab.ask(found.headers["location"]))

    is_of_nothing = (path, answer[2]) == ("/token", b"{}")
    assert found.status_code == (502 if is_of_nothing else 503)
    assert ("does not hold" if is_of_nothing else "cannot be reached") in found.text
    provider.answers = {}
    assert tab.sign_in().status_code == 303


def test_a_provider_that_is_gone_is_told_in_a_sentence(tmp_path: Path):
    with providing(Clock()) as provider:
        pass
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), configured(provider)) as site, site.as_() as browser:
        answer = browser.get("/sign-in/oidc?next=/mailboxes")
        assert (answer.status_code, "cannot be reached" in answer.text) == (503, True)
        assert browser.get("/sign-in?out=1").status_code == 200


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"issuer": "https://elsewhere.example"}, 502),
        ({"issuer": None}, 503),
        ({"token_endpoint": None}, 503),
        ({"token_endpoint": "http://elsewhere.example/token"}, 503),
        ({"authorization_endpoint": "javascript:alert(1)"}, 503),
        ({"jwks_uri": 7}, 503),
    ],
)
def test_what_it_says_of_itself_has_to_be_its_own(provider: Provider, tab: Tab, told: dict[str, Any], status: int):
    provider.told = told

    assert tab.browser.get("/sign-in/oidc").status_code == status


@pytest.mark.parametrize("methods", [["client_secret_post"], ["client_secret_basic"], None])
def test_the_secret_is_sent_as_the_provider_takes_it(provider: Provider, tab: Tab, methods: list[str] | None):
    provider.told = {"token_endpoint_auth_methods_supported": methods}

    assert tab.sign_in().status_code == 303


def test_a_secret_that_the_provider_does_not_take_is_no_fault_of_who_signs_in(tmp_path: Path, provider: Provider):
    wrong = configured(provider).replace(SECRET, "another")
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), wrong, provider.clock) as site, site.as_() as browser:
        answer = Tab(browser).sign_in()
        assert (answer.status_code, "Ask your administrator" in answer.text) == (502, True)


# --- the ways there are -----------------------------------------------------------------------------------------------


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
