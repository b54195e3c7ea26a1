"""A Windows name in double quotes: TOML reads codes in it, and whoever wrote it is told what to write instead."""

from __future__ import annotations

import pytest

from tests.unit.config.desk import Desk

BEGINS = "a backslash in double quotes begins a code"
NO_TOML = [
    (r'exchange.username = "US\sven"', r'''write 'US\sven' in single quotes, or "US\\sven"'''),
    (r'exchange.username = "US\ulf"', r'''write 'US\ulf' in single quotes, or "US\\ulf"'''),
    (r'exchange.ca_file = "C:\Users\ca.pem"', r'''write 'C:\Users\ca.pem' in single quotes, or "C:\\Users\\ca.pem"'''),
    (r'exchange.ca_file = "C:\data\"', r'''write 'C:\data\' in single quotes, or "C:\\data\\"'''),
    (r'exchange.username = "O\'Neil"', r'''write "O\\'Neil"'''),
    ('[[mailbox]]\nfolders = ["Inbox", "In\\Box"]', r'''write 'In\Box' in single quotes, or "In\\Box"'''),
    (r'exchange = { username = "US\sven" }', r'''write 'US\sven' in single quotes, or "US\\sven"'''),
    (r'exchange.password = "se\same"', "write the text in single quotes, or each backslash twice"),
    (r'exchange = { username = "x", password = "se\same" }', "write the text in single quotes, or each backslash"),
]
SLIPS = [
    (r"US\bob", "exchange.username has a backspace in it, which \\b means"),
    (r"US\tom", "exchange.username has a tab in it, which \\t means"),
    (r"US\nora", "exchange.username has a line break in it, which \\n means"),
    (r"US\fritz", "exchange.username has a form feed in it, which \\f means"),
    (r"US\ruth", "exchange.username has a carriage return in it, which \\r means"),
]


@pytest.mark.parametrize(("text", "hint"), NO_TOML)
def test_what_the_parser_refuses_is_told_with_what_to_write(desk: Desk, text: str, hint: str):
    (line,) = desk.problems(text)

    assert line.startswith("FILE: this is not valid TOML: ")
    assert f"; {BEGINS}: {hint}" in line
    assert "same" not in line


@pytest.mark.parametrize(("name", "what"), SLIPS)
def test_what_the_parser_takes_for_another_character_is_told_with_its_line(desk: Desk, name: str, what: str):
    text = f'[exchange]\nusername = "{name}"\npassword = "x"\n'

    doubled = name.replace("\\", "\\\\")
    assert desk.problems(text) == [
        f"FILE:2: {what} in double quotes: write '{name}' in single quotes, or \"{doubled}\""
    ]


def test_a_secret_is_not_repeated(desk: Desk):
    (line,) = desk.problems('[exchange]\npassword = "se\\bsame"\n')

    assert line.endswith("in double quotes: write the text in single quotes, or each backslash twice")
    assert "same" not in line


@pytest.mark.parametrize("written", [r"'US\bob'", r'"US\\bob"', '"US\\u0041"', '"say \\"hi\\""'])
def test_what_is_meant_so_is_taken(desk: Desk, written: str):
    desk.load(f"exchange.username = {written}")


def test_another_mistake_on_another_line_gets_no_hint(desk: Desk):
    (line,) = desk.problems('exchange.username = "US\\\\bob"\nlog.level = debug\n')

    assert BEGINS not in line
