"""What an administrator is told of the provider before anybody signs in."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import SecretStr

from config.web_sections import OidcSettings
from daemon.cli.main import main
from daemon.web import check_provider
from tests.contract.store.conftest import Clock
from tests.databases import a_file
from tests.web.oidc.provider import CLIENT, SECRET, Provider, providing


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing(Clock()) as made:
        yield made


def settings(provider: Provider, **more: Any) -> OidcSettings:
    return OidcSettings(issuer=provider.url, client_id=CLIENT, client_secret=SecretStr(SECRET), **more)


def test_one_that_does_all_is_said_to(provider: Provider):
    finding = check_provider(settings(provider), provider.clock)

    assert (finding.problems, finding.warnings) == ([], [])
    assert finding.about == f"web.oidc {provider.url}: signs in by code with PKCE, signs out"


@pytest.mark.parametrize(
    ("told", "answers", "words"),
    [
        ({"issuer": "https://id.us.example"}, {}, "is of the issuer 'https://id.us.example'; write that into"),
        ({"jwks_uri": None}, {}, "describes no OpenID Connect provider (jwks_uri)"),
        ({"token_endpoint": "http://id.us.example"}, {}, "describes no OpenID Connect provider (token_endpoint)"),
        ({}, {"/.well-known/openid-configuration": (404, {}, b"")}, "answered 404; look at web.oidc.issuer"),
        ({}, {"/keys": (503, {}, b"")}, "/keys answered 503"),
        (
            {},
            {"/keys": (200, {}, b'{"keys": [{"kty": "oct", "k": "AAAA"}]}')},
            "has no key that signatures are made by",
        ),
        ({"response_types_supported": ["id_token"]}, {}, "does not sign in by code"),
        (
            {"id_token_signing_alg_values_supported": ["HS256", "none"]},
            {},
            "signs by HS256, none; let it sign by one of",
        ),
    ],
)
def test_what_nobody_could_sign_in_with_is_told_with_what_to_do(
    provider: Provider, told: dict[str, Any], answers: dict[str, Any], words: str
):
    provider.told, provider.answers = told, answers

    (problem,) = check_provider(settings(provider), provider.clock).problems

    assert words in problem


@pytest.mark.parametrize(
    ("told", "more", "words"),
    [
        ({"code_challenge_methods_supported": None}, {}, "PKCE by S256"),
        ({"code_challenge_methods_supported": ["plain"]}, {}, "PKCE by S256"),
        ({}, {"scopes": ("openid", "groups")}, "the scope groups"),
        ({}, {"claim": "upn"}, "the claim upn"),
        ({"claims_supported": ["sub", "email"]}, {}, "sends email_verified"),
    ],
)
def test_what_may_lack_is_told(provider: Provider, told: dict[str, Any], more: dict[str, Any], words: str):
    provider.told = told

    finding = check_provider(settings(provider, **more), provider.clock)

    (warning,) = finding.warnings
    assert (finding.ok, words in warning) == (True, True)


def test_one_that_is_gone_is_told():
    with providing(Clock()) as provider:
        pass

    (problem,) = check_provider(settings(provider), provider.clock).problems

    assert problem == f"{provider.url}: no connection: Connection refused; look whether it runs"


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_private_authority_is_trusted_where_it_is_named(tmp_path: Path, *, is_trusted: bool):
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    (authority if is_trusted else trustme.CA()).cert_pem.write_to_path(tmp_path / "ca.pem")
    with providing(Clock(), context) as provider:
        finding = check_provider(settings(provider, ca_file=tmp_path / "ca.pem"), provider.clock)

    assert finding.ok == is_trusted
    assert is_trusted or "its certificate is not trusted" in finding.problems[0]


def test_check_looks_at_it(tmp_path: Path, provider: Provider, capsys: pytest.CaptureFixture[str]):
    provider.told = {"issuer": "https://id.us.example"}
    file = tmp_path / "config.toml"
    file.write_text(
        f'[database]\nurl = "{a_file(tmp_path / "store.sqlite")}"\n[web]\nsign_in = "oidc"\n'
        f'[web.oidc]\nissuer = "{provider.url}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
    )

    assert main(["check", "--json", "--config", str(file)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["web"]["ok"], found["provider"]["ok"]) == (True, False)
    assert "write that into web.oidc.issuer" in found["provider"]["problems"][0]
    assert SECRET not in json.dumps(found)
