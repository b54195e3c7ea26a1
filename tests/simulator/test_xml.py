"""Text in the simulator's XML: what XML cannot hold is left out, of whatever length and letters the text is."""

import pytest
from lxml import etree

from simulator.xml import clean, leaf, parse


@pytest.mark.parametrize("around", ["", "x" * 1_000, "é" * 1_000], ids=["short", "long", "of other letters"])
def test_only_what_xml_cannot_hold_is_left_out(around: str):
    for code in (*range(0x300), 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF):
        said = f"{around}<{chr(code)}&"
        try:
            etree.Element("holder").text = said
            expected = said
        except ValueError:  # lxml says what XML 1.0 cannot hold
            expected = f"{around}<&"
        assert clean(said) == expected, hex(code)
        assert parse(leaf("Subject", said)).text == expected, hex(code)
