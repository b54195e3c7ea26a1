"""Answers are read strictly: whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from connectors.characters import clean
from connectors.ews.wire.xml import BadAnswer, parse

HEAD = b'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
TAIL = b"</s:Body></s:Envelope>"


def text_of(content: bytes) -> str:
    return "".join(parse(HEAD + content + TAIL).itertext())


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a&amp;b \xc3\x85", "a&b Å"),
        (b"a&#x1F;b", "ab"),
        (b"a&#31;b&#0;", "ab"),
        (b"a\x1fb", "ab"),
        (b"a&#xFFFE;b", "ab"),
        (b"a&#99999999999;b", "ab"),
        (b"&#x9;&#xD;&#x1F;\n", "\t\r\n"),
        (b"&#xD83D;&#xDE00;&#x1;", "😀"),
        (b"a&#xD83D;b", "a\N{REPLACEMENT CHARACTER}b"),
        (b"bad utf-8 \xff\x01", "bad utf-8 \N{REPLACEMENT CHARACTER}"),
        (b"&#x1F;&lt;&#60;b&#x3E;", "<<b>"),
    ],
)
def test_what_xml_forbids_is_taken_out_and_all_else_stays(content: bytes, text: str) -> None:
    assert text_of(content) == text


@given(st.integers(min_value=1, max_value=len(HEAD + b"text&#x1F;" + TAIL) - 1))
def test_an_answer_cut_anywhere_is_refused(length: int) -> None:
    with pytest.raises(BadAnswer):
        parse((HEAD + b"text&#x1F;" + TAIL)[:length])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the server answered nothing"),
        (b" \r\n", "the server answered nothing"),
        (b"<!DOCTYPE html><html><body>Sign in<br></body></html>", "a web page"),
        (b"<html><body/></html>", "not EWS"),
        (b"plain words", "cut short, or not XML"),
        (b"<a/>", "not EWS"),
    ],
)
def test_other_things_are_refused_by_name(content: bytes, reason: str) -> None:
    with pytest.raises(BadAnswer, match=reason):
        parse(content)


def test_entities_of_a_document_type_are_not_followed() -> None:
    content = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]><s:Envelope xmlns:s="urn:x">&x;</s:Envelope>'

    with pytest.raises(BadAnswer):
        parse(content)


@given(st.text())
def test_clean_text_can_always_be_written_and_read_back(text: str) -> None:
    element = etree.Element("a")
    element.text = clean(text)

    assert (etree.fromstring(etree.tostring(element)).text or "") == clean(text)
