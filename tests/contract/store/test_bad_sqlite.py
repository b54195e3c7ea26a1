"""SQLite files that cannot be used: each is one sentence, and the data stays as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from store.backup import backup
from store.database import Store, migrate, open_store
from store.errors import (
    DatabaseDamaged,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnreachable,
)
from tests.databases import a_disk_of

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path, migrated_file: Path) -> Path:
    """A database with one account in it."""
    path = tmp_path / "data" / "store.sqlite"
    path.parent.mkdir()
    shutil.copy(migrated_file, path)
    with opened(path) as store:
        add(store, "Fabrikam")
    return path


@contextmanager
def opened(path: Path, wait: float = 0.05) -> Iterator[Store]:
    store = open_store(f"sqlite:///{path}", lock_wait=timedelta(seconds=wait))
    try:
        yield store
    finally:
        store.close()


def add(store: Store, name: str) -> None:
    with store.write() as unit:
        unit.accounts.add(name)


def names(path: Path) -> list[str]:
    """The accounts, as another program reads them from the file."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [name for (name,) in connection.execute("SELECT name FROM accounts ORDER BY id")]


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Without root's right to write everywhere. The folders above must be open to look through."""
    if os.geteuid():
        yield
        return
    above = [folder, *folder.parents]
    modes = {one: stat.S_IMODE(one.stat().st_mode) for one in above}
    for one in above[1:]:
        one.chmod(modes[one] | 0o011)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        for one in above[1:]:
            one.chmod(modes[one])


def test_it_is_kept_safe_and_quick(path: Path):
    with opened(path) as store, store.write() as unit:
        settings = {
            name: unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 50}


def test_a_new_database_is_for_its_owners_eyes(tmp_path: Path):
    migrate(f"sqlite:///{tmp_path / 'new.sqlite'}")

    assert stat.S_IMODE((tmp_path / "new.sqlite").stat().st_mode) == 0o600


def test_a_missing_file_is_not_made_in_silence(tmp_path: Path):
    with opened(tmp_path / "none.sqlite") as store, pytest.raises(DatabaseMissing) as said:
        store.check()

    assert str(said.value) == f"database {tmp_path}/none.sqlite: there is no such file; run: dealtrail init"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(DatabaseUnreachable, match=f"its folder does not exist; make {tmp_path}/no$"):
        migrate(f"sqlite:///{tmp_path}/no/new.sqlite")


