"""`database copy`: what it says, and who stands in its way."""

from __future__ import annotations

import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from store.database import open_store
from store.models import AccountRow
from tests.databases import a_file
from tests.service.cli.line import CommandLine


def source(office: CommandLine) -> str:
    return f"sqlite:///{office.database}"


def accounts(url: str) -> list[str]:
    with closing(open_store(url)) as store, store.read() as unit:
        return list(unit.connection.scalars(select(AccountRow.name)))


def test_a_database_is_copied_to_a_server_and_back(office: CommandLine, tmp_path: Path, postgres_url: str) -> None:
    back = f"sqlite:///{tmp_path / 'back.sqlite'}"

    there = office.did("database", "copy", source(office), postgres_url)
    shape = office("database", "copy", postgres_url, back, "--json").json

    assert accounts(back) == accounts(source(office)) == ["Fabrikam"]
    assert f"holds all of database {office.database} ({shape['total']} rows, compared); next: let url in" in there
    assert (shape["to"], shape["went_on"]) == (str(tmp_path / "back.sqlite"), False)
    assert shape["rows"]["accounts"] == 1
    password = postgres_url.split(":")[2].partition("@")[0]
    assert password not in there + str(shape)


def test_what_would_be_copied_is_told_and_nothing_is_made(office: CommandLine, tmp_path: Path) -> None:
    copy = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    before = sorted(one.name for one in tmp_path.iterdir())

    told = office.did("database", "copy", source(office), copy, "--dry-run")
    shape = office("database", "copy", source(office), copy, "--dry-run", "--json").json

    assert f"{tmp_path / 'copy.sqlite'} is not there yet: {shape['total']} rows of" in told
    assert (shape["to_state"], shape["rows"]["accounts"]) == ("missing", 1)
    assert sorted(one.name for one in tmp_path.iterdir()) == before


def test_a_database_that_the_service_works_on_is_not_copied(office: CommandLine, tmp_path: Path) -> None:
    owner, now = f"{socket.gethostname()}x/17/5", datetime.now(UTC)
    with closing(open_store(source(office))) as store, store.write() as unit:
        unit.mailboxes.register({"bob@us.example": False})
        every = timedelta(minutes=1)
        unit.mailboxes.claim(owner=owner, lease=timedelta(minutes=10), every=every, now=now, only_due=False)

    refused = office("database", "copy", source(office), f"sqlite:///{tmp_path / 'copy.sqlite'}")

    assert refused.code == 1
    assert "is being worked on: bob@us.example by process 17" in refused.err
    assert not (tmp_path / "copy.sqlite").exists()


def test_a_copy_over_records_is_refused_by_a_sentence(office: CommandLine, tmp_path: Path) -> None:
    copy = a_file(tmp_path / "copy.sqlite")
    office.did("database", "copy", source(office), copy)

    refused = office("database", "copy", source(office), copy)

    assert refused.code == 1
    assert f"database {tmp_path / 'copy.sqlite'}: holds records already" in refused.err
    assert accounts(copy) == ["Fabrikam"]


def test_what_is_no_url_is_refused_by_a_sentence_without_it(office: CommandLine) -> None:
    refused = office("database", "copy", source(office), "postgre://bob:hush@db")

    assert refused.code == 1
    assert "database url: names an unknown kind of database" in refused.err
    assert "hush" not in refused.err
