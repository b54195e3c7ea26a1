"""A database that another program holds: whoever looks is told and tried again, and whoever typed loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from lxml import html

from tests.databases import a_file
from tests.web.api.program import program
from tests.web.site import WAIT, Site, fields_of, serving, values_of


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), lock_wait=timedelta(milliseconds=50)) as made:
        yield made


@contextmanager
def held(tmp_path: Path) -> Iterator[None]:
    """Another program writes."""
    with closing(sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def added(client: httpx2.Client, title: str) -> dict[str, str]:
    return fields_of(client.get("/marketing/new").text) | {"title": title}


@pytest.mark.parametrize(
    ("language", "heading", "button"),
    [
        ("en", "The database does not answer right now", "Send again"),
        ("nb", "Databasen svarer ikke akkurat nå", "Send på nytt"),
        ("de", "Die Datenbank antwortet gerade nicht", "Noch einmal senden"),
    ],
)
def test_what_was_typed_while_it_is_locked_is_kept_and_sent_again_once(
    site: Site, tmp_path: Path, language: str, heading: str, button: str
):
    with site.as_("bob") as bob:
        bob.headers["accept-language"] = language
        typed = added(bob, 'Fair "Ångström" <b>&amp;')
        with held(tmp_path):
            busy = bob.post("/marketing/new", data=typed)
        [form] = html.fromstring(busy.text).xpath("//form[@method='post' and @action='/marketing/new']")
        kept = values_of(form)
        first, second = bob.post(form.get("action"), data=kept), bob.post(form.get("action"), data=kept)
        with site.desk.store.read() as unit:
            names = [one.title for one in unit.marketing.all()]

    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert heading in busy.text
    assert form.xpath("./button/text()") == [button]
    assert "http-equiv" not in busy.text
    assert {name: kept[name] for name in typed} == typed
    assert first.status_code == second.status_code == 303
    assert len(names) == 1


def test_a_page_that_cannot_be_read_is_tried_again_by_itself(site: Site, tmp_path: Path):
    with site.as_("bob") as bob:
        site.desk.jobs.wait(WAIT)  # what it looks for at its start
        site.desk.store.close()
        (tmp_path / "store.sqlite").rename(tmp_path / "elsewhere.sqlite")
        gone = bob.get("/marketing")
        (tmp_path / "elsewhere.sqlite").rename(tmp_path / "store.sqlite")
        there = bob.get("/marketing")

    assert (gone.status_code, gone.headers["retry-after"]) == (503, "5")
    assert '<meta http-equiv="refresh" content="5">' in gone.text
    assert "<form" not in gone.text
    assert there.status_code == 200


@pytest.mark.parametrize(
    ("language", "begins", "why"),
    [
        ("en", "The service cannot say that it lives", "another process is writing to it"),
        ("nb", "Tjenesten kan ikke si fra at den lever", "en annen prosess skriver"),
        ("de", "Der Dienst kann nicht melden, dass er läuft", "ein anderer Prozess schreibt"),
    ],
)
def test_a_service_that_cannot_write_that_it_lives_is_not_called_dead(
    site: Site, tmp_path: Path, language: str, begins: str, why: str
):
    with site.desk.store.write() as unit:
        unit.processes.began("other-host/7/7", is_dead=lambda _: False)
    site.clock.forward(timedelta(hours=1))
    with site.as_("bob") as bob:
        bob.headers["accept-language"] = language
        dead = bob.get("/mailboxes").text
        with held(tmp_path):
            silent = bob.get("/mailboxes").text

    assert begins not in dead
    assert begins in silent
    assert why in silent


def test_programs_are_told_what_keeps_it_from_saying_so(site: Site, tmp_path: Path):
    with site.desk.store.write() as unit:
        unit.processes.began("other-host/7/7", is_dead=lambda _: False)
    site.clock.forward(timedelta(hours=1))
    with program(site, "bob") as bob:
        dead = bob.get("/status").json()["service"]
        with held(tmp_path):
            silent = bob.get("/status").json()["service"]

    assert (dead["state"], dead["hindrance"]) == ("dead", "")
    assert silent["state"] == "dead"
    assert "another process is writing to it" in silent["hindrance"]
