"""Errors are sentences, survive a journey between processes, and never tell a password."""

from __future__ import annotations

import pickle

import pytest

from store.database import open_store
from store.engine import place_of
from store.errors import Ambiguous, DatabaseError, DatabaseLocked, NotFound, StoreError, Taken


def test_an_error_reads_subject_reason_remedy():
    assert str(StoreError("database x", "is gone", "restore it")) == "database x: is gone; restore it"
    assert str(Taken("address a@b", "belongs to Ann")) == "address a@b: belongs to Ann"
    assert issubclass(DatabaseLocked, DatabaseError)


def test_a_long_list_of_candidates_is_cut():
    said = str(Ambiguous("contact", "a", [f"C{n}" for n in range(12)]))

    assert said.endswith("C9 and 2 more; name one of them")


@pytest.mark.parametrize(
    "error",
    [
        StoreError("s", "r", "m"),
        DatabaseLocked("s", "r"),
        NotFound("account", 17, ["A"]),
        Ambiguous("account", "x", ["A", "B"]),
    ],
)
def test_an_error_survives_pickling(error: StoreError):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes

    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://u:hunter2@h/x",
        "postgresql+psycopg2://u:hunter2@h/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://host/path",
        "sqlite+aiosqlite:///x",
        "postgresql://u:hunter2@h:port/x",
        "://hunter2",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_being_repeated(url: str):
    with pytest.raises(StoreError) as said:
        open_store(url)

    assert said.value.subject == "database url"
    assert "hunter2" not in str(said.value)
    assert said.value.remedy


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////var/lib/x.sqlite", "database /var/lib/x.sqlite"),
        ("postgresql://u:hunter2@db.example/trail", "database trail at db.example"),
        ("postgresql://u:hunter2@db.example:5433/trail", "database trail at db.example:5433"),
        ("postgresql:///trail?host=/run/postgresql&password=hunter2", "database trail at /run/postgresql"),
        ("postgresql+psycopg://u:hunter2@h/", "database (default) at h"),
    ],
)
def test_a_database_is_named_without_its_password(url: str, name: str):
    assert str(place_of(url)) == name
    assert "hunter2" not in repr(place_of(url))