def test_a_writer_waits_for_another_only_so_long(path: Path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with opened(path) as store:
            with pytest.raises(DatabaseLocked, match="another process is writing to it and did not finish in time"):
                add(store, "Refused")
            with store.read() as unit:
                assert [account.name for account in unit.accounts.all()] == ["Fabrikam"]
            other.execute("ROLLBACK")
            add(store, "Later")

    assert names(path) == ["Fabrikam", "Later"]


def test_a_writer_waits_for_another_thread_only_so_long(path: Path):
    with opened(path) as store, ThreadPoolExecutor(1) as another:
        with store.write() as unit:
            unit.accounts.add("First")
            refused = another.submit(add, store, "Refused").exception()
        another.submit(add, store, "Later").result()

    assert isinstance(refused, DatabaseLocked)
    assert "another thread is writing to it and did not finish in time" in str(refused)
    assert names(path) == ["Fabrikam", "First", "Later"]


def test_init_does_not_wait_forever_either(path: Path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(DatabaseLocked):
            migrate(f"sqlite:///{path}", lock_wait=timedelta(seconds=0.05))


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_database_that_may_not_be_written_says_so(path: Path, what: str):
    is_file = what == "file"
    path.chmod(0o444 if is_file else 0o666)
    path.parent.chmod(0o777 if is_file else 0o555)

    with as_nobody(path.parent), opened(path) as store, pytest.raises(DatabaseError) as said:
        add(store, "Refused")

    assert isinstance(said.value, DatabaseReadOnly | DatabaseUnreachable)
    assert "let this user" in said.value.remedy
    path.parent.chmod(0o755)
    path.chmod(0o644)
    assert names(path) == ["Fabrikam"]


def test_a_folder_that_may_not_be_written_gets_no_new_database(tmp_path: Path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)

    with (
        as_nobody(folder),
        pytest.raises(DatabaseReadOnly, match="its folder cannot be written; let this user write to"),
    ):
        migrate(f"sqlite:///{folder}/new.sqlite")


def test_a_file_that_vanishes_while_it_is_open_is_told_and_found_again(path: Path):
    aside = path.with_name("aside")
    with opened(path) as store:
        add(store, "Before")
        aside.mkdir()
        for part in list(path.parent.glob("store.sqlite*")):
            part.rename(aside / part.name)

        with pytest.raises(DatabaseMissing, match="there is no such file"):
            add(store, "Refused")
        with pytest.raises(DatabaseMissing, match="there is no such file"), store.read():
            pass

        for part in list(aside.iterdir()):
            part.rename(path.with_name(part.name))
        add(store, "After")

    assert names(path) == ["Fabrikam", "Before", "After"]


def test_a_file_that_takes_the_place_of_one_that_is_open_is_written_from_then_on(path: Path):
    another = path.with_name("another.sqlite")
    backup(f"sqlite:///{path}", another)
    with opened(path) as store:
        add(store, "Before")
        for part in list(path.parent.glob("store.sqlite-*")):
            part.unlink()
        another.replace(path)

        add(store, "After")

        with store.read() as unit:
            assert [account.name for account in unit.accounts.all()] == ["After", "Fabrikam"]
    assert names(path) == ["Fabrikam", "After"]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir, " * 1000)

    for use in (lambda: migrate(f"sqlite:///{path}"), lambda: check(path)):
        with pytest.raises(DatabaseDamaged, match="the file is not a SQLite database"):
            use()

    assert path.read_text() == "Dear Sir, " * 1000


def test_a_damaged_database_asks_for_the_backup(path: Path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * len(content[4096:])
    path.write_bytes(content)

    with pytest.raises(DatabaseDamaged, match="restore a backup"):
        check(path)


def check(path: Path) -> None:
    with opened(path) as store:
        store.check()


def test_a_folder_is_no_database(tmp_path: Path):
    with pytest.raises(DatabaseUnreachable):
        check(tmp_path)


def test_a_full_disk_loses_nothing(path: Path):
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]

    with a_disk_of(pages), opened(path) as store:
        fill = filling(store)
        with pytest.raises(DatabaseFull, match="no space left; make room on the disk; nothing was lost"):
            fill()
        with store.read() as unit:
            assert [account.name for account in unit.accounts.all()] == ["Fabrikam"]
    assert names(path) == ["Fabrikam"]
    with opened(path) as store:
        filling(store)()
    assert len(names(path)) == 101


def filling(store: Store) -> Callable[[], None]:
    def fill() -> None:
        with store.write() as unit:
            for n in range(100):
                unit.accounts.add(f"Account {n}", address="\n".join(["x" * 200] * 5))

    return fill


def test_a_failed_unit_leaves_nothing_behind(path: Path):
    class Stop(Exception):
        pass

    def half() -> None:
        with opened(path) as store, store.write() as unit:
            unit.accounts.add("Half")
            raise Stop

    with pytest.raises(Stop):
        half()

    assert names(path) == ["Fabrikam"]


def test_a_reading_unit_cannot_write(path: Path):
    with opened(path) as store, store.look() as unit, pytest.raises(DatabaseReadOnly):
        unit.accounts.add("Refused")
    with opened(path) as store, store.read() as unit, pytest.raises(DatabaseReadOnly):
        unit.accounts.add("Refused")

    assert names(path) == ["Fabrikam"]


def test_a_reader_sees_one_moment(path: Path):
    with opened(path) as store, store.read() as unit:
        before = unit.accounts.all()
        add(store, "Meanwhile")

        assert unit.accounts.all() == before

    assert names(path) == ["Fabrikam", "Meanwhile"]
