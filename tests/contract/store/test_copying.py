"""A database into another one, of either kind: with every table filled, cut off anywhere, and where it may not be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from daemon.acts import count_sums_anew, wrong_sums
from store.copying import copy, looked_at, rows
from store.copying import copying as steps
from store.copying.rows import sum_of, tables
from store.copying.target import State, Target
from store.database import migrate, open_store
from store.engine import place_of
from store.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseUnfinished,
    StoreError,
)
from store.models import ContactRow, ItemRow, LinkRow, MailboxRow, OpportunityRow
from store.patience import LOCK_WAIT
from tests.contract.store.conftest import NOON
from tests.contract.store.full import an_item
from tests.contract.store.leased import held_everywhere, leases
from tests.contract.store.marked import seed
from tests.databases import a_file


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite", "sqlite to sqlite"])
def kinds(request: pytest.FixtureRequest) -> tuple[str, str]:
    source, _, target = request.param.partition(" to ")
    return source, target


@pytest.fixture
def ways(kinds: tuple[str, str], request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The urls of two databases with tables: making those of the second takes longer than all that is copied."""
    source, target = (
        str(request.getfixturevalue("postgres_url")) if kind == "postgresql" else a_file(tmp_path / f"{name}.sqlite")
        for kind, name in zip(kinds, ("full", "copy"), strict=True)
    )
    return source, target


