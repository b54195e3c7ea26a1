"""The interface for programs: whose token, and the shapes of `--json`."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from daemon.acts import opportunity_whole
from daemon.shapes import Shapes
from store.values import Actor
from tests.contract.store.records import an_opportunity
from tests.web.site import TLS, WAIT, Site

PROBLEM = "application/problem+json"
READ = ("/opportunities/1", "/accounts/1", "/contacts/1", "/users")


def token_of(site: Site, who: str, lasts: timedelta = timedelta(days=30)) -> str:
    with site.writing(who) as unit:
        return unit.tokens.add(site.users[who], "Report", lasts)


def asked(site: Site, path: str, token: str = "", method: str = "GET", scheme: str = "Bearer") -> httpx2.Response:
    headers = {"authorization": f"{scheme} {token}"} if token else {}
    with httpx2.Client(timeout=WAIT, verify=TLS) as client:
        return client.request(method, f"{site.url}/api/v1{path}", headers=headers)


def test_a_record_is_what_the_command_line_shows(site: Site) -> None:
    with site.writing("bob") as unit:
        number = an_opportunity(unit)
        expected = opportunity_whole(unit, str(number), site.desk.zone).shape(Shapes(unit, site.desk.prefix))
    token = token_of(site, "bob")

    answer = asked(site, f"/opportunities/OPP-{number}", token)

    assert answer.status_code == 200
    assert answer.json().keys() == expected.keys()
    assert (answer.json()["key"], answer.json()["total"]) == (expected["key"], str(expected["total"]))
    assert answer.headers["cache-control"] == "no-store"
    assert [one["email"] for one in asked(site, "/users", token).json()] == ["ann@us.example", "bob@us.example"]


@pytest.mark.parametrize("path", READ)
def test_without_a_token_nothing_is_read(site: Site, path: str) -> None:
    session = site.key_of("ann")

    bare, guessed, other = asked(site, path), asked(site, path, "dt_guess"), asked(site, path, session)

    assert [one.status_code for one in (bare, guessed, other)] == [401, 401, 401]
    assert "error" not in bare.headers["www-authenticate"]
    assert 'error="invalid_token"' in guessed.headers["www-authenticate"]
    assert guessed.headers["content-type"] == PROBLEM
    assert "dt_guess" not in guessed.text


def test_a_browser_that_is_signed_in_shows_no_token(site: Site) -> None:
    with site.as_("ann") as client:
        assert client.get("/api/v1/users").status_code == 401


@pytest.mark.parametrize("what", ["ended", "revoked", "inactive"])
def test_a_token_that_holds_no_more_is_refused(site: Site, what: str) -> None:
    token = token_of(site, "bob", timedelta(days=1))
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


def test_many_wrong_tokens_are_slowed_down_for_their_address_alone_in_time(site: Site) -> None:
    token = token_of(site, "bob")
    answers = [asked(site, "/users", f"dt_{n}").status_code for n in range(11)]

    waits = asked(site, "/users", token)
    site.clock.now += timedelta(minutes=6)

    assert answers == [401] * 10 + [429]
    assert (waits.status_code, int(waits.headers["retry-after"]) > 0) == (429, True)
    assert asked(site, "/users", token).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/opportunities/OPP-99", 404),
        ("GET", "/accounts/nobody", 404),
        ("GET", "/nowhere", 404),
        ("POST", "/users", 405),
        ("DELETE", "/opportunities/1", 405),
    ],
)
def test_what_goes_wrong_is_told_as_problem_details(site: Site, method: str, path: str, status: int) -> None:
    answer = asked(site, path, token_of(site, "bob"), method)

    assert (answer.status_code, answer.headers["content-type"], answer.json()["status"]) == (status, PROBLEM, status)


def test_when_a_token_was_used_is_known_and_the_token_is_not(site: Site) -> None:
    token = token_of(site, "bob")
    asked(site, "/users", token)

    with site.desk.store.read() as unit:
        found = unit.tokens.of(site.users["bob"].id)

    assert [one.used_at is not None for one in found] == [True]
    assert token not in repr(found)


def test_nobody_makes_a_token_of_somebody_else(site: Site) -> None:
    with (
        pytest.raises(Exception, match="everybody makes their own"),
        site.desk.store.write(Actor.of(site.users["ann"])) as unit,
    ):
        unit.tokens.add(site.users["bob"], "Report", timedelta(days=1))
