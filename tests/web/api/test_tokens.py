"""Whose token it is, what for, and what becomes of wrong ones."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest
import structlog

from store.errors import NotAllowed
from tests.web.api.program import PROBLEM, ROOT, Program, program, token_of
from tests.web.site import TLS, WAIT, Site


def asked(site: Site, path: str, token: str = "", method: str = "GET", scheme: str = "Bearer") -> httpx2.Response:
    headers = {"authorization": f"{scheme} {token}"} if token else {}
    with httpx2.Client(timeout=WAIT, verify=TLS) as client:
        return client.request(method, f"{site.url}{ROOT}{path}", headers=headers)


def test_without_a_token_nothing_is_read(site: Site):
    session = site.key_of("ann")

    bare, guessed, other = asked(site, "/users"), asked(site, "/users", "dt_guess"), asked(site, "/users", session)
    basic = asked(site, "/users", token_of(site, "ann"), scheme="Basic")

    assert [one.status_code for one in (bare, guessed, other, basic)] == [401] * 4
    assert "error" not in bare.headers["www-authenticate"]
    assert 'error="invalid_token"' in guessed.headers["www-authenticate"]
    assert (guessed.headers["content-type"], "dt_guess" in guessed.text) == (PROBLEM, False)


def test_a_browser_that_is_signed_in_shows_no_token(site: Site):
    with site.as_("ann") as client:
        assert client.get(f"{ROOT}/users").status_code == 401


def test_a_token_that_reads_changes_nothing(site: Site):
    with program(site, "ann", may_write=False) as reading:
        refused = reading.ask("POST", "/accounts", {"name": "Fabrikam"})
        found = reading.get("/accounts")

    assert refused.status_code == 403
    assert 'error="insufficient_scope", scope="write"' in refused.headers["www-authenticate"]
    assert (found.status_code, found.json()) == (200, [])


@pytest.mark.parametrize("what", ["ended", "revoked", "inactive"])
def test_a_token_that_holds_no_more_is_refused(site: Site, what: str):
    token = token_of(site, "bob", lasts=timedelta(days=1))
    assert asked(site, "/users", token).status_code == 200

    with site.writing("ann") as unit:
        match what:
            case "ended":
                site.clock.now += timedelta(days=1)
            case "revoked":
                unit.tokens.revoke(unit.tokens.of(site.users["bob"].id)[0].id)
            case _:
                unit.users.edit(site.users["bob"].id, is_active=False)

    assert asked(site, "/users", token).status_code == 401


def test_many_wrong_tokens_are_slowed_down_for_their_address_alone_in_time(site: Site):
    token = token_of(site, "bob")
    answers = [asked(site, "/users", f"dt_{n}").status_code for n in range(11)]

    waits = asked(site, "/users", token)
    site.clock.now += timedelta(minutes=6)

    assert answers == [401] * 10 + [429]
    assert (waits.status_code, int(waits.headers["retry-after"]) > 0) == (429, True)
    assert asked(site, "/users", token).status_code == 200


def test_when_a_token_was_used_is_known_and_the_token_is_nowhere(site: Site):
    token = token_of(site, "bob")
    with structlog.testing.capture_logs() as logged:
        asked(site, "/users", token)
        asked(site, f"/users?cursor={token}", token)

    with site.desk.store.read() as unit:
        found = unit.tokens.of(site.users["bob"].id)
    assert [one.used_at is not None for one in found] == [True]
    assert token not in repr(found) + repr(logged)


def test_nobody_makes_a_token_of_somebody_else(site: Site):
    with site.writing("ann") as unit, pytest.raises(NotAllowed, match="everybody makes their own"):
        unit.tokens.add(site.users["bob"], "Report", timedelta(days=1))


def test_what_is_done_is_recorded_as_the_users(ann: Program, bob: Program):
    at = bob.make("/accounts", {"name": "Fabrikam"})["id"]

    (change,) = ann.get(f"/audit?record=account:{at}").json()

    assert (change["by"], change["to"]) == ("Bob Seller", "added")
