"""A line for each answer, from which nobody learns what was typed or how to get in."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from config import log
from tests.contract.store.records import an_opportunity
from tests.databases import a_file
from tests.web.site import Site, serving

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logged() -> Callable[[str], Lines]:
    """`logged("debug")` begins to write at this level; what it hands back reads the lines about answers."""

    def begin(level: str) -> Lines:
        stream = StringIO()
        log.configure("json", level, stream)
        return lambda: [line for line in map(json.loads, stream.getvalue().splitlines()) if line["event"] == "answered"]

    return begin


def test_an_answer_is_a_line_at_debug(site: Site, logged: Callable[[str], Lines]):
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
    lines = logged("debug")
    with site.as_("bob") as bob:
        bob.get(f"/opportunities/{number}")
        bob.post("/accounts/new", data={"name": ""})
    first, second = lines()

    assert {key: first[key] for key in ("method", "path", "status", "address", "level")} == {
        "method": "GET",
        "path": f"/opportunities/{number}",
        "status": 200,
        "address": "127.0.0.1",
        "level": "debug",
    }
    assert isinstance(first["ms"], int)
    assert (second["method"], second["path"], second["status"]) == ("POST", "/accounts/new", 422)


@pytest.mark.parametrize(
    ("asked", "told", "status"),
    [
        ("/search?q=Hush", "/search", 200),
        ("/opportunities?search=Hush&page=2", "/opportunities", 200),
        ("/invite/Hush", "/invite/{key}", 410),
        ("/suggest/accounts?q=Hush", "/suggest/{kind}", 200),
        ("/sign-in?next=/search?q=Hush", "/sign-in", 303),
        ("/Hush", "(none)", 404),
        ("/static/app.css?Hush", "/static", 200),
        ("/static/Hush", "/static", 404),
        ("/opportunities/Hush", "/opportunities/{number}", 404),
        ("/api/v1/Hush", "(none)", 404),
    ],
)
def test_nothing_that_somebody_typed_is_in_it(
    site: Site, logged: Callable[[str], Lines], asked: str, told: str, status: int
):
    lines = logged("debug")
    with site.as_("bob") as bob:
        bob.get(asked, headers={"authorization": "Bearer Hush"})
    (line,) = lines()

    assert (line["path"], line["status"]) == (told, status)
    assert "Hush" not in json.dumps(line)


def test_what_the_guard_refuses_is_a_line_too(site: Site, logged: Callable[[str], Lines]):
    lines = logged("debug")
    with site.as_("bob") as bob:
        bob.get("/day", headers={"host": "elsewhere.example"})

    assert [(line["path"], line["status"]) for line in lines()] == [("(none)", 421)]


def test_at_info_only_what_failed_here_is_said(tmp_path: Path, logged: Callable[[str], Lines]):
    with serving(tmp_path, a_file(tmp_path / "store.sqlite")) as site:
        lines = logged("info")
        with site.as_("bob") as bob:
            bob.get("/day")
            bob.get("/opportunities/999")
            assert lines() == []
            site.desk.store.close()
            (tmp_path / "store.sqlite").unlink()
            failed = bob.get("/day").status_code
    (line,) = lines()

    assert (line["path"], line["status"], line["level"]) == ("/day", failed, "info")
    assert failed >= 500
