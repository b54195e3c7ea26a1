"""Each route for programs, as nobody, with a token that reads, a member's and an owner's, against the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from tests.databases import a_file
from tests.web.api.program import ROOT, api_of, routes_of, token_of
from tests.web.api.routes import ROUTES, For, Route
from tests.web.site import TLS, WAIT, Site, serving

PLACES = {"which": "source", "kind": "account"}  # whatever else a path asks for is 1


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("rights")
    key = '[webhooks]\nkey = "v7Q2mJ0xw1sB4nTzR8yKcL5dPfHgUeAo"\n'
    with serving(folder, a_file(folder / "store.sqlite"), key) as made:
        with made.writing() as unit:
            unit.activities.add(1, "Call them back", 3)
        yield made


@pytest.fixture(scope="module")
def tokens(site: Site) -> dict[str, str]:
    return {
        "nobody": "",
        "reads": token_of(site, "ann", may_write=False),
        "member": token_of(site, "bob"),
        "owner": token_of(site, "ann"),
    }


def test_the_table_names_every_route(site: Site):
    there = [(method, route.path) for route in routes_of(api_of(site)) for method in route.methods]
    assert sorted(there) == sorted((one.method, one.path) for one in ROUTES)


@pytest.mark.sampled(one_in=1)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_is_for_those_whom_the_table_names(site: Site, tokens: dict[str, str], route: Route):
    path = re.sub(r"\{(\w+)\}", lambda found: PLACES.get(found[1], "1"), route.path)
    answers = {}
    with httpx2.Client(timeout=WAIT, verify=TLS) as client:
        for who, token in tokens.items():
            headers = {"if-match": "*"} | ({"authorization": f"Bearer {token}"} if token else {})
            body = None if route.method in ("GET", "DELETE") else route.body or {}
            answers[who] = client.request(route.method, f"{site.url}{ROOT}{path}", json=body, headers=headers)

    statuses = {who: answer.status_code for who, answer in answers.items()}
    assert statuses["nobody"] == 401
    assert (statuses["reads"] == 403) == (route.whom not in (For.READ, For.OWNERS_READ))
    assert (statuses["member"] == 403) == (route.whom in (For.OWNER, For.OWNERS_READ))
    assert statuses["owner"] not in (401, 403)
    assert all(status < 500 for status in statuses.values())


def test_what_the_interface_is_can_be_read_by_anybody(site: Site):
    with httpx2.Client(timeout=WAIT, verify=TLS) as client:
        answer = client.get(f"{site.url}{ROOT}/openapi.json")

    assert (answer.status_code, answer.json()["openapi"][:3]) == (200, "3.1")
