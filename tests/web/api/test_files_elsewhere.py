"""Files that are kept outside the database, on pages and by the interface: handed out, missing, and out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import pytest

from daemon import bootstrap
from tests.databases import a_file
from tests.web.api.program import PROBLEM, ROOT, Program
from tests.web.api.test_written import DEAL, sent
from tests.web.site import Site, serving

CONTENT = b"%PDF quote"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def site(tmp_path: Path, files: Path) -> Iterator[Site]:
    more = f'[files]\nkeep = "folder"\npath = "{files}"\n'
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), more) as made:
        yield made


@pytest.fixture
def item(ann: Program, site: Site) -> int:
    """A file that is in the folder."""
    contact = ann.make("/contacts", {"name": "Ann Lee", "addresses": ["ann@client.example"]})
    key = ann.make("/opportunities", DEAL)["key"]
    id = int(sent(ann, f"contact={contact['id']}&name=quote.pdf", CONTENT).json()["id"])
    assert key
    desk = site.desk
    moved = bootstrap.mover(desk.settings, desk.store, Event(), desk.clock).once()
    assert moved.files == 1
    return id


def test_what_is_elsewhere_is_handed_out_as_it_came(ann: Program, site: Site, item: int) -> None:
    answer = ann.client.get(f"{ROOT}/history/{item}/file")
    with site.as_("ann") as browser:
        page = browser.get(f"/history/{item}/file")

    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert (page.status_code, page.content) == (200, CONTENT)


def test_what_is_missing_is_said_and_no_traceback(ann: Program, site: Site, item: int, files: Path) -> None:
    (path,) = files.glob("*/*")
    path.unlink()

    answer = ann.client.get(f"{ROOT}/history/{item}/file")
    with site.as_("ann") as browser:
        page = browser.get(f"/history/{item}/file")

    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    said = f"file {item}: its content is missing in folder {files} ({path.parent.name}/{path.name}); restore it there"
    assert answer.json()["detail"].startswith(said)
    assert page.status_code == 500
    assert "its content is missing in folder" in page.text


def test_a_folder_that_is_away_is_no_loss_and_where_it_is_nobody_is_told(
    ann: Program, site: Site, item: int, files: Path
) -> None:
    files.rename(files.with_name("away"))

    answer = ann.client.get(f"{ROOT}/history/{item}/file")
    with site.as_("ann") as browser:
        page = browser.get(f"/history/{item}/file")

    assert answer.status_code == 502
    assert answer.json()["detail"] == "file: where its content is kept does not answer; try again in a moment"
    assert page.status_code == 502
    assert str(files) not in page.text


def test_what_is_known_of_somebody_tells_which_file_is_lost(
    ann: Program, site: Site, item: int, files: Path, tmp_path: Path
) -> None:
    def archive() -> ZipFile:
        path = tmp_path / "known.zip"
        path.write_bytes(ann.client.get(f"{ROOT}/people/ann@client.example/known").content)
        return ZipFile(path)

    assert archive().read(f"files/{item}-quote.pdf") == CONTENT
    for path in files.glob("*/*"):
        path.unlink()

    lost = archive().read(f"files/{item}-quote.pdf.lost.txt").decode()

    assert f"file {item}: its content is missing in folder" in lost
