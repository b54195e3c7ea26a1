"""Tokens that let nobody in, and the keys that they are signed by."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.web.oidc.provider import CLIENT, KEY, SECRET, Provider
from tests.web.oidc.tab import Tab, again, is_in
from tests.web.site import Site

SECOND = timedelta(seconds=1)


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
