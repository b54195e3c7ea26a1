"""A damaged database: pages and programs are told in a sentence, and served again once a backup is in its place."""

from __future__ import annotations

from pathlib import Path

from store.backup import backup, prepared, replace
from tests.damage import overwrite, pages_of
from tests.web.api.program import program
from tests.web.site import Site

DAMAGED = "its content is damaged; restore a backup"


def test_pages_and_programs_say_so_and_go_on_without_a_restart_of_theirs(site: Site, tmp_path: Path):
    file = tmp_path / "store.sqlite"
    with program(site, "ann") as programs, site.as_("ann") as ann:
        ann.get("/accounts")
        url = site.desk.settings.database.url.get_secret_value()
        backup(url, tmp_path / "backup")
        site.desk.store.close()
        overwrite(file, pages_of(file))

        page, asked = ann.get("/accounts"), programs.client.get("/api/v1/accounts")

        with prepared(url, tmp_path / "backup", site.clock()) as ready:
            replace(url, ready, site.clock())
        assert ann.get("/accounts").status_code == 200
        assert programs.client.get("/api/v1/accounts").status_code == 200

    assert (page.status_code, asked.status_code) == (503, 503)
    assert DAMAGED in page.text
    assert "the database is busy or gone; try again" in asked.text  # of places on this machine programs hear nothing
    assert page.headers["retry-after"]
    assert "Traceback" not in page.text + asked.text
