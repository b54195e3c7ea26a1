"""Nothing that mail brings reaches a terminal as anything but text."""

from __future__ import annotations

import json

import pytest

from daemon.cli.base.output import say, say_fields, say_json, say_table
from daemon.shapes import visible

HOSTILE = "a\x1b[31mred\x07 \x9b2J \u202egnp.exe\u2028\r\nb [bold]x[/bold] :smile: \ud800"


def test_what_a_terminal_obeys_is_shown_as_its_code() -> None:
    assert visible("\x1b[2J\x9b1m \u202eabc\x7f\ud800") == r"\x1b[2J\x9b1m \u202eabc\x7f\ud800"


def test_line_breaks_and_tabs_become_spaces_and_other_letters_stay() -> None:
    assert visible("Bjørn\tÅs\r\n日本 👍") == "Bjørn Ås  日本 👍"


def test_lines_tables_and_fields_hold_neither_controls_nor_markup(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    say_table(("subject", HOSTILE), [(HOSTILE, HOSTILE)])
    say_fields({"subject": HOSTILE, HOSTILE: "x"})
    out = capsys.readouterr().out

    assert not [c for c in out if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e\u2028\ud800"]
    assert out.count("[bold]x[/bold] :smile:") == 6


def test_json_escapes_them_and_means_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"subject": HOSTILE})
    out = capsys.readouterr().out

    assert not [c for c in out if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e\u2028\ud800"]
    assert json.loads(out) == {"subject": HOSTILE}


def test_a_table_is_as_wide_as_its_content_where_no_terminal_limits_it(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(("a", "b"), [("x" * 150, "y" * 150)])

    assert f"{'x' * 150}  {'y' * 150}" in capsys.readouterr().out
