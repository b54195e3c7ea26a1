"""What documents show is typed, all of it: each command on a firm's records, whatever it finds there."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from daemon.cli.main import main
from tests.documents import DOCUMENTS, ROOT, commands_of, wrong
from tests.service.cli.line import CommandLine

# These are played word for word, with what they answer; the tutorial by a shell.
PLAYED = {"a-salespersons-week.md", "an-administrators-first-day.md", "import.md", "tutorial.md"}
SHOWN = [one for one in DOCUMENTS if one.name not in PLAYED and commands_of(one)]
GO_ON = (
    "worker",
    "simulator",
    "demo",
    "web",
    "firms run",
    "firms worker",
    "run",
    "run --web",
)  # until they are stopped
NOBODY = "127.0.0.1:9"  # answers there
CONFIGURATION = f"""
[exchange]
endpoint = "http://{NOBODY}/EWS/Exchange.asmx"
auth = "basic"
username = "service@us.example"
password = "secret"
[server.cloud]
kind = "graph"
tenant = "us.example"
client_id = "00000000-0000-0000-0000-000000000001"
client_secret = "secret"
authority = "http://{NOBODY}"
endpoint = "http://{NOBODY}/v1.0"
[[mailbox]]
address = "bob@us.example"
[web]
url = "http://localhost:8480"
"""


def is_typed(words: list[str]) -> bool:
    goes_on = any(words[: len(one.split())] == one.split() for one in GO_ON) and "--once" not in words
    return not wrong(words, may_lack=False) and (not goes_on or (words[:1] == ["web"] and len(words) > 1))


def in_here(word: str, folder: Path) -> str:
    """Nothing outside the folder is written to, and no server asked."""
    word = re.sub(r"postgresql://[^/]*/", f"postgresql://{NOBODY}/", word)
    return re.sub(r"(?<![\w.])/(?=(?:etc|opt|srv|usr|var)/)", f"{folder}/", word)


@contextmanager
def put_back() -> Iterator[None]:
    """A command for a firm puts around itself what is that firm's."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.mark.parametrize("document", SHOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_shows_is_one_that_can_be_meant(
    office: CommandLine,
    document: Path,
    seeded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    around = {
        "DEALTRAIL_USER": "bob",
        "DEALTRAIL_CONFIG": str(office.config),
        "DEALTRAIL_FIRMS": f"{tmp_path}/firms.toml",
    }
    ended = []
    for words in filter(is_typed, commands_of(document)):
        office.configure(CONFIGURATION)
        (tmp_path / "firms.toml").write_text('[firms.oslo]\nconfig = "config.toml"\n')
        shutil.copy(seeded, office.database)
        with put_back():
            os.environ.update(around)
            code = main([in_here(word, tmp_path) for word in words])
        ended.append((words, code, capsys.readouterr().err))

    assert [one for one in ended if one[1] not in ((0, 1, 2, 3) if "--check" in one[0] else (0, 1))] == []
