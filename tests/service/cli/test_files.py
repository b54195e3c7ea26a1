"""`file`: what is kept of a file, written back, and refused."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from daemon.cli.base.files import read_file
from store.errors import Invalid
from tests.service.cli.line import CommandLine, subjects

pytestmark = pytest.mark.row(29)


@pytest.fixture
def quote(tmp_path: Path) -> Path:
    path = tmp_path / "Quote.pdf"
    path.write_bytes(b"%PDF as it was")
    return path


def a_file(office: CommandLine, path: Path, *more: str) -> Any:
    return office("file", "add", str(path), "--opportunity", "OPP-1", *more, "--json").json


@pytest.mark.row(32)
def test_a_file_is_stored_as_it_was_and_written_back(office: CommandLine, quote: Path, tmp_path: Path) -> None:
    content = quote.read_bytes()
    shape = a_file(office, quote)
    quote.write_bytes(b"something else")
    quote.unlink()

    assert (shape["name"], shape["size"], shape["type"]) == ("Quote.pdf", len(content), "application/pdf")
    assert shape["sha256"] == hashlib.sha256(content).hexdigest()
    target = tmp_path / "back.pdf"
    assert str(target) in office.did("file", "save", str(shape["id"]), str(target))
    assert target.read_bytes() == content
    assert shape["sha256"] in office.did("file", "show", str(shape["id"]))
    folder = tmp_path / "folder"
    folder.mkdir()
    office.did("file", "save", str(shape["id"]), str(folder))
    assert (folder / "Quote.pdf").read_bytes() == content


@pytest.mark.row(32)
def test_a_file_is_never_overwritten(office: CommandLine, quote: Path, tmp_path: Path) -> None:
    shape = a_file(office, quote)
    there = tmp_path / "there"
    there.write_text("mine")

    ended = office("file", "save", str(shape["id"]), str(there))

    assert (ended.code, ended.err) == (1, f"dealtrail: {there}: file exists\n")
    assert there.read_text() == "mine"


@pytest.mark.row(32)
def test_a_name_from_elsewhere_leads_to_no_other_folder(
    office: CommandLine, quote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = a_file(office, quote, "--name", "../../evil.pdf")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")

    office.did("file", "save", str(shape["id"]))

    assert (tmp_path / "a" / "b" / "evil.pdf").exists()


def large(path: Path) -> None:
    path.write_bytes(b"x" * 1_000_001)


@pytest.mark.row(32)
@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda path: None, "no such file or directory"),
        (lambda path: path.mkdir(), "is a directory"),
        (os.mkfifo, "is not a file; only files can be kept"),
        (large, "is larger than 1 MB; history.file_limit_mb says what is allowed"),
    ],
)
def test_a_file_that_cannot_be_kept_is_one_sentence(office: CommandLine, tmp_path: Path, prepare, reason: str) -> None:
    office.configure("history.file_limit_mb = 1")
    path = tmp_path / "quote.pdf"
    prepare(path)

    ended = office("file", "add", str(path), "--opportunity", "OPP-1")

    assert (ended.code, ended.err) == (1, f"dealtrail: {path}: {reason}\n")
    assert subjects(office, "OPP-1") == []


@pytest.mark.row(32)
def test_what_is_said_of_a_file_can_change_and_the_file_can_be_deleted(office: CommandLine, quote: Path) -> None:
    file = str(a_file(office, quote)["id"])

    assert office("file", "edit", file, "--title", "Signed", "--json").json["name"] == "Quote.pdf"
    assert subjects(office, "OPP-1") == ["Signed"]
    office.did("file", "delete", file)
    assert office("file", "save", file).err == f"dealtrail: file {file}: is in the recycle bin; restore it first\n"


@pytest.mark.row(32)
def test_a_file_is_what_was_read_whatever_becomes_of_it_meanwhile(tmp_path: Path) -> None:
    growing = Path("/proc/self/maps")  # says that it is empty, and is not

    with pytest.raises(Invalid, match="/proc/self/maps: is larger than 0 MB and grew while it was read"):
        read_file(growing, 10)

    assert read_file(growing, 10_000_000)
