"""Another machine's `init` brought the database to a version that this process knows nothing of: it says so, and writes
nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from daemon.web.desk import LOOK
from tests.databases import a_file, version
from tests.web.api.program import program
from tests.web.site import Site, fields_of, serving, values_of


@pytest.fixture
def url(tmp_path: Path) -> str:
    return a_file(tmp_path / "store.sqlite")


@pytest.fixture
def site(tmp_path: Path, url: str) -> Iterator[Site]:
    with serving(tmp_path, url) as made:
        yield made


@pytest.mark.parametrize(
    ("language", "heading", "why"),
    [
        ("en", "The database is of another version than this program", "made by a newer version of dealtrail"),
        ("nb", "Databasen er av en annen versjon enn dette programmet", "nyere versjon"),
        ("de", "Die Datenbank hat eine andere Version als dieses Programm", "neueren Version"),
    ],
)
def test_what_is_typed_is_not_written_and_stays_until_it_can_be(
    site: Site, url: str, language: str, heading: str, why: str
):
    with site.as_("bob") as bob:
        bob.headers["accept-language"] = language
        typed = fields_of(bob.get("/marketing/new").text) | {"title": "Fair"}
        known = version(url, "9999")
        refused = bob.post("/marketing/new", data=typed)
        with site.desk.store.read() as unit:
            while_refused = unit.marketing.all()
        version(url, known)
        [form] = html.fromstring(refused.text).xpath("//form[@method='post' and @action='/marketing/new']")
        sent = bob.post("/marketing/new", data=values_of(form))

    assert refused.status_code == 503
    assert heading in refused.text
    assert why in refused.text
    assert while_refused == []
    assert sent.status_code == 303


def test_pages_say_so_soon_and_work_again_once_it_is_of_this_version(site: Site, url: str):
    with site.as_("bob") as bob:
        before = bob.get("/marketing")
        known = version(url, "9999")
        site.clock.forward(LOOK)
        during = [bob.get("/marketing") for _ in range(2)]
        version(url, known)
        after = bob.get("/marketing")

    assert [one.status_code for one in (before, *during, after)] == [200, 503, 503, 200]


def test_programs_are_told_too(site: Site, url: str):
    with program(site, "ann") as ann:
        version(url, "9999")
        written = ann.client.post("/api/v1/accounts", json={"name": "Fabrikam"})
        site.clock.forward(LOOK)
        read = ann.client.get("/api/v1/accounts")

    assert written.status_code == read.status_code == 503
    assert "another version" in written.json()["detail"]
    assert "another version" in read.json()["detail"]
