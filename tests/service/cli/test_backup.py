"""`backup` and `restore`, and who stands in their way."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon.service.owner import this_process
from store.database import open_store
from store.revisions import HEAD
from tests.flow.faults.database_troubles import SMALL, a_small_disk
from tests.service.cli.line import CommandLine

GONE = f"{socket.gethostname()}/999999999/1"


def names(office: CommandLine) -> list[str]:
    return [one["name"] for one in office("account", "list", "--json").json]


def lease(office: CommandLine, owner: str, ends_in: timedelta = timedelta(minutes=10)) -> None:
    """Let that process be at work on a mailbox."""
    store, now = open_store(f"sqlite:///{office.database}"), datetime.now(UTC)
    with store.write() as unit:
        unit.mailboxes.register({"bob@us.example": False})
        unit.mailboxes.claim(owner=owner, lease=ends_in, every=timedelta(minutes=1), now=now, only_due=False)
    store.close()


def owners(office: CommandLine) -> set[str]:
    store = open_store(f"sqlite:///{office.database}")
    with store.read() as unit:
        found = unit.mailboxes.owners()
    store.close()
    return found


@pytest.fixture
def file(office: CommandLine) -> Path:
    """A backup of the office; since then an account was added."""
    file = office.folder / "first"
    office.did("backup", str(file))
    office.did("account", "add", "Later")
    return file


def test_a_backup_is_made_and_restored(office: CommandLine) -> None:
    file = office.folder / "first"
    made = office("backup", str(file), "--json").json
    office.did("account", "add", "Later")

    restored = office("restore", str(file), "--json").json

    assert (made["file"], made["size"], made["schema"]) == (str(file), file.stat().st_size, HEAD)
    assert made["rows"] > 10
    assert names(office) == ["Fabrikam"]
    assert Path(restored["former"]).parent == office.database.parent
    told = office.did("restore", restored["former"])
    assert "restored; what there was is in" in told
    assert names(office) == ["Fabrikam", "Later"]


def test_whether_a_backup_could_be_restored_is_told_and_nothing_is_changed(office: CommandLine, file: Path) -> None:
    lease(office, "mail.us.example/17/5")
    before = sorted(one.name for one in office.database.parent.iterdir())

    told = office.did("restore", "--check", str(file))
    shape = office("restore", "--check", str(file), "--json").json

    assert told == f"{file}: can be restored: {shape['rows']} rows, schema {HEAD}; nothing was changed\n"
    assert names(office) == ["Fabrikam", "Later"]
    assert owners(office) == {"mail.us.example/17/5"}
    assert sorted(one.name for one in office.database.parent.iterdir()) == before


def test_a_backup_that_could_not_be_restored_is_told_when_it_is_checked(office: CommandLine, file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(40_000)
        opened.write(b"\xff" * 40_000)

    ended = office("restore", "--check", str(file))

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"dealtrail: backup {file}: its content is damaged; use another backup\n"


def test_a_restore_is_refused_while_the_service_is_at_work_naming_it(office: CommandLine, file: Path) -> None:
    lease(office, "mail.us.example/17/5")

    ended = office("restore", str(file))

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "dealtrail: database: is being worked on: bob@us.example by process 17 on mail.us.example; "
        "stop the service first: systemctl stop dealtrail\n"
    )
    assert names(office) == ["Fabrikam", "Later"]
    assert owners(office) == {"mail.us.example/17/5"}


@pytest.mark.parametrize(("owner", "ends_in"), [(GONE, 600), ("mail.us.example/17/5", -1)])
def test_a_dead_process_and_a_lease_that_ran_out_hold_nothing_up(
    office: CommandLine, file: Path, owner: str, ends_in: int
) -> None:
    lease(office, owner, timedelta(seconds=ends_in))

    office.did("restore", str(file))

    assert names(office) == ["Fabrikam"]
    assert owners(office) == set()


def test_a_backup_needs_nobody_to_stop(office: CommandLine) -> None:
    lease(office, this_process())

    office.did("backup", str(office.folder / "first"))

    assert (office.folder / "first").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_a_database_of_another_version_can_be_backed_up(office: CommandLine, revision: str) -> None:
    with closing(sqlite3.connect(office.database)) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", [revision])
        database.commit()

    office.did("backup", str(office.folder / "first"))

    assert office("account", "list").code == 1


def test_where_there_is_no_database_there_is_nothing_to_back_up(bare: CommandLine) -> None:
    ended = bare("backup", str(bare.folder / "first"))

    assert (ended.code, ended.out) == (1, "")
    assert "there is no such file; run: dealtrail init" in ended.err
    assert not (bare.folder / "first").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nonsense", "is not a backup of a database; name a file that dealtrail backup made"),
        (b"PGDMP...", "is a backup of PostgreSQL, and the configured database is SQLite"),
        (b"SQLite format 3\x00...", "first: the file is not a SQLite database"),
    ],
)
def test_what_cannot_be_restored_is_one_sentence_and_changes_nothing(
    office: CommandLine, file: Path, content: bytes, sentence: str
) -> None:
    file.write_bytes(content)

    ended = office("restore", str(file))

    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
    assert names(office) == ["Fabrikam", "Later"]
    assert owners(office) == set()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("restore {folder}/nowhere", "nowhere: no such file or directory"),
        ("restore {folder}", "is a directory"),
        ("backup {folder}/first", "first: exists already; name another file, or move it away"),
        ("backup {folder}/nowhere/first", "its folder does not exist; make"),
    ],
)
def test_what_cannot_be_read_or_written_is_named(office: CommandLine, file: Path, words: str, sentence: str) -> None:
    ended = office(*words.format(folder=office.folder).split())

    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1


def test_a_database_that_is_lost_comes_back_from_its_backup(office: CommandLine, file: Path) -> None:
    for part in office.database.parent.iterdir():
        part.unlink()

    told = office.did("restore", str(file))

    assert told == f"{file}: restored\n"
    assert names(office) == ["Fabrikam"]


@pytest.mark.parametrize("words", ["backup {}", "export history {}", "--as bob person export ann@client.example {}"])
def test_a_disk_that_is_full_is_named_by_the_file_that_was_asked_for(
    office: CommandLine, tmp_path: Path, words: str
) -> None:
    office.did("note", "add", "--contact", "ann lee", "Likes tea")
    (disk := tmp_path / "disk").mkdir()
    with a_small_disk(disk) as place:
        if place is None:
            pytest.skip("this user may not mount a small disk")
        with pytest.raises(OSError, match="No space left"):
            (place / "others").write_bytes(bytes((SMALL + 1) * 2**20))
        file = place / "asked for"

        told = office(*(word.format(file) for word in words.split()))

        assert told.code == 1
        assert told.err.startswith(f"dealtrail: {file}: no space left")
        assert str(office.database) not in told.err
        assert [one.name for one in place.iterdir()] == ["others"]


def test_a_file_in_a_folder_that_is_not_there_is_named_as_it_was_asked_for(office: CommandLine) -> None:
    told = office("export", "history", "/nowhere/h.csv")

    assert told.err == "dealtrail: /nowhere/h.csv: no such file or directory\n"


def test_a_disk_without_links_gets_its_backup(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)  # as on a stick, or a share
    file = office.folder / "first"

    office.did("backup", str(file))

    assert office("restore", "--check", str(file)).code == 0


def test_a_disk_without_links_keeps_what_somebody_else_put_there_meanwhile(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = office.folder / "first"

    def refuse(*_: object) -> None:
        file.write_text("another's")
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)

    told = office("backup", str(file))

    assert (told.code, told.err.splitlines()[0]) == (
        1,
        f"dealtrail: {file}: exists already; name another file, or move it away",
    )
    assert file.read_text() == "another's"
