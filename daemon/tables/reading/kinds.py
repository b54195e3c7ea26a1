"""What a file is, by how it begins: a text, a workbook, or something that is no table. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from store.errors import Invalid

EXPORTED = "export the list as CSV or .xlsx from the program that it comes from"
SAVED = "open it in the program that it comes from, and save it as .xlsx or CSV"


class File(NamedTuple):
    """What is no table, by what it begins with, and what people call it."""

    mark: bytes
    words: str


_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS = (
    File(b"\x89PNG", "a picture"),
    File(b"\xff\xd8\xff", "a picture"),
    File(b"GIF8", "a picture"),
    File(b"II*\x00", "a picture"),
    File(b"MM\x00*", "a picture"),
    File(b"RIFF", "a sound or a picture"),
    File(b"\x1f\x8b", "a packed file (gzip)"),
    File(b"7z\xbc\xaf", "a packed file (7-Zip)"),
    File(b"Rar!", "a packed file (RAR)"),
    File(b"\xfd7zXZ", "a packed file (xz)"),
    File(b"SQLite format 3", "a database"),
    File(b"{\\rtf", "a text document (RTF)"),
    File(b"BEGIN:VCARD", "a vCard"),
    File(b"BEGIN:VCALENDAR", "a calendar"),
    File(b"\x09\x08\x10\x00", "an old Excel workbook"),
    File(b"\x09\x04\x06\x00", "an old Excel workbook"),
    File(b"\x7fELF", "a program"),
    File(b"MZ\x90", "a program"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.{0,200}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.I | re.S
)
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"')


def is_zip(content: bytes) -> bool:
    """Whether it may be a workbook, which is a zip archive."""
    return content.startswith(_ZIP)


def refuse_what_is_no_text(name: str, content: bytes) -> None:
    """Raises Invalid for a file that is something else than a table as text, and says what it is."""
    begins = content[:1024].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in begins:
        raise Invalid(name, "is a PDF, not a table", EXPORTED)
    if begins.startswith(_OLE):
        raise Invalid(name, *_of_ole(content))
    for file in _BEGINNINGS:
        if begins.startswith(file.mark):
            raise Invalid(name, f"is {file.words}, not a table", SAVED if "Excel" in file.words else EXPORTED)
    if _HTML.match(begins):
        raise Invalid(name, "is a web page (HTML) that calls itself a table", SAVED)
    if begins.lstrip().startswith(b"<?xml"):
        sheet = b"urn:schemas-microsoft-com:office:spreadsheet" in content[:4096]
        raise Invalid(name, f"is {'an XML table of Excel 2003' if sheet else 'XML'}, not a table as text", SAVED)
    if _JSON.match(begins):
        raise Invalid(name, "is JSON, not a table", EXPORTED)


def _of_ole(content: bytes) -> tuple[str, str]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        remedy = "open it in Excel, take the password off (File, Info, Protect Workbook) and save it"
        return "is protected by a password", remedy
    if any(word.encode("utf-16-le") in content for word in ("Workbook\0", "Book\0")):
        return "is an old Excel workbook (.xls)", SAVED
    return "is an old Office document, not a table", EXPORTED
