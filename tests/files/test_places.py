"""What every place promises, and what is the folder's own."""

from __future__ import annotations

import os
import resource
import signal
import stat
from pathlib import Path

import pytest

from connectors.files import NotThere, Place, PlaceFails
from connectors.files.folder import Folder


@pytest.mark.parametrize("content", [b"", b"%PDF quote", bytes(range(256)) * 40_000], ids=["empty", "small", "10 MB"])
def test_what_is_written_is_read(place: Place, content: bytes) -> None:
    place.put("ab/one.1", content)

    assert place.get("ab/one.1", len(content)) == content


def test_of_what_is_larger_than_it_may_be_no_more_is_read_than_shows_it(place: Place) -> None:
    place.put("ab/one.1", b"x" * 1000)

    assert place.get("ab/one.1", 10) == b"x" * 11


def test_what_is_not_there_is_told_as_that(place: Place) -> None:
    place.put("ab/one.1", b"x")

    with pytest.raises(NotThere):
        place.get("ab/two.1", 1)


def test_what_is_taken_away_is_gone_and_may_be_taken_away_again(place: Place) -> None:
    place.put("ab/one.1", b"x")

    place.remove("ab/one.1")
    place.remove("ab/one.1")
    place.remove("cd/never.1")

    assert list(place.names()) == []


def test_all_that_is_there_is_named(place: Place) -> None:
    for name in ("ab/two.1", "cd/three.1", "ab/one.1"):
        place.put(name, b"x")

    assert sorted(place.names()) == ["ab/one.1", "ab/two.1", "cd/three.1"]


# --- a folder ---------------------------------------------------------------------------------------------------------


def test_a_folder_is_its_owners_whatever_the_umask(folder: Folder, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder.put("ab/one.1", b"x")
    finally:
        os.umask(before)

    made = [tmp_path / "files", tmp_path / "files/ab", tmp_path / "files/ab/one.1"]
    assert [stat.S_IMODE(one.stat().st_mode) for one in made] == [0o700, 0o700, 0o600]


def test_nothing_is_written_to_a_folder_that_others_look_into(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files").chmod(0o755)

    with pytest.raises(PlaceFails, match=r"others may look into it \(mode 0755\); run: chmod 0700"):
        folder.put("ab/one.1", b"x")
    assert list((tmp_path / "files").iterdir()) == []


def test_a_folder_that_is_away_is_no_loss_of_what_was_in_it(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(PlaceFails, match="it is not there; mount its disk"):
        folder.get("ab/one.1", 1)
    with pytest.raises(PlaceFails, match="it is not there"):
        list(folder.names())
    with pytest.raises(PlaceFails, match="it is not there"):
        Folder(tmp_path / "no/such/files").put("ab/one.1", b"x")


def test_a_link_in_the_place_of_a_file_is_not_followed(folder: Folder, tmp_path: Path) -> None:
    folder.put("ab/one.1", b"x")
    (tmp_path / "secret").write_bytes(b"y")
    (tmp_path / "files/ab/two.1").symlink_to(tmp_path / "secret")

    with pytest.raises(PlaceFails):
        folder.get("ab/two.1", 1)


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"")

    with pytest.raises(PlaceFails, match="it is not a folder"):
        Folder(tmp_path / "files").put("ab/one.1", b"x")


def test_a_disk_that_is_full_leaves_nothing_unfinished(folder: Folder, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder.put("ab/one.1", b"x")
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(PlaceFails, match="it fails: file too large"):
            folder.put("ab/two.1", b"x" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)

    assert [one.name for one in (tmp_path / "files/ab").iterdir()] == ["one.1"]


def test_what_a_dead_process_left_unfinished_goes_with_the_name(folder: Folder, tmp_path: Path) -> None:
    folder.put("ab/one.1", b"x")
    (tmp_path / "files/ab/two.1.12345678.part").write_bytes(b"half")

    assert list(folder.names()) == ["ab/one.1"]
    folder.remove("ab/two.1")

    assert [one.name for one in (tmp_path / "files/ab").iterdir()] == ["one.1"]
