"""What HTTP asks of every address, and what is refused before the interface is reached: told as problems, too."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2

from tests.databases import a_file
from tests.web.api.program import PROBLEM, ROOT, Program
from tests.web.api.routes import ROUTES
from tests.web.site import TLS, WAIT, Site, serving


def test_head_is_answered_as_get_without_its_body(ann: Program):
    ann.make("/accounts", {"name": "Fabrikam"})
    plain = {"accept-encoding": "identity"}
    for path in ("/accounts", "/accounts/1", "/me", "/openapi.json", "/accounts/99", "/nowhere", "/bulk/assign"):
        whole, head = (ann.client.request(method, f"{ROOT}{path}", headers=plain) for method in ("GET", "HEAD"))

        names = ("content-length", "content-type", "etag", "allow")
        assert (head.status_code, head.content) == (whole.status_code, b""), path
        assert [head.headers.get(name) for name in names] == [whole.headers.get(name) for name in names], path


def test_options_says_what_an_address_takes_to_anybody(site: Site):
    taken = {
        "/accounts": "GET, HEAD, OPTIONS, POST",
        "/accounts/1": "DELETE, GET, HEAD, OPTIONS, PATCH",
        "/bulk/assign": "OPTIONS, POST",
        "/openapi.json": "GET, HEAD, OPTIONS",
    }
    with httpx2.Client(base_url=site.url, timeout=WAIT, verify=TLS) as client:
        for path, allow in taken.items():
            answer = client.options(f"{ROOT}{path}")

            assert (answer.status_code, answer.headers["allow"], answer.content) == (204, allow, b""), path
            assert ("accept-patch" in answer.headers) == ("PATCH" in allow)
            assert not any(name.startswith("access-control") for name in answer.headers)


def test_options_of_nothing_is_a_problem(ann: Program):
    answer = ann.client.options(f"{ROOT}/nowhere")

    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


READABLE = [
    ("*/*", 200),
    ("application/*;q=0.5", 200),
    ("text/html, application/json;q=0.1", 200),
    ("Application/JSON", 200),
    ("", 200),
    ("text/html", 406),
    ("text/csv, image/*", 406),
    ("application/json;q=0", 406),
    ("application/json; q=0.000", 406),
]


def test_what_a_program_cannot_read_is_not_answered(ann: Program):
    for accept, status in READABLE:
        assert ann.ask("GET", "/accounts", accept=accept).status_code == status, accept


def test_a_host_that_is_not_ours_is_told_as_a_problem(ann: Program):
    for path in (f"{ROOT}/accounts", "/api/v2/accounts", "/api"):
        answer = ann.client.get(path, headers={"host": "elsewhere.example"})

        assert (answer.status_code, answer.headers["content-type"]) == (421, PROBLEM), path
        assert answer.json()["status"] == 421


def test_who_says_a_name_and_is_no_proxy_is_told_as_a_problem(tmp_path: Path):
    elsewhere = 'sign_in = ["proxy"]\nproxy_realm = "US.EXAMPLE"\ntrusted_proxies = ["192.0.2.1"]\n'
    with (
        serving(tmp_path, a_file(tmp_path / "store.sqlite"), elsewhere) as site,
        httpx2.Client(base_url=site.url, timeout=WAIT, verify=TLS) as client,
    ):
        program, browser = (client.get(path, headers={"x-remote-user": "ann"}) for path in (f"{ROOT}/me", "/"))

    assert (program.status_code, program.headers["content-type"]) == (403, PROBLEM)
    assert (browser.status_code, browser.headers["content-type"]) == (403, "text/plain; charset=utf-8")


def test_a_body_beyond_what_pages_take_is_told_as_a_problem(ann: Program):
    for path, status in ((f"{ROOT}/accounts", 413), ("/api/v2/accounts", 404)):
        answer = ann.client.post(path, content=bytes(30_000_000), headers={"content-type": "application/json"})

        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), path


def test_a_body_beyond_what_pages_take_is_refused_by_pages(site: Site):
    with site.as_("bob") as bob:
        assert bob.post("/tables/import", content=bytes(30_000_000)).status_code == 413


def test_no_address_is_another_ones_parameter():
    """Else what an address takes would be more than it says."""
    paths = {one.path for one in ROUTES}
    routes = {path: re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in paths}

    assert [(path, other) for path in paths for other in paths - {path} if routes[other].fullmatch(path)] == []
