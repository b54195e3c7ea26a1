"""Tables for people: whatever is in them, no word is broken where the terminal has room for it."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.cli.base.output import say_table

HEADINGS = ("key", "title", "linked to", "assigned to", "stage", "%", "expected", "close date", "reminder")
WORDS = st.text("abcdefghijklmnopø-", min_size=1, max_size=24)
CELLS = st.lists(WORDS, max_size=6).map(" ".join)


def told(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        say_table(columns, rows)
    return out.getvalue()


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.integers(3, len(HEADINGS)).flatmap(lambda n: st.lists(st.tuples(*[CELLS] * n), min_size=1, max_size=5)))
def test_no_word_is_broken_and_none_is_lost(rows: list[tuple[str, ...]]):
    shown = told(HEADINGS[: len(rows[0])], rows)

    assert max(map(len, shown.splitlines())) <= 80
    words = shown.replace(";", " ").split()
    for row in rows:
        for word in " ".join(row).split():
            assert word in words


def test_a_table_that_fits_has_all_its_columns():
    shown = told(("key", "title", "note"), [("OPP-1", "200 seats", "")])

    assert shown.splitlines()[0].split() == ["key", "title", "note"]


def test_what_is_empty_makes_room():
    row = ("OPP-1", "A long title of many words for once", "Fabrikam Incorporated", "", "Prospecting", "50", "", "", "")

    shown = told(HEADINGS, [row])

    assert shown.splitlines()[0].split() == ["key", "title", "linked", "to", "stage", "%"]
    assert "Prospecting" in shown


def test_rows_that_fit_no_line_are_told_one_by_one():
    address = "somebody.with.a.very.long.name@subsidiary.of.fabrikam.example"

    shown = told(("id", "name", "addresses", "account"), [("1", "Ann Lee", address, "Fabrikam-Incorporated-of-Norway")])

    assert shown == f"1  Ann Lee\n    addresses {address};\n    account Fabrikam-Incorporated-of-Norway\n"


def test_nothing_is_told_in_words():
    assert told(("key", "title"), []) == "none\n"
