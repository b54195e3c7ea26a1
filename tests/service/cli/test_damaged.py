"""A damaged database: each command ends with one sentence and the way back, and the way back is one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.damage import overwrite, pages_of
from tests.service.cli.line import CommandLine

WAY_BACK = "restore a"


def everything(file: Path) -> None:
    overwrite(file, pages_of(file))


def tables(file: Path) -> None:
    overwrite(file, pages_of(file, "accounts", "contacts", "opportunities", "users", "mailboxes", "alembic_version"))


def indexes(file: Path) -> None:
    """By which every command finds records in their order, or one by its name."""
    names = [name for name in names_of(file) if name.startswith(("ix_", "sqlite_autoindex"))]
    overwrite(file, pages_of(file, *names))


def names_of(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE rootpage > 0")]


def cut_short(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2 // 4096 * 4096)


def no_header(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"\xff" * 100)


WORDS = [
    ("status",),
    ("status", "--check"),
    ("account", "list"),
    ("opportunity", "list"),
    ("opportunity", "show", "OPP-1"),
    ("opportunity", "add", "Another", "--account", "Fabrikam"),
    ("pipeline",),
    ("search", "seats"),
    ("backup", "{folder}/second"),
    ("init",),
]


@pytest.mark.parametrize("damage", [everything, tables, cut_short, no_header])
def test_each_command_says_so_and_a_restored_backup_is_all_that_there_was(
    office: CommandLine, damage: Callable[[Path], None]
) -> None:
    office.did("backup", str(office.folder / "first"))
    before = office("account", "list", "--json").json
    damage(office.database)

    ended = {words: office(*(word.format(folder=office.folder) for word in words)) for words in WORDS}

    for words, one in ended.items():
        told = one.out + one.err
        assert one.code in (1, 2), (words, told)
        assert "Traceback" not in told, words
        assert WAY_BACK in told, (words, told)
        assert told.count("\n") <= 2, (words, told)
    assert not (office.folder / "second").exists()
    office.did("restore", str(office.folder / "first"))
    assert office("account", "list", "--json").json == before


def test_damaged_indexes_are_found_by_doctor_and_no_backup_is_made_of_them(office: CommandLine) -> None:
    indexes(office.database)

    doctor, backup = office("doctor"), office("backup", str(office.folder / "first"))

    assert (doctor.code, backup.code) == (1, 1)
    assert "docs/operations.md#back-up-and-restore" in doctor.out or WAY_BACK in doctor.out
    assert WAY_BACK in backup.err or "damaged" in backup.err
    assert "Traceback" not in doctor.out + doctor.err + backup.err
    assert not (office.folder / "first").exists()
