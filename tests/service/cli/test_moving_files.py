"""`database move-files`, and what other commands say of files that are kept outside the database."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.service.cli.line import CommandLine

QUOTE = b"%PDF as it was"


@pytest.fixture
def keeping(office: CommandLine, tmp_path: Path) -> CommandLine:
    """Two files in the database, and a configuration that wants them in a folder."""
    office.configure(f'[files]\nkeep = "folder"\npath = "{tmp_path / "files"}"\n')
    for n, name in enumerate(("Quote.pdf", "Contract.pdf")):
        path = tmp_path / name
        path.write_bytes(QUOTE + bytes(n))
        office.did("file", "add", str(path), "--opportunity", "OPP-1")
    return office


def saved(office: CommandLine, tmp_path: Path) -> bytes:
    (line,) = (one for one in office("history", "list", "OPP-1", "--json").json if one["subject"] == "Quote.pdf")
    target = tmp_path / "saved"
    target.unlink(missing_ok=True)
    office.did("file", "save", str(line["id"]), str(target))
    return target.read_bytes()


def test_files_move_there_and_back_and_are_read_from_either_place(keeping: CommandLine, tmp_path: Path) -> None:
    size = 2 * len(QUOTE) + 1
    planned = keeping.did("database", "move-files", "--dry-run")
    assert planned == f"2 files ({size} bytes) would be moved to folder; nothing was changed\n"
    assert not (tmp_path / "files").exists()

    shape = keeping("database", "move-files", "--json").json

    assert shape == {
        "to": "folder",
        "files": 2,
        "size": size,
        "lost": [],
        "kept": {"folder": {"files": 2, "size": size}},
        "done": True,
    }
    assert saved(keeping, tmp_path) == QUOTE
    assert {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "files").glob("*/*")} == {0o600}
    refused = keeping("database", "move-files", "--to", "database")
    assert (refused.code, refused.err) == (
        2,
        "dealtrail: files.keep is folder: the service would bring them back there; set it to database first\n",
    )
    keeping.configure(f'[files]\npath = "{tmp_path / "files"}"\n')
    assert keeping.did("database", "move-files") == f"2 files ({size} bytes) moved to database\n"
    assert saved(keeping, tmp_path) == QUOTE


def test_what_is_missing_is_said_by_whoever_meets_it(keeping: CommandLine, tmp_path: Path) -> None:
    keeping.did("database", "move-files")
    for path in (tmp_path / "files").glob("*/*"):
        path.unlink()
    (line, _) = keeping("history", "list", "OPP-1", "--json").json

    ended = keeping("file", "save", str(line["id"]), str(tmp_path / "saved"))
    keeping.configure(f'[files]\npath = "{tmp_path / "files"}"\n')
    moved = keeping("database", "move-files")
    examined = keeping("doctor")

    assert ended.code == moved.code == examined.code == 1
    assert f"file {line['id']}: its content is missing in folder {tmp_path / 'files'} (" in ended.err
    assert moved.out == "no files (0 bytes) moved to database\n"
    assert moved.err.count("its content is missing in folder") == 2
    assert "2 contents of files are missing (" in examined.out
    assert "Traceback" not in ended.err + moved.err + examined.err


def test_a_backup_and_a_copy_say_what_they_do_not_hold(keeping: CommandLine, tmp_path: Path) -> None:
    size, other = 2 * len(QUOTE) + 1, f"sqlite:///{tmp_path / 'other.sqlite'}"
    assert "which it does not hold" not in keeping.did("backup", str(tmp_path / "first"))
    keeping.did("database", "move-files")

    backup = keeping.did("backup", str(tmp_path / "second"))
    shape = keeping("backup", str(tmp_path / "third"), "--json").json
    copied = keeping.did("database", "copy", f"sqlite:///{keeping.database}", other)

    told = f"2 files ({size} bytes) in the folder"
    assert f"; it names {told}, which it does not hold: back them up after it" in backup
    assert shape["files"] == {"folder": {"files": 2, "size": size}}
    assert f"; {told} stay there, and the copy names them" in copied


def test_what_a_bucket_lacks_is_said_by_who_needs_it(keeping: CommandLine, tmp_path: Path) -> None:
    keeping.configure('[files]\nkeep = "s3"\n[files.s3]\nbucket = "b"\nendpoint = "https://s3.example"\n')

    ended = keeping("database", "move-files")
    checked = keeping("check")

    assert ended.code == 1
    assert "bucket b: the configuration lacks files.s3.key_id, files.s3.secret; say it there" in ended.err
    assert "files.keep is s3, which needs files.s3.key_id, files.s3.secret" in checked.out + checked.err
    assert saved(keeping, tmp_path) == QUOTE


def test_one_full_cycle_brings_new_files_where_they_are_to_be(connected: CommandLine, tmp_path: Path) -> None:
    files = f'\n[files]\nkeep = "folder"\npath = "{tmp_path / "f"}"\n'
    connected.config.write_text(connected.config.read_text() + files)
    (tmp_path / "Quote.pdf").write_bytes(QUOTE)
    connected.did("file", "add", str(tmp_path / "Quote.pdf"), "--opportunity", "OPP-1")

    connected.did("run", "--once")

    (path,) = (tmp_path / "f").glob("*/*")
    assert path.read_bytes() == QUOTE
