"""What documents show of the command line is what it does, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.cli.line import ROOT
from tests.service.cli.transcript import desk

DOCUMENTS = ["an-administrators-first-day.md", "a-salespersons-week.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_shows_what_its_commands_answer(name: str, tmp_path: Path) -> None:
    document = (ROOT / "docs" / name).read_text(encoding="utf-8")

    with desk(tmp_path) as typing:
        played = typing.played(document)

    assert played == document, f"run: python -m tests.service.cli.transcript docs/{name}"


def test_a_document_that_shows_something_else_is_told(tmp_path: Path) -> None:
    document = "```csv a.csv\nname\n```\n```console\n$ cat a.csv\nNAME\n$ dealtrail init\nno\n```\n"

    with desk(tmp_path) as typing:
        played = typing.played(document)

    assert "$ cat a.csv\nname\n$ dealtrail init\n" in played
    assert "no\n" not in played