@pytest.fixture
def new(kinds: tuple[str, str], request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of one to copy into that is not there yet."""
    (tmp_path / "new").mkdir()
    if kinds[1] == "postgresql":
        return str(request.getfixturevalue("empty_postgres_url"))
    return f"sqlite:///{tmp_path / 'new' / 'copy.sqlite'}"


@pytest.fixture
def full(ways: tuple[str, str]) -> str:
    with closing(open_store(ways[0])) as store, store.write() as unit:
        seed(unit)
        unit.connection.execute(update(MailboxRow).values(lease_owner="somebody", lease_until=NOON))
    return ways[0]


def sums(url: str) -> dict[str, Any]:
    with closing(open_store(url)) as store, store.read() as unit:
        return {table.name: sum_of(unit.connection, table) for table in tables()}


def test_every_row_of_every_table_comes_as_it_is(full: str, new: str) -> None:
    was = sums(full)
    assert not [name for name, one in was.items() if not one.rows]

    done = copy(full, new)

    assert sums(new) == was == sums(full)
    assert done.rows == {name: one.rows for name, one in was.items()}
    assert not done.went_on


def test_the_copy_is_one_to_work_with(full: str, ways: tuple[str, str]) -> None:
    with closing(open_store(full)) as store, store.write() as unit:
        count_sums_anew(unit)
        account = unit.accounts.add("Quagga Ltd")
        last = unit.opportunities.add("The last of them", account_id=account.id, created_at=NOON).number
        unit.connection.execute(delete(OpportunityRow).where(OpportunityRow.number == last))

    copy(full, ways[1])

    with closing(open_store(ways[1])) as store:
        store.check()
        with store.write() as unit:
            assert len(unit.search.find("quuxelmann")) >= 2
            assert [hit.id for hit in unit.finding.find("quagga")] == [account.id]
            other = unit.accounts.add("Zebra Ltd")
            assert [hit.id for hit in unit.finding.find("zebra")] == [other.id]
            assert unit.opportunities.add("New", account_id=account.id, created_at=NOON).number > last
            assert wrong_sums(unit) == 0
        with pytest.raises(StoreError), store.write() as unit:
            unit.connection.execute(insert(LinkRow).values(item_id=10**6, number=1, rule="x", evidence="",
                                                           created_at=NOON, placed_at=NOON))  # fmt: skip


def looked_after(url: str) -> set[str]:
    """What a database does by itself for its rows, and what it refuses."""
    with closing(open_store(url)) as store, store.read() as unit:
        if url.startswith("sqlite"):
            made = "SELECT type, name, CASE type WHEN 'table' THEN '' ELSE sql END FROM sqlite_master"
            return {str(row) for row in unit.connection.execute(text(made))}
        triggers = "SELECT tgname, tgenabled, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
        held = "SELECT conname, contype, conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint"
        return {str(row) for statement in (triggers, held) for row in unit.connection.execute(text(statement))}


def test_the_copy_looks_after_its_rows_as_a_new_database_does(full: str, ways: tuple[str, str]) -> None:
    wanted = looked_after(ways[1])

    copy(full, ways[1])

    assert sorted(looked_after(ways[1]) ^ wanted) == []


class Killed(Exception):
    """The process ends here."""


def test_cut_off_again_and_again_it_goes_on_and_comes_to_the_same(
    full: str, ways: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "PIECE", 2)
    monkeypatch.setattr(steps, "_AT_ONCE", 2)
    was, note, left = sums(full), Target.note, [0]

    def dies(self: Target, *said: Any, **options: Any) -> None:
        note(self, *said, **options)
        left[0] -= 1
        if left[0] < 0:
            raise Killed  # in a transaction that is not stored

    monkeypatch.setattr(Target, "note", dies)
    deaths = 0
    while True:
        left[0] = 11
        try:
            done = copy(full, ways[1])
        except Killed:
            deaths += 1
            with closing(open_store(ways[1])) as store, pytest.raises(DatabaseUnfinished):
                store.check()
            with pytest.raises(DatabaseUnfinished):
                migrate(ways[1])
        else:
            break

    assert deaths > 10
    assert done.went_on
    assert sums(ways[1]) == was


def test_what_changed_between_two_tries_is_copied_once_more(
    full: str, ways: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_words, begun = steps.add_words, []

    def dies(*given: Any) -> None:
        add_words(*given)
        if not begun:
            begun.append(True)
            raise Killed

    monkeypatch.setattr(steps, "add_words", dies)
    with pytest.raises(Killed):
        copy(full, ways[1])
    with closing(open_store(full)) as store, store.write() as unit:
        unit.contacts.add("Somebody new", addresses=("new@client.example",))
        note = an_item(unit, "note", unit.connection.scalars(select(OpportunityRow.number)).all()[0])
        unit.connection.execute(update(ItemRow).where(ItemRow.id == note).values(subject="Seats again"))

    copy(full, ways[1])

    assert sums(ways[1]) == sums(full)
    with closing(open_store(ways[1])) as store, store.read() as unit:
        assert [hit.line.item_id for hit in unit.search.find("again")] == [note]


def test_a_row_that_is_not_as_it_was_written_is_found(
    full: str, ways: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    note, spoils = Target.note, [1, 2]

    def spoilt(self: Target, db: Connection, name: str, *said: Any, **options: Any) -> None:
        note(self, db, name, *said, **options)
        if name == "contacts" and spoils:
            spoils.pop()
            db.execute(update(ContactRow).values(name="Nobody"))

    monkeypatch.setattr(Target, "note", spoilt)
    copy(full, ways[1])
    assert sums(ways[1]) == sums(full)


def test_one_that_cannot_keep_what_is_written_is_no_copy(
    full: str, ways: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Target.note

    def spoilt(self: Target, db: Connection, name: str, *said: Any, **options: Any) -> None:
        note(self, db, name, *said, **options)
        if name == "contacts":
            db.execute(update(ContactRow).values(name="Nobody"))

    monkeypatch.setattr(Target, "note", spoilt)
    with pytest.raises(DatabaseDamaged, match="table contacts"):
        copy(full, ways[1])
    with closing(open_store(ways[1])) as store, pytest.raises(DatabaseUnfinished):
        store.check()


def test_nobody_writes_to_the_source_meanwhile(full: str, ways: tuple[str, str]) -> None:
    refused: list[DatabaseLocked] = []

    def told(table: str, there: int, of: int) -> None:
        if table == "links":
            with closing(open_store(full, lock_wait=timedelta(milliseconds=20))) as other:
                try:
                    with other.write() as unit:
                        unit.accounts.add("In between")
                except DatabaseLocked as failure:
                    refused.append(failure)

    copy(full, ways[1], told)

    assert refused


def test_a_look_tells_what_would_be_copied_and_changes_nothing(full: str, new: str, tmp_path: Path) -> None:
    before = sums(full)

    found = looked_at(full, new)

    assert found.state is (State.EMPTY if new.startswith("postgresql") else State.MISSING)
    assert found.rows == {name: one.rows for name, one in before.items()}
    assert sums(full) == before
    assert not list((tmp_path / "new").iterdir())
    if new.startswith("postgresql"):
        with closing(open_store(new)) as store, pytest.raises(DatabaseMissing):
            store.check()


def test_an_initialised_database_without_records_may_be_filled(full: str, ways: tuple[str, str]) -> None:
    assert looked_at(full, ways[1]).state is State.NEW

    copy(full, ways[1])

    assert sums(ways[1]) == sums(full)


# --- refused ----------------------------------------------------------------------------------------------------------


def test_a_database_with_records_is_not_copied_over(full: str, ways: tuple[str, str]) -> None:
    with closing(open_store(ways[1])) as store, store.write() as unit:
        unit.accounts.add("Kept")

    for act in (copy, looked_at):
        with pytest.raises(StoreError, match=r"holds records already .*name an empty database"):
            act(full, ways[1])

    with closing(open_store(ways[1])) as store, store.read() as unit:
        assert unit.accounts.find("Kept")


def test_what_holds_a_part_of_another_database_is_refused(
    full: str, ways: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_file(tmp_path / "other.sqlite")
    monkeypatch.setattr(Target, "finish", lambda self, numbers: None)
    copy(other, ways[1])

    with pytest.raises(StoreError, match=r"a part of database .*other\.sqlite, whose copying was not finished"):
        copy(full, ways[1])


def test_another_programs_database_is_refused_and_left_as_it_was(full: str, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.sqlite"
    with closing(sqlite3.connect(theirs)) as db:
        db.execute("CREATE TABLE songs (name)")
    before = theirs.read_bytes()

    with pytest.raises(StoreError, match="tables of another program"):
        copy(full, f"sqlite:///{theirs}")

    assert theirs.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(full: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann, " * 1000)

    with pytest.raises(StoreError, match=r"letter\.txt"):
        copy(full, f"sqlite:///{tmp_path / 'letter.txt'}")


def test_a_database_of_a_server_is_not_copied_into_itself_by_another_name(postgres_url: str) -> None:
    with closing(open_store(postgres_url)) as store, store.write() as unit:
        unit.accounts.add("Fabrikam")

    with pytest.raises(StoreError, match="holds records already"):
        copy(postgres_url, postgres_url.replace("127.0.0.1", "localhost"))


def test_a_folder_in_the_place_of_a_file_is_told(full: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="it is a folder; name a file"):
        copy(full, f"sqlite:///{tmp_path}")


def test_tables_of_another_program_on_a_server_are_refused(tmp_path: Path, empty_postgres_url: str) -> None:
    source = a_file(tmp_path / "full.sqlite")
    engine = place_of(empty_postgres_url).engine(LOCK_WAIT)
    with engine.begin() as db:
        db.execute(text("CREATE TABLE songs (name text)"))
    engine.dispose()

    with pytest.raises(StoreError, match="tables of another program"):
        copy(source, empty_postgres_url)


def test_a_database_is_not_copied_into_itself(tmp_path: Path) -> None:
    url = a_file(tmp_path / "full.sqlite")
    (tmp_path / "same.sqlite").symlink_to(tmp_path / "full.sqlite")

    for target in (url, f"sqlite:///{tmp_path / 'same.sqlite'}"):
        with pytest.raises(StoreError, match="into itself"):
            copy(url, target)


@pytest.mark.parametrize(("revision", "kind"), [("0044", DatabaseOlder), ("9999", DatabaseNewer)])
def test_a_source_of_another_version_is_refused(tmp_path: Path, revision: str, kind: type[StoreError]) -> None:
    url = a_file(tmp_path / "full.sqlite")
    with closing(sqlite3.connect(tmp_path / "full.sqlite")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = ?", [revision])

    with pytest.raises(kind):
        copy(url, f"sqlite:///{tmp_path / 'copy.sqlite'}")
    assert not (tmp_path / "copy.sqlite").exists()


def test_a_source_that_is_not_there_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        copy(f"sqlite:///{tmp_path / 'none.sqlite'}", f"sqlite:///{tmp_path / 'copy.sqlite'}")
    assert not list(tmp_path.iterdir())


def test_who_is_at_work_on_the_source_is_not_at_work_on_the_copy(tmp_path: Path) -> None:
    source, target = a_file(tmp_path / "full.sqlite"), a_file(tmp_path / "copy.sqlite")
    with closing(open_store(source)) as store, store.write() as unit:
        held_everywhere(unit)

    copy(source, target)

    with closing(open_store(target)) as store, store.read() as unit:
        assert leases(unit) == {("mailboxes", None), ("webhooks", None), ("jobs", None)}
