"""A dossier as HTML and PDF: whatever a record holds comes out as text, and as nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from daemon.print.dossier import Dossier, Table
from daemon.print.html import page
from daemon.print.pdf import sheet

pytestmark = pytest.mark.row(19)

PLAIN = Dossier(
    key="OPP-17",
    title="200 seats",
    remark="Closed Won",
    fields=(("Stage", "Proposal"), ("E-mail", "ann@client.example")),
    texts=(("Comments", "First line\nSecond line"),),
    tables=(
        Table("Products and services", ("", "Product", "Total"), (("1", "Seat", "120.50 EUR"),), (2,), ("", "", "9")),
        Table("Communication history", ("When", "Subject"), (("2026-03-01", "Our offer"),)),
    ),
    printed="Printed by dealtrail, 2026-03-02 12:00",
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    '#eval("1") $x$ *bold* #import "@preview/x:0.1.0": *',
    "</style><style>body{display:none}</style>",
    "\\u202e \ufffe & &lt; ]] -->",
    "日本語 العربية 🦊",
]


def with_text(text: str) -> Dossier:
    table = Table("Table", ("Column",), ((text,),))
    return replace(PLAIN, title=text, remark=text, fields=((text, text),), texts=((text, text),), tables=(table,))


def shape(document: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page with the names of their attributes, in order."""
    elements = html.document_fromstring(document).iter(etree.Element)
    return [(element.tag, tuple(element.attrib)) for element in elements]


def test_a_page_shows_every_field_text_and_table():
    shown = html.document_fromstring(page(PLAIN)).text_content()

    for text in ("OPP-17", "200 seats", "Closed Won", "ann@client.example", "Second line", "120.50 EUR", "Our offer"):
        assert text in shown


def test_a_page_needs_and_runs_nothing_from_outside():
    document = html.document_fromstring(page(PLAIN))

    assert document.xpath("//script | //link | //img | //iframe | //@src | //@href") == []
    assert "default-src 'none'" in document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup_on_a_page(text: str):
    written = page(with_text(text))

    assert shape(written) == shape(page(with_text("harmless")))
    assert text in html.document_fromstring(written).text_content()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_no_text_changes_the_pages_shape(text: str):
    assert shape(page(with_text(text))) == shape(page(with_text("harmless")))


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 20_000])
def test_a_pdf_is_made_of_whatever_text(text: str):
    assert sheet(with_text(text)).startswith(b"%PDF-")


@settings(max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_keeps_a_pdf_from_being_made(text: str):
    assert sheet(with_text(text)).startswith(b"%PDF-")


def test_text_in_a_pdf_is_set_as_it_is():
    one, other = (sheet(replace(PLAIN, title=title), format="svg") for title in ("#lorem(90)", "_lorem(90)"))

    assert one != other
    assert abs(len(one) - len(other)) < 3_000  # one sign differs; ninety words would be far more


def test_a_word_longer_than_a_line_breaks_instead_of_running_off_the_paper():
    short, long = (sheet(replace(PLAIN, title=title), format="svg").decode() for title in ("W", "W" * 300))

    top, lower = (float(re.search(r"translate\([\d.]+ ([\d.]+)\)", drawn)[1]) for drawn in (short, long))

    assert lower > top + 100  # what follows the title has made room for its lines
