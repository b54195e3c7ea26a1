"""Backups: one whole, checked file while others work; and back again, all or nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from store.backup import backup, prepared, replace
from store.content import Content
from store.database import Store, migrate, open_store
from store.errors import DatabaseDamaged, DatabaseNewer, StoreError
from store.revisions import HEAD
from tests.contract.store.conftest import NOON
from tests.contract.store.leased import held_everywhere, leases
from tests.contract.store.records import a_mailbox, an_opportunity
from tests.databases import version

pytestmark = pytest.mark.usefixtures("postgres_programs")


def names(url: str) -> list[str]:
    store = open_store(url)
    with store.read() as unit:
        found = [account.name for account in unit.accounts.all()]
    store.close()
    return found


def add(store: Store, name: str) -> None:
    with store.write() as unit:
        unit.accounts.add(name)


def restore(url: str, file: Path) -> Path | None:
    with prepared(url, file, NOON) as ready:
        return replace(url, ready, NOON)


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


# --- both databases ---------------------------------------------------------------------------------------------------


def test_a_backup_is_whole_private_and_restored_while_what_there_was_is_kept(store: Store, url: str, tmp_path: Path):
    add(store, "Before")
    file = tmp_path / "backups" / "first"
    file.parent.mkdir()
    content = backup(url, file)
    add(store, "After")

    former = restore(url, file)

    assert (content.revision, content.rows["accounts"], content.rows["mailboxes"]) == (HEAD, 1, 0)
    assert file.stat().st_mode & 0o777 == 0o600
    assert names(url) == ["Before"]
    assert former is not None
    assert former.stat().st_mode & 0o777 == 0o600
    restore(url, former)
    assert names(url) == ["After", "Before"]
    assert hidden(tmp_path) == hidden(file.parent) == []


def test_others_write_while_a_backup_is_made(store: Store, url: str, tmp_path: Path):
    add(store, "Before")
    with store.write() as unit:
        unit.accounts.add("Not yet")

        backup(url, tmp_path / "first")

    restore(url, tmp_path / "first")
    assert names(url) == ["Before"]


def test_a_store_that_is_open_sees_what_was_restored(store: Store, url: str, tmp_path: Path):
    add(store, "Before")
    backup(url, tmp_path / "first")
    add(store, "After")
    with store.read() as unit:
        assert len(unit.accounts.all()) == 2

    restore(url, tmp_path / "first")

    with store.write() as unit:
        assert [account.name for account in unit.accounts.all()] == ["Before"]


def test_a_backup_overwrites_nothing(url: str, tmp_path: Path):
    file = tmp_path / "first"
    file.write_text("mine")

    with pytest.raises(StoreError, match=r"first: exists already; name another file, or move it away"):
        backup(url, file)

    assert file.read_text() == "mine"
    assert hidden(tmp_path) == []


def test_a_backup_into_a_folder_that_is_not_there_says_so(url: str, tmp_path: Path):
    with pytest.raises(StoreError, match=r"its folder does not exist; make .*nowhere"):
        backup(url, tmp_path / "nowhere" / "first")


def test_nobody_is_at_work_on_what_was_restored_and_every_mailbox_is_due(store: Store, url: str, tmp_path: Path):
    with store.write() as unit:
        a_mailbox(unit, owner="long/gone/1")
    backup(url, tmp_path / "first")

    restore(url, tmp_path / "first")

    with store.read() as unit:
        assert unit.mailboxes.owners() == set()
        assert unit.mailboxes.next_due() == NOON


def test_whatever_a_process_worked_on_when_it_was_backed_up_is_anybodys(store: Store, url: str, tmp_path: Path):
    with store.write() as unit:
        held_everywhere(unit)
    backup(url, tmp_path / "first")

    restore(url, tmp_path / "first")

    with store.read() as unit:
        assert leases(unit) == {("mailboxes", None), ("webhooks", None), ("jobs", None)}


def test_numbers_given_since_the_backup_are_not_given_again(store: Store, url: str, tmp_path: Path):
    with store.write() as unit:
        first = an_opportunity(unit)
    backup(url, tmp_path / "first")
    with store.write() as unit:
        latest = [an_opportunity(unit) for _ in range(3)][-1]

    restore(url, tmp_path / "first")

    with store.write() as unit:
        assert [one.number for one in unit.opportunities.all()] == [first]
        assert an_opportunity(unit) > latest


@pytest.mark.parametrize("content", [b"", b"hello", b"name;phone\n" * 100])
def test_what_is_no_backup_is_refused_and_nothing_changes(store: Store, url: str, tmp_path: Path, content: bytes):
    add(store, "Before")
    file = tmp_path / "first"
    file.write_bytes(content)

    with pytest.raises(StoreError, match="first: is not a backup of a database"):
        restore(url, file)

    assert names(url) == ["Before"]
    assert hidden(tmp_path) == []


def test_a_backup_that_is_not_there_is_named(url: str, tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="first"):
        restore(url, tmp_path / "first")


def test_a_damaged_backup_is_refused_and_nothing_changes(store: Store, url: str, tmp_path: Path):
    for n in range(200):
        add(store, f"Account {n} {'x' * 200}")
    file = tmp_path / "first"
    backup(url, file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    before = names(url)

    with pytest.raises(DatabaseDamaged, match="first: its content is damaged"):
        restore(url, file)

    assert names(url) == before


def test_a_backup_is_read_to_its_last_byte_before_it_is_trusted(store: Store, url: str, tmp_path: Path):
    for n in range(400):
        add(store, f"Account {n} {os.urandom(90).hex()}")
    whole = tmp_path / "whole"
    content = backup(url, whole)
    spoiled = tmp_path / "spoiled"

    # In the middle of what was stored: in a file of SQLite anywhere else may be room that nothing takes.
    for part, account in ((0.4, b"Account 399"), (0.6, b"Account 200"), (0.75, b"Account 77")):
        text = bytearray(whole.read_bytes())
        at = text.find(account)
        start = at if at > 0 else int(len(text) * part)
        text[start : start + 600] = b"\xff" * 600
        spoiled.write_bytes(text)
        with pytest.raises(DatabaseDamaged, match="use another backup"), prepared(url, spoiled, NOON):
            pass

    with prepared(url, whole, NOON) as ready:
        assert ready.content == content
    assert content.rows["accounts"] == 400
    assert hidden(tmp_path) == []


def test_a_backup_that_lacks_a_row_is_no_backup(url: str):
    made = Content(HEAD, {"accounts": 1, "contacts": 2})

    for other in (Content(HEAD, {"accounts": 2, "contacts": 2}), Content(HEAD, {"accounts": 1})):
        with pytest.raises(
            DatabaseDamaged, match=r"backup x: it does not hold what there is \(table (accounts|contacts)"
        ):
            made.refuse_other_than(other, "backup x")
    with pytest.raises(DatabaseDamaged, match="the schema's number"):
        made.refuse_other_than(Content("0001", made.rows), "backup x")
    made.refuse_other_than(Content(HEAD, dict(made.rows)), "backup x")


def test_a_backup_of_a_newer_program_is_refused(store: Store, url: str, tmp_path: Path):
    known = version(url, "9999")
    backup(url, tmp_path / "newer")
    version(url, known)
    add(store, "Before")

    with pytest.raises(DatabaseNewer, match=r"was made by a newer version of dealtrail \(schema 9999"):
        restore(url, tmp_path / "newer")

    assert names(url) == ["Before"]


def test_a_database_of_a_newer_program_gives_way_to_a_backup_from_before(store: Store, url: str, tmp_path: Path):
    add(store, "Before")
    backup(url, tmp_path / "first")
    with store.write() as unit:
        unit.connection.execute(text("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)"))
        unit.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    restore(url, tmp_path / "first")

    store.check()
    assert names(url) == ["Before"]


def test_a_database_of_another_program_is_no_backup(url: str, tmp_path: Path, request: pytest.FixtureRequest):
    file = tmp_path / "other"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE alembic_version (version_num TEXT)")
            other.execute("INSERT INTO alembic_version VALUES ('0002')")
            other.commit()
    else:
        backup(request.getfixturevalue("empty_postgres_url"), file)

    with pytest.raises(StoreError, match="other: is not a database of dealtrail"):
        restore(url, file)


@pytest.mark.parametrize(("head", "kind"), [(b"SQLite format 3\x00", "SQLite"), (b"PGDMP\x01\x0f\x00", "PostgreSQL")])
def test_a_backup_of_the_other_kind_is_told_apart(url: str, tmp_path: Path, head: bytes, kind: str):
    file = tmp_path / "first"
    file.write_bytes(head)
    refusal = "damaged|not a" if url.startswith(kind.lower()) else f"first: is a backup of {kind}, and the configured"

    with pytest.raises(StoreError, match=refusal):
        restore(url, file)


# --- SQLite -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path, migrated_file: Path) -> Path:
    path = tmp_path / "data" / "store.sqlite"
    path.parent.mkdir()
    path.write_bytes(migrated_file.read_bytes())
    return path


@pytest.fixture
def here(path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{path}")
    add(store, "Before")
    yield store
    store.close()


def test_a_backup_of_sqlite_is_one_file_without_a_log(here: Store, path: Path, tmp_path: Path):
    file = tmp_path / "first"
    backup(f"sqlite:///{path}", file)

    assert file.read_bytes()[18:20] == b"\x01\x01"
    assert [one.name for one in tmp_path.glob("first*")] == ["first"]


def test_of_a_damaged_database_no_backup_is_left_that_looks_good(here: Store, path: Path, tmp_path: Path):
    for n in range(200):
        add(here, f"Account {n} {'x' * 200}")
    here.close()
    size = path.stat().st_size // 4096
    for page in range(size // 2, size):  # of whatever table or index
        content = bytearray(path.read_bytes())
        content[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
        broken = tmp_path / "broken.sqlite"
        broken.write_bytes(content)

        with pytest.raises(DatabaseDamaged, match="restore an earlier backup; no file was left of this one"):
            backup(f"sqlite:///{broken}", tmp_path / "first")

        assert not (tmp_path / "first").exists()
        assert hidden(tmp_path) == []


def test_a_database_that_is_gone_or_damaged_is_replaced_with_its_logs(here: Store, path: Path, tmp_path: Path):
    url, file = f"sqlite:///{path}", tmp_path / "first"
    backup(url, file)
    here.close()

    for damage in (None, b"SQLite format 3\x00" + b"x" * 5000, b"nonsense"):
        for left in path.parent.iterdir():
            left.unlink()
        if damage:
            path.write_bytes(damage)
            path.with_name("store.sqlite-wal").write_bytes(b"stale")
        former = restore(url, file)

        assert names(url) == ["Before"]
        assert (former.read_bytes() if former else None) == damage
        assert not path.with_name("store.sqlite-wal").exists()


def test_an_old_backup_is_brought_up_to_date(here: Store, path: Path, tmp_path: Path):
    old = tmp_path / "old.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.database.HEAD", "0001")
        migrate(f"sqlite:///{old}")
    with closing(sqlite3.connect(old)) as database:
        row = ("Long ago", "long ago", "", "", "")
        database.execute("INSERT INTO accounts (name, folded, phone, web, address) VALUES (?, ?, ?, ?, ?)", row)
        database.commit()

    restore(f"sqlite:///{path}", old)

    here.check()
    assert names(f"sqlite:///{path}") == ["Long ago"]


def test_a_backup_with_a_log_beside_it_is_restored_with_what_is_in_the_log(here: Store, path: Path, tmp_path: Path):
    copied = tmp_path / "copied.sqlite"
    copied.write_bytes(path.read_bytes())
    copied.with_name("copied.sqlite-wal").write_bytes(path.with_name("store.sqlite-wal").read_bytes())
    add(here, "After")

    restore(f"sqlite:///{path}", copied)

    assert names(f"sqlite:///{path}") == ["Before"]


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def test_without_postgresqls_programs_one_sentence_says_what_to_install(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StoreError, match="pg_dump: is not installed here; install PostgreSQL's client programs"):
        backup(postgres_url, tmp_path / "first")

    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_there_is_told_without_the_password(postgres_url: str, tmp_path: Path):
    wrong = postgres_url.rpartition("/")[0] + "/nowhere"

    with pytest.raises(StoreError, match='database "nowhere" does not exist') as told:
        backup(wrong, tmp_path / "first")

    assert "made-up-password" not in str(told.value)
    assert list(tmp_path.iterdir()) == []
