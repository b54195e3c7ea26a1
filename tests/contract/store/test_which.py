"""A database is the same by each of its names, and no other is."""

import os
from pathlib import Path

import pytest

from store.database import migrate
from store.errors import StoreError
from store.which import which
from tests.databases import a_file
from tests.postgres import PASSWORD, PostgresServer


def test_a_file_is_the_same_by_each_of_its_names(tmp_path: Path) -> None:
    a_file(tmp_path / "one.sqlite")
    migrate(f"sqlite:///{tmp_path}/other.sqlite")
    os.link(tmp_path / "one.sqlite", tmp_path / "linked.sqlite")
    (tmp_path / "beside").symlink_to(tmp_path)

    by_each = {which(f"sqlite:///{tmp_path}/{name}.sqlite") for name in ("one", "linked", "beside/one")}

    assert len(by_each) == 1
    assert "" not in by_each
    assert which(f"sqlite:///{tmp_path}/other.sqlite") not in by_each


def test_a_servers_database_is_the_same_by_each_name_of_its_machine(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        by_each = {which(one), which(one.replace("127.0.0.1", "127.1")), which(one.replace("127.0.0.1", "localhost"))}

        assert len(by_each) == 1
        assert "" not in by_each
        assert which(other) not in by_each


def test_one_that_cannot_be_asked_says_nothing(tmp_path: Path, postgres_server: PostgresServer) -> None:
    assert which(f"sqlite:///{tmp_path}/none.sqlite") == ""
    assert which(postgres_server.url("none")) == ""
    assert which(postgres_server.url("postgres").replace(PASSWORD, "wrong")) == ""


def test_a_url_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(StoreError, match="names an unknown kind of database"):
        which("mysql://us.example/deals")
