"""A database that cannot be used says what is in its way, and what to do: not that it "cannot be opened"."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.causes import cause_of
from store.database import migrate
from store.errors import DatabaseError, DatabaseFull, DatabaseMissing, DatabaseReadOnly, DatabaseUnreachable
from tests.contract.store.test_bad_sqlite import add, as_nobody, opened

# Files of another owner and read-only mounts are made by root alone: CI is root, a desk is not.
needs_root = pytest.mark.skipif(bool(os.geteuid()), reason="only root can give files away and mount")


@pytest.fixture
def path(tmp_path: Path, migrated_file: Path) -> Path:
    path = tmp_path / "data" / "store.sqlite"
    path.parent.mkdir()
    shutil.copy(migrated_file, path)
    return path


@contextmanager
def disk_at(folder: Path, *options: str) -> Iterator[None]:
    """A small disk of its own in a folder; skips where this machine lets nobody mount one."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")  # as in a container without that right
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def said_of(path: Path, act: Callable[[Path], None] | None = None) -> DatabaseError:
    with pytest.raises(DatabaseError) as said:
        (act or working)(path)
    return said.value


def working(path: Path) -> None:
    with opened(path) as store:
        add(store, "Refused")


def made(path: Path) -> None:
    migrate(f"sqlite:///{path}")


def a_file_for_a_folder(path: Path) -> Path:
    path.parent.rename(path.parent.with_name("kept"))
    path.parent.write_text("a file")
    return path


def a_link_to_nothing(path: Path) -> Path:
    path.unlink()
    path.symlink_to(path.parent / "gone.sqlite")
    return path


def a_folder_that_links_to_nothing(path: Path) -> Path:
    path.parent.rename(path.parent.with_name("kept"))
    path.parent.symlink_to(path.parent.parent / "gone")
    return path


def a_folder_for_a_file(path: Path) -> Path:
    return path.parent


CAUSES = [
    (a_file_for_a_folder, DatabaseUnreachable, "data is a file, where a folder is needed; name another place"),
    (a_link_to_nothing, DatabaseUnreachable, "gone.sqlite, which does not exist; name the file itself, or mend the"),
    (a_folder_that_links_to_nothing, DatabaseUnreachable, "gone, which does not exist; make "),
    (a_folder_for_a_file, DatabaseUnreachable, "it is a folder; name a file, such as"),
    (lambda path: path.parent / "a" / "b" / "c.sqlite", DatabaseUnreachable, "its folder does not exist: there is no "),
    (lambda path: path.parent / "a" / "c.sqlite", DatabaseMissing, "there is no such file; run: dealtrail init"),
]


@pytest.mark.parametrize(("place", "kind", "words"), CAUSES)
def test_what_is_in_the_way_is_named_with_what_to_do(
    path: Path, place: Callable[[Path], Path], kind: type[DatabaseError], words: str
):
    where = place(path)

    said = said_of(where)

    assert isinstance(said, kind)
    assert words in str(said)


@pytest.mark.parametrize("place", [one for one, *_ in CAUSES[:4]])
def test_init_says_the_same(path: Path, place: Callable[[Path], Path]):
    where = place(path)

    said = said_of(where, made)

    assert str(said) == str(cause_of(where))


@needs_root
@pytest.mark.parametrize("act", [working, made])
def test_a_database_made_by_root_says_whose_it_is_to_the_services_user(path: Path, act: Callable[[Path], None]):
    path.chmod(0o600)
    path.parent.chmod(0o777)
    path.with_name("store.sqlite-wal").unlink(missing_ok=True)

    with as_nobody(path.parent):
        said = said_of(path, act)

    assert isinstance(said, DatabaseUnreachable)
    assert str(said) == (
        f"database {path}: it cannot be opened: it belongs to root, and this runs as nobody; "
        f"let this user read and write it: chown nobody: {path}*, or work as root"
    )


@needs_root
def test_a_folder_of_another_user_says_whose_it_is(path: Path):
    path.chmod(0o666)
    path.parent.chmod(0o700)

    with as_nobody(path.parent):
        said = said_of(path)

    assert f"the folder {path.parent} belongs to root and does not let nobody in" in str(said)


@needs_root
@pytest.mark.parametrize("what", ["file", "folder", "nothing yet"])
def test_a_disk_that_is_mounted_read_only_is_no_matter_of_rights(path: Path, what: str):
    content = path.read_bytes()

    with disk_at(path.parent):
        if what == "file":
            path.write_bytes(content)
        where = path if what != "folder" else path.parent / "new" / "store.sqlite"
        subprocess.run(["mount", "-o", "remount,ro", str(path.parent)], check=True)
        said = said_of(where, working if what == "file" else made_with_its_folder)

    assert isinstance(said, DatabaseReadOnly)
    assert "is mounted read-only; mount it for writing, or name another place" in str(said)


def made_with_its_folder(path: Path) -> None:
    from store.engine import SqlitePlace

    SqlitePlace(path).make_folder()
    migrate(f"sqlite:///{path}")


@needs_root
def test_a_disk_without_room_is_full_and_not_broken(path: Path):
    content = path.read_bytes()

    with disk_at(path.parent, "-o", "size=2m"):
        path.write_bytes(content)
        with pytest.raises(OSError, match="No space"):
            path.with_name("other").write_bytes(bytes(2 * 1024 * 1024))
        said = said_of(path)

    assert isinstance(said, DatabaseFull)
    assert str(said) == f"database {path}: no space left; make room on the disk; nothing was lost"


def test_what_works_has_no_cause(path: Path):
    assert cause_of(path) is None
    assert cause_of(path.parent / "none.sqlite") is None
    assert stat.S_ISREG(path.stat().st_mode)
