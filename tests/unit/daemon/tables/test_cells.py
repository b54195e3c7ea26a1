"""Cells and tables as bytes: read strictly, written safely, and the same when read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.tables.cells import Formula, joined, kept, parted, read, written
from daemon.tables.exporting import as_csv
from daemon.tables.reading import rows

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
    ("cell", "text"), [('="+4722000000"', "+4722000000"), ('="0815"', "0815"), ('="a""b"', 'a"b'), ('="a"b"', '="a"b"')]
)
def test_a_text_that_an_export_wrote_as_a_formula_is_that_text(cell: str, text: str):
    assert read(cell) == text
    assert read(written(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'+47 900 00 000", "+47 900 00 000"), ("'0815", "0815"), ("'s-Hertogenbosch", "'s-Hertogenbosch"), ("'", "'")],
)
def test_an_apostrophe_before_a_number_makes_a_text_of_it(cell: str, text: str):
    assert read(cell) == text


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x.example")', "=", "=A1"])
def test_a_formula_is_told_from_its_text(cell: str):
    assert isinstance(read(cell), Formula)
    assert not isinstance(read(written(cell)), Formula)


@pytest.mark.parametrize(
    ("cell", "same"),
    [("+47 900 00 000", True), ("-12.5 %", True), ('="0815"', True), ("=1+1", False), ("@sum", False), ("Eva", True)],
)
def test_a_cell_of_somebodys_table_is_kept_unless_it_would_be_computed(cell: str, same: bool):
    assert kept(cell) == (cell if same else f"'{cell}")
