"""A table's bytes: what they are, in which letters they are written and what parts their cells is found, and said."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from daemon.tables.reading import decoded, opened, rows
from daemon.tables.reading.texts import text_of
from store.errors import Invalid

pytestmark = pytest.mark.row(38)


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        ("name\nÅse\n".encode(), None, "UTF-8"),
        ("name\nÅse\n".encode("utf-8-sig"), None, "UTF-8 with a byte order mark"),
        ("name\nÅse\n".encode("utf-16"), None, "UTF-16"),
        ("name\nÅse\n".encode("utf-16-be"), None, "UTF-16 without a byte order mark"),
        ("name\nÅse\n".encode("utf-16-le"), None, "UTF-16 without a byte order mark"),
        ("name\nÅse\n".encode("utf-8-sig"), "utf-8", "utf-8"),
        ("name\nÅse\n".encode("cp1252"), "cp1252", "cp1252"),
        ("name\nÅse\n".encode("cp1252"), None, "the letters of Windows (cp1252, for example 'Åse'; "),
    ],
)
def test_the_letters_of_a_table_are_found_and_said(content: bytes, encoding: str | None, said: str):
    text, how = text_of("t.csv", content, encoding)

    assert text == "name\nÅse\n"
    assert how.startswith(said)


@pytest.mark.parametrize("text", ["name\nMüller – „Bau“ GmbH\n", "name\n5 € für Øl\n", "name\nFrançois, Zoë\n"])
def test_texts_of_western_windows_are_read_as_such(text: str):
    assert decoded("t.csv", text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Müller", "cp850"), ("Åse", "cp437"), ("Überön", "mac-roman"), ("Иван Петров", "cp1251"), ("Άννα", "cp1253")],
)
def test_letters_of_other_codes_are_asked(text: str, encoding: str):
    with pytest.raises(Invalid, match=r"line 2: is not UTF-8 .*--encoding"):
        decoded("t.csv", f"name\n{text}\n".encode(encoding))


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        (b"name\nx\n\x81se\n", None, r"t.csv, line 3: is not UTF-8 \(byte 0x81\); .*--encoding cp1252"),
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
    ("text", "delimiter", "said"),
    [
        ("name,phone\nx,1\n", ",", "cells parted by ','"),
        ("name;phone\nx,y;1\n", ";", "cells parted by ';'"),
        ('"a, b";phone\nx;1\n', ";", "cells parted by ';'"),
        ("name\tphone\nx\t1\n", "\t", "cells parted by tabs"),
        ("name|phone\nx|1\n", "|", "cells parted by '|'"),
        ("sep=;\nname;phone\nx;1\n", ";", "as its first line says"),
        ('"sep=|"\r\nname|phone\r\nx|1\r\n', "|", "as its first line says"),
        ("name\nx\n", ",", "UTF-8"),
    ],
)
def test_what_parts_the_cells_is_found_and_said(text: str, delimiter: str, said: str):
    source = opened("t.csv", text.encode())

    assert source.delimiter == delimiter
    assert said in ", ".join(source.found)
    assert len(list(source.rows())) == 2


def test_lines_are_counted_from_the_one_that_names_the_delimiter():
    source = opened("t.csv", b"sep=;\nname;phone\nx;1\n")

    assert [line for line, _ in source.rows()] == [2, 3]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def an_archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, not a table; export the list as CSV or .xlsx"),
        (b"\n\n%PDF-1.4", "is a PDF"),
        (OLE + "Workbook\0".encode("utf-16-le"), r"is an old Excel workbook \(.xls\); open it"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password; open it in Excel"),
        (OLE, "is an old Office document"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\xff\xd8\xff\xe0", "is a picture"),
        (b"<html><table><tr><td>name</td></tr></table>", r"is a web page \(HTML\) that calls itself a table"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "is a web page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "is an XML table",
        ),
        (b'{"name": "x"}', "is JSON"),
        (b'[{"name": "x"}]', "is JSON"),
        (b"BEGIN:VCARD\r\n", "is a vCard"),
        (b"\x1f\x8b\x08", "is a packed file"),
        (an_archive("a.csv"), "is a zip archive, not a table; unpack it"),
        (an_archive("word/document.xml"), "is a text document"),
        (an_archive("mimetype", "content.xml"), "is a document of LibreOffice"),
        (an_archive("xl/workbook.bin"), "is a binary Excel workbook"),
        (b"PK\x03\x04rubbish", "is damaged"),
    ],
)
def test_a_file_of_another_kind_says_what_it_is_and_what_to_do(content: bytes, reason: str):
    with pytest.raises(Invalid, match=rf"^t\.csv: {reason}"):
        opened("t.csv", content)


def test_a_text_has_no_sheets():
    with pytest.raises(Invalid, match="is a text, which has no sheets; leave --sheet out"):
        opened("t.csv", b"name\nx\n", sheet="A")


def test_a_quote_that_never_ends_is_no_row():
    with pytest.raises(Invalid, match=r"t\.csv, line 2: is no row of a table"):
        list(rows("t.csv", 'name\n"x\n', ","))


def test_empty_lines_are_passed_over_and_lines_are_counted():
    out = io.StringIO()
    csv.writer(out).writerows([["name"], [], ["two\nlines"], ["x"]])

    assert list(rows("t.csv", out.getvalue(), ",")) == [(1, ["name"]), (4, ["two\nlines"]), (5, ["x"])]
