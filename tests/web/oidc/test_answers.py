"""What a provider says, fails to say and says of itself, and what people are told then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.contract.store.conftest import Clock
from tests.databases import a_file
from tests.web.oidc.provider import SECRET, Provider, providing
from tests.web.oidc.tab import Tab, configured
from tests.web.site import serving


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
