"""Every command of ours that a document shows is one: its name, its options, and what they may be."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclopts import CycloptsError, MissingArgumentError

from daemon.cli.app import app

ROOT = Path(__file__).parents[4]
# The changelog names parts of commands, and what they were called before.
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {ROOT / "CHANGELOG.md"})
BLOCK = re.compile(r"(?ms)^ *```(?:sh|console)?[^\n`]*\n(.*?)^ *```")
OURS = re.compile(r"(?:\$ )?(?:sudo -u \S+ )?(?:[A-Z_]+=\S+ )*(?:[^\s`]*/)?dealtrail (.*)")
ENDS = {"|", ">", ">>", "<", "2>&1", "&", "&&", ";"}  # of a command, in a shell


def shown(text: str) -> Iterator[str]:
    """What follows `dealtrail`, on lines of blocks and in sentences."""
    for block in BLOCK.findall(text):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            if found := OURS.fullmatch(line.strip()):
                yield found[1]
    for code in re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)):
        if found := OURS.fullmatch(code):
            yield found[1]


def words_of(command: str) -> list[str]:
    words = shlex.split(re.sub(r"\$\(.*?\)", "X", command), comments=True)
    end = next((at for at, word in enumerate(words) if word in ENDS), len(words))
    return ["1" if word == "N" else word for word in words[:end]]


def wrong(words: list[str]) -> str:
    """Why no such command could be typed; "" where it can, or where a sentence only names it."""
    if words[:1] == ["--version"] and words[1:]:  # as daemon.cli.main reads it
        words = ["version", *words[1:]]
    try:
        _, bound, _ = app.meta.parse_args(words, exit_on_error=False, print_error=False)
        if not all(isinstance(one, str) for one in bound.args):  # --help and --version alone
            return ""
        app.parse_args(list(bound.args), exit_on_error=False, print_error=False)
    except MissingArgumentError as error:
        return "" if not {word for word in words if word.startswith("-")} else str(error)
    except CycloptsError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_shows_can_be_typed(document: Path) -> None:
    commands = [words_of(one) for one in shown(document.read_text(encoding="utf-8")) if "…" not in one]

    assert [(words, why) for words in commands if (why := wrong(words))] == []


def test_documents_show_many() -> None:
    assert sum(len(list(shown(one.read_text(encoding="utf-8")))) for one in DOCUMENTS) > 300


@pytest.mark.parametrize("command", ["reconcile --mailbox bob@us.example", "opportunities list", "run --twice"])
def test_what_is_no_command_is_noticed(command: str) -> None:
    assert wrong(words_of(command))
