"""Cells and tables as bytes: read strictly, written safely, and the same when read back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.tables.cells import decoded, header, joined, parted, read, rows, written
from daemon.tables.exporting import as_csv
from store.errors import Invalid

pytestmark = pytest.mark.row(38)

STORED = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(str.strip)


@given(STORED)
def test_what_is_written_reads_back_the_same(text: str):
    assert read(written(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+47 22", "-1", "@sum", "'=1+1"])
def test_no_cell_is_a_formula(text: str):
    assert written(text) == f"'{text}"


@given(st.lists(STORED.filter(bool)))
def test_several_texts_in_a_cell_read_back_the_same(texts: list[str]):
    assert parted(joined(texts)) == tuple(texts)


@given(st.lists(st.lists(STORED, min_size=2, max_size=2), max_size=5))
def test_a_table_reads_back_the_same(cells: list[list[str]]):
    text = "".join(as_csv(["a", "b"], [{"a": first, "b": second} for first, second in cells]))

    (_, first), *others = rows("t.csv", text, ",")

    assert first == ["a", "b"]
    assert [[read(cell) for cell in row] for _, row in others] == [row for row in cells if any(row)]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("name\nÅse\n".encode(), None),
        ("name\nÅse\n".encode("utf-8-sig"), None),
        ("name\nÅse\n".encode("utf-16"), None),
        ("name\nÅse\n".encode("utf-8-sig"), "utf-8"),
        ("name\nÅse\n".encode("cp1252"), "cp1252"),
    ],
)
def test_a_table_is_read_as_it_says_or_as_it_is_named(content: bytes, encoding: str | None):
    assert decoded("t.csv", content, encoding) == "name\nÅse\n"


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        (b"name\nx\n\xc5se\n", None, r"t.csv, line 3: is not UTF-8 \(byte 0xC5\); .*--encoding cp1252"),
        (b"name\n\xff", "ascii", r"t.csv, line 2: is not ASCII"),
        (b"name\n", "undefined", "encoding: 'undefined' is none that text is kept in"),
        (b"name\n", "klingon", "encoding: 'klingon' is not known"),
        (b"name\n\0\n", None, "t.csv, line 2: holds a NUL character"),
        (b"\xff\xfen\x00a", None, "is not UTF-16"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(content: bytes, encoding: str | None, reason: str):
    with pytest.raises(Invalid, match=reason):
        decoded("t.csv", content, encoding)


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (["name", "fone"], "has a column 'fone', which is unknown; nearest: phone"),
        (["name", "Name "], "names the column 'name' twice"),
        (["name;phone"], "has one column only; are they parted otherwise"),
        (["", "name"], "has a column ''"),
        (["name", "fone", "E-Post"], "has columns that are unknown: 'fone', 'E-Post'; there are: name, phone"),
    ],
)
def test_a_first_row_that_names_no_columns_is_refused(first: list[str], reason: str):
    with pytest.raises(Invalid, match=reason):
        header("t.csv", first, ["name", "phone"], ",")


def test_columns_are_named_in_any_order_and_case():
    assert header("t.csv", ["Phone", " NAME ", "External ID"], ["name", "phone", "external_id"], ",") == [
        "phone",
        "name",
        "external_id",
    ]


def test_empty_columns_at_the_end_are_none():
    assert header("t.csv", ["name", "phone", "", " "], ["name", "phone"], ",") == ["name", "phone"]


@pytest.mark.parametrize(
    ("cell", "text"), [('="+4722000000"', "+4722000000"), ('="0815"', "0815"), ('="a""b"', 'a"b'), ('="a"b"', '="a"b"')]
)
def test_a_text_that_an_export_wrote_as_a_formula_is_that_text(cell: str, text: str):
    assert read(cell) == text
    assert read(written(cell)) == cell


def test_a_quote_that_never_ends_is_no_row():
    with pytest.raises(Invalid, match=r"t\.csv, line 2: is no row of a table"):
        list(rows("t.csv", 'name\n"x\n', ","))


def test_empty_lines_are_passed_over_and_lines_are_counted():
    out = io.StringIO()
    csv.writer(out).writerows([["name"], [], ["two\nlines"], ["x"]])

    assert list(rows("t.csv", out.getvalue(), ",")) == [(1, ["name"]), (4, ["two\nlines"]), (5, ["x"])]
