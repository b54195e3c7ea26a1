"""The commands of ours that documents show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from cyclopts import CycloptsError, MissingArgumentError

from daemon.cli.app import app

ROOT = Path(__file__).parents[1]
# The changelog names parts of commands, and what they were called before.
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {ROOT / "CHANGELOG.md"})
_BLOCK = re.compile(r"(?ms)^ *```(?:sh|console)?[^\n`]*\n(.*?)^ *```")
_OURS = re.compile(r"(?:\$ )?(?:sudo -u \S+ )?(?:[A-Z_]+=\S+ )*(?:[^\s`]*/)?dealtrail (.*)")
_ENDS = {"|", ">", ">>", "<", "2>&1", "&", "&&", ";"}  # of a command, in a shell


def commands_of(document: Path) -> list[list[str]]:
    """Their words, each once; what a document abridges with … is none."""
    found = (words_of(one) for one in shown(document.read_text(encoding="utf-8")) if "…" not in one)
    return [list(one) for one in dict.fromkeys(map(tuple, found))]


def shown(text: str) -> Iterator[str]:
    """What follows `dealtrail`, on lines of blocks and in sentences."""
    for block in _BLOCK.findall(text):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            if found := _OURS.fullmatch(line.strip()):
                yield found[1]
    for code in re.findall(r"`([^`\n]+)`", _BLOCK.sub("", text)):
        if found := _OURS.fullmatch(code):
            yield found[1]


def words_of(command: str) -> list[str]:
    words = shlex.split(re.sub(r"\$\(.*?\)", "X", command), comments=True)
    end = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    return ["1" if word == "N" else word for word in words[:end]]


def wrong(words: list[str], *, may_lack: bool = True) -> str:
    """Why no such command could be typed; "" where it can, or where a sentence only names it, as far as that may be."""
    if words[:1] == ["--version"] and words[1:]:  # as daemon.cli.main reads it
        words = ["version", *words[1:]]
    try:
        _, bound, _ = app.meta.parse_args(words, exit_on_error=False, print_error=False)
        if not all(isinstance(one, str) for one in bound.args):  # --help and --version alone
            return ""
        app.parse_args(list(bound.args), exit_on_error=False, print_error=False)
    except MissingArgumentError as error:
        return "" if may_lack and not any(word.startswith("-") for word in words) else str(error)
    except CycloptsError as error:
        return str(error)
    return ""
