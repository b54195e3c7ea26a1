"""The browser interface: what may be combined, what lacks, and whether its certificate holds."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import trustme

from config.errors import ConfigError
from config.show import Row, rows
from config.web import certificate_fault, warnings_of_web
from tests.unit.config.desk import Desk

NOW = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
TOMORROW = NOW + datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('sign_in = ["password"]', "allowed: ways of signing in"),
        ("sign_in = []", "names no way"),
        ('trusted_proxies = ["everybody"]', "allowed: addresses and networks"),
        ('trusted_proxies = ["0.0.0.0/0"]', "not everybody's"),
        ('trusted_proxies = ["::/0"]', "not everybody's"),
        ('trusted_proxies = ["10.1.2.3/8"]', "allowed: addresses and networks"),
        ('proxy_header = "Cookie"', "allowed: the name of a header"),
        ('proxy_header = "X-Forwarded-For"', "allowed: the name of a header"),
        ('proxy_realm = "US.EXAMPLE"', "is never used"),
        ('url = "http://crm.us.example"', "allowed: an address that begins with https://"),
        ('url = "https://crm.us.example/deals"', "without a path"),
        ('listen = "0.0.0.0:80"', "plain http is for this machine itself"),
        ('[web.oidc]\nissuer = "https://id.us.example"', 'add "oidc" to web.sign_in'),
        (
            'sign_in = "oidc"\n[web.oidc]\nissuer = "http://id.us.example"',
            "allowed: an address that begins with https://",
        ),
        ('sign_in = "oidc"\n[web.oidc]\nissuer = "https://id.us.example?a=b"', "without a query"),
        ('sign_in = "oidc"\n[web.oidc]\nscopes = ["email"]', "lacks openid"),
        ('sign_in = "oidc"\n[web.oidc]\nclaim = ""', "web.oidc.claim is"),
        ('sign_in = "oidc"\n[web.oidc]\nsecret = "x"', "web.oidc.secret is not a known key"),
        ("oidc = 3", "web.oidc is a single value; allowed: a section [web.oidc]"),
        (
            'sign_in = "oidc"\n[web.oidc]\nissuer = "https://login.microsoftonline.com/common/v2.0"',
            "your own directory's id in place of common",
        ),
        ('key_file = "/dev/null"\nurl = "https://crm.us.example"', "https needs both"),
    ],
)
def test_what_does_not_go_together_is_refused(desk: Desk, lines: str, sentence: str) -> None:
    (problem,) = desk.problems(f"[web]\n{lines}")

    assert sentence in problem


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('sign_in = ["proxy"]', "nobody to believe"),
        ('sign_in = ["oidc"]', "needs web.oidc.issuer, web.oidc.client_id, web.oidc.client_secret"),
        (
            'sign_in = ["oidc"]\n[web.oidc]\nissuer = "https://id.us.example"\nclient_id = "x"\nclient_secret = " "',
            "needs web.oidc.client_secret,",
        ),
    ],
)
def test_what_nobody_could_sign_in_without_is_said_when_it_is_needed(desk: Desk, lines: str, sentence: str) -> None:
    loaded = desk.load(f"[web]\n{lines}")

    with pytest.raises(ConfigError) as refused:
        loaded.require_web()
    assert sentence in desk.lines(refused.value)[0]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "passkeys belong to a name"),
        ('url = "https://192.0.2.7"\ntrusted_proxies = "192.0.2.8"', "passkeys belong to a name"),
        ('url = "https://crm.us.example"', "without a certificate of its own"),
    ],
)
def test_what_may_not_be_meant_so_is_said(desk: Desk, lines: str, words: str) -> None:
    assert words in " ".join(warnings_of_web(desk.load(f"[web]\n{lines}").settings.web))


def test_nothing_is_said_of_a_proxy_with_a_name(desk: Desk) -> None:
    lines = '[web]\nurl = "https://crm.us.example"\ntrusted_proxies = "127.0.0.1"'

    assert list(warnings_of_web(desk.load(lines).settings.web)) == []


@pytest.mark.parametrize(
    ("ends", "key", "words"),
    [
        (TOMORROW, "own", ""),
        (NOW - datetime.timedelta(days=1), "own", "ended on 2026-03-01"),
        (TOMORROW, "another's", "is not its key"),
        (TOMORROW, "none", "is not its key"),
    ],
)
def test_a_certificate_is_looked_at(desk: Desk, tmp_path: Path, ends: datetime.datetime, key: str, words: str) -> None:
    begins = NOW - datetime.timedelta(days=30)
    authority = trustme.CA()
    ours = authority.issue_cert("crm.us.example", not_before=begins, not_after=ends)
    others = authority.issue_cert("crm.us.example")
    ours.cert_chain_pems[0].write_to_path(tmp_path / "web.pem")
    keys = {"own": ours.private_key_pem.bytes(), "another's": others.private_key_pem.bytes(), "none": b""}
    (tmp_path / "web.key").write_bytes(keys[key])
    files = f'certificate_file = "{tmp_path}/web.pem"\nkey_file = "{tmp_path}/web.key"\n'
    web = desk.load(f'[web]\nurl = "https://crm.us.example"\n{files}').settings.web

    fault = certificate_fault(web, NOW)

    assert words in fault
    assert bool(fault) == bool(words)


def test_the_providers_secret_comes_as_a_credential_or_a_variable_and_is_never_shown(desk: Desk) -> None:
    given = '[web]\nsign_in = ["oidc"]\n[web.oidc]\nissuer = "https://id.us.example"\nclient_id = "crm"'
    by_variable = desk.load(given, {"DEALTRAIL_WEB__OIDC__CLIENT_SECRET": "hunter2"})
    desk.credential("dealtrail.web.oidc.client_secret", "hunter2")
    by_credential = desk.load(given)

    for loaded, origin in (
        (by_variable, "variable DEALTRAIL_WEB__OIDC__CLIENT_SECRET"),
        (by_credential, "credential dealtrail.web.oidc.client_secret"),
    ):
        loaded.require_web()
        row = next(one for one in rows(loaded) if one.key == "web.oidc.client_secret")
        assert row == Row("web.oidc.client_secret", "********", origin)
        assert loaded.secrets() == ("hunter2",)


WEB_GUIDE = (Path(__file__).parents[3] / "docs" / "web.md").read_text(encoding="utf-8")
PROVIDERS = [text for text in re.findall(r"(?ms)^```toml\n(.*?)^```", WEB_GUIDE) if text.startswith("[web.oidc]")]


@pytest.mark.parametrize("text", PROVIDERS)
def test_each_provider_in_the_guide_can_be_configured_as_it_is_written(desk: Desk, text: str) -> None:
    desk.credential("dealtrail.web.oidc.client_secret", "secret")

    desk.load(f'[web]\nsign_in = ["oidc"]\n{text}').require_web()


def test_the_guide_has_three_providers() -> None:
    assert len(PROVIDERS) == 3
