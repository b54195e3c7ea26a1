"""Each route, as nobody, as a member and as an owner, against the table of routes."""

from collections.abc import Iterator, Sequence

import pytest
from fastapi.routing import APIRoute
from lxml import html
from starlette.routing import BaseRoute

from tests.databases import a_file
from tests.web.routes import ROUTES, Route, Who
from tests.web.site import Site, serving
from tests.web.test_every_page import full_site  # noqa: F401  # a fixture
from tests.web.test_strange_words import pages
from tests.web.walked import route_of

NUMBER = "1"  # whatever a path asks for; rights come before what is there


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all routes: none of them finds what it is asked about."""
    folder = tmp_path_factory.mktemp("rights")
    with serving(folder, a_file(folder / "store.sqlite")) as made:
        yield made


def test_the_table_names_every_route(site: Site):
    app = pages_of(site)
    assert sorted(app) == sorted((one.method, one.path) for one in ROUTES)


@pytest.mark.sampled(one_in=1)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_is_for_those_whom_the_table_names(site: Site, route: Route):
    path = "/".join(NUMBER if part.startswith("{") else part for part in route.path.split("/"))
    answers = {}
    for who, name in (("nobody", ""), ("member", "bob"), ("owner", "ann")):
        with site.as_(name) as client:
            data = {} if route.method == "POST" else None
            with client.stream(route.method, path, data=data) as answer:
                answers[who] = answer.status_code, answer.headers.get("location", "")

    is_sent_off = answers["nobody"][0] == 401 or answers["nobody"][1].startswith("/sign-in?next=")
    assert is_sent_off == (route.who is not Who.ANYBODY)
    if route.who is Who.OWNER:
        assert answers["member"][0] == 403
    else:
        assert answers["member"][0] not in (401, 403)
    assert answers["owner"][0] not in (401, 403)
    assert all(status < 500 for status, _ in answers.values())


def test_no_page_shows_a_member_a_form_that_only_owners_may_send(full_site: Site):  # noqa: F811
    for_owners = {one.path for one in ROUTES if one.method == "POST" and one.who is Who.OWNER}
    shown: dict[str, set[str]] = {}
    for who in ("bob", "ann"):
        with full_site.as_(who) as client:
            forms = [html.fromstring(page).xpath("//form[@method='post']/@action") for _, page in pages(client, most=1)]
        shown[who] = {route_of(action.partition("?")[0], "POST") for found in forms for action in found}

    assert shown["bob"] & for_owners == set()
    assert shown["ann"] >= {"/settings/users/{id}", "/settings/stages", "/bin/empty"}


def pages_of(site: Site) -> list[tuple[str, str]]:
    """Method and path of all routes that the running application has."""
    return [(method, route.path) for route in _routes(site.app.routes) for method in route.methods - {"HEAD"}]


def _routes(routes: Sequence[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif (router := getattr(route, "original_router", None)) is not None:  # as FastAPI keeps what was included
            yield from _routes(router.routes)
