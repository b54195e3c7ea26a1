"""Excel workbooks, in and out: texts, dates and numbers are what they are, and nothing in a file harms who opens it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from daemon.tables import GivenOut, opened, write_workbook
from daemon.tables.cells import Fault, Formula, Moment, Number, Share
from daemon.tables.columns import Kind
from store.errors import Invalid

pytestmark = pytest.mark.row(38)


def a_workbook(fill: Callable[[Any], None], **options: Any) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, options)
    fill(book)
    book.close()
    return out.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            new.writestr(info.filename, change(text) if info.filename == part else text)
    return out.getvalue()


def every_kind(book: Any) -> None:
    sheet = book.add_worksheet("Deals")
    day, clock = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    share, text = book.add_format({"num_format": "0 %"}), book.add_format({"num_format": '0 "%"'})
    sheet.write_row(1, 1, ["title", "day", "at", "share", "number", "long", "formula", "error", "yes"])
    sheet.write_string(3, 1, "  =not computed ")
    sheet.write_datetime(3, 2, date(2027, 3, 4), day)
    sheet.write_datetime(3, 3, datetime.fromisoformat("2027-03-04 09:15"), clock)
    sheet.write_number(3, 4, 0.07, share)
    sheet.write_number(3, 5, 0.1 + 0.2)
    sheet.write_number(3, 6, 1234567890123456789)
    sheet.write_formula(3, 7, "=1+1", None, 2)
    sheet.write_formula(3, 8, "=NA()", None, "#N/A")
    sheet.write_boolean(3, 9, True)
    sheet.write_number(4, 4, 50, text)
    sheet.write_number(4, 6, 4722000000)
    sheet.write_string(4, 1, "'=from an export")


@pytest.mark.parametrize("is_of_a_mac", [False, True])
def test_cells_are_what_the_workbook_says_in_the_systems_of_1900_and_1904(is_of_a_mac: bool):
    source = opened("t.xlsx", a_workbook(every_kind, date_1904=is_of_a_mac))

    (_, first), (line, cells), (_, after) = source.rows()

    assert source.found == ("an Excel workbook, sheet 'Deals'",)
    assert first == ["title", "day", "at", "share", "number", "long", "formula", "error", "yes"]
    assert line == 4
    assert cells[:5] == ["=not computed", "2027-03-04", "2027-03-04 09:15", "7", "0.3"]
    assert [type(cell) for cell in cells[:8]] == [str, Moment, Moment, Share, Number, Fault, Formula, Formula]
    assert cells[8] == "yes"
    assert (after[0], after[3], after[5]) == ("=from an export", "50", "4722000000")


def two_sheets(book: Any) -> None:
    book.add_worksheet("Empty")
    book.add_worksheet("Norge").write_row(0, 0, ["name"])
    hidden = book.add_worksheet("Old")
    hidden.write_row(0, 0, ["name", "phone"])
    hidden.hide()
    book.add_worksheet("Sverige").write_row(0, 0, ["name", "web"])


def test_one_of_several_sheets_is_named():
    content = a_workbook(two_sheets)

    with pytest.raises(Invalid, match=r"has several sheets: 'Norge', 'Sverige'; name one of them: --sheet"):
        opened("t.xlsx", content)
    with pytest.raises(Invalid, match="has no sheet 'Danmark'; there are: 'Empty', 'Norge', 'Old', 'Sverige'"):
        opened("t.xlsx", content, sheet="Danmark")
    assert list(opened("t.xlsx", content, sheet="sverige").rows()) == [(1, ["name", "web"])]
    assert list(opened("t.xlsx", content, sheet="Old").rows()) == [(1, ["name", "phone"])]


def test_a_hidden_sheet_is_none_of_several():
    def fill(book: Any) -> None:
        book.add_worksheet("A").write_row(0, 0, ["name"])
        hidden = book.add_worksheet("B")
        hidden.write_row(0, 0, ["other"])
        hidden.hide()

    assert list(opened("t.xlsx", a_workbook(fill)).rows()) == [(1, ["name"])]


def one_name(book: Any) -> None:
    book.add_worksheet("A").write_row(0, 0, ["name"])


SHEET = "xl/worksheets/sheet1.xml"
CELL = rb'<c r="A1" t="s"><v>0</v></c>'


@pytest.mark.sampled(one_in=3)
@pytest.mark.parametrize(
    ("put", "reason"),
    [
        (CELL + b'<c r="XFD1" t="s"><v>0</v></c>', "has 16,384 columns, at most 1,000 are read; copy the rows"),
        (
            CELL + b'</row><row r="1048576"><c r="CV1048576"><v>1</v></c>',
            "has its last cell in row 1,048,576",
        ),
        (CELL + b'<c r="B1" s="0"/>' * 4_100_000, "has more than 4,000,000 cells, empty ones included; copy the rows"),
    ],
)
def test_a_workbook_of_endless_cells_is_refused_before_it_is_read(put: bytes, reason: str):
    content = changed(a_workbook(one_name), SHEET, lambda text: text.replace(CELL, put))

    with pytest.raises(Invalid, match=reason):
        opened("t.xlsx", content)


def test_cells_that_are_empty_far_away_are_none():
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ["name"])
        sheet.write_blank(2_000, 16_000, None, book.add_format({"bold": True}))

    assert list(opened("t.xlsx", a_workbook(fill)).rows()) == [(1, ["name"])]


def resized(content: bytes, size: Callable[[int], int]) -> bytes:
    """Of its sheet the archive says that it is of another size than it is."""
    is_now = zipfile.ZipFile(io.BytesIO(content)).getinfo(SHEET).file_size
    return content.replace(is_now.to_bytes(4, "little"), size(is_now).to_bytes(4, "little"))


def test_a_workbook_that_would_fill_the_memory_is_not_unpacked():
    with pytest.raises(Invalid, match="is more than 300 MB when it is unpacked; copy the rows"):
        opened("t.xlsx", resized(a_workbook(one_name), lambda size: 3_000_000_000))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda content: content[: len(content) // 2], "is damaged"),
        (lambda content: resized(content, lambda size: size - 100), "is damaged"),
        (lambda content: changed(content, SHEET, lambda text: b"<rubbish"), "is (damaged|empty)"),
        (lambda content: changed(content, "xl/workbook.xml", lambda text: b"rubbish"), "is damaged|no visible sheet"),
        (
            lambda content: changed(content, SHEET, lambda text: re.sub(b"<c .*</c>", b"", text)),
            "is empty",
        ),
    ],
)
def test_a_workbook_that_is_broken_is_said_in_a_sentence(spoil: Callable[[bytes], bytes], reason: str):
    with pytest.raises(Invalid, match=rf"t\.xlsx.*{reason}"):
        list(opened("t.xlsx", spoil(a_workbook(one_name))).rows())


STORED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)
COLUMNS = GivenOut({"text": Kind.TEXT, "day": Kind.DAY, "at": Kind.MOMENT, "amount": Kind.AMOUNT, "last": Kind.TEXT})


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            STORED.filter(bool),
            st.dates(),
            st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year < 9999),
            st.decimals(0, 10**12, places=2),
            st.sampled_from(["=1+1", "'=1+1", "+47 22", "0815", "1234567890123456789", "2025-03-04", "x\ny"]),
        ),
        max_size=4,
    )
)
def test_whatever_is_written_into_a_workbook_reads_back_the_same(rows: list[tuple[Any, ...]]):
    given_out = [
        {"text": text, "day": str(day), "at": f"{at.year:04}{at:-%m-%d %H:%M}", "amount": f"{amount:f}", "last": last}
        for text, day, at, amount, last in rows
    ]
    out = io.BytesIO()
    write_workbook(out, "t", COLUMNS, given_out)

    (_, first), *others = opened("t.xlsx", out.getvalue()).rows()

    assert first == list(COLUMNS.kinds)
    read = [dict(zip(first, cells, strict=True)) for _, cells in others]
    for is_there, was in zip(read, given_out, strict=True):
        assert float(is_there.pop("amount") or 0) == float(was.pop("amount"))
        assert is_there.pop("at").removesuffix(" 00:00") == was.pop("at").removesuffix(" 00:00")
        assert is_there == was


def test_what_no_cell_of_excel_holds_is_refused():
    with pytest.raises(Invalid, match="t, row 2, column text: has 40,000 characters, a cell of Excel takes 32,767"):
        write_workbook(io.BytesIO(), "t", COLUMNS, [{"text": "x" * 40_000}])
