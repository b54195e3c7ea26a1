"""The command line in this process, and in one of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from daemon.cli.main import main

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ended:
    """How one command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return self.shape

    @property
    def shape(self) -> Any:
        """The JSON that it wrote, whatever the exit code."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """Call it with the words after `dealtrail`; its configuration is `config`, its database `database`."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "data" / "dealtrail.sqlite"

    def configure(self, text: str = "") -> None:
        """The configuration from now on: the database, the zone, and this."""
        url = f"sqlite:///{self.database}"
        self.config.write_text(f'database.url = "{url}"\nsync.time_zone = "Europe/Oslo"\n{text}')

    def __call__(self, *words: str) -> Ended:
        self.capsys.readouterr()
        code = main(["--config", str(self.config), *words])
        captured = self.capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    def did(self, *words: str) -> str:
        """What a command that has to succeed printed."""
        ended = self(*words)
        assert ended.code == 0, ended.err
        return ended.out


def subjects(office: CommandLine, *words: str) -> list[str]:
    """What a history lists."""
    return [line["subject"] for line in office("history", "list", *words, "--json").json]


@contextmanager
def process(*words: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """The command line as a process of its own, at work; killed at the end if it still is."""
    with subprocess.Popen(
        [sys.executable, "-m", "daemon.cli.main", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | variables,
        preexec_fn=_hear_ctrl_c,
    ) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()


def _hear_ctrl_c() -> None:
    """As at a desk: what a shell starts in the background begins with Ctrl-C ignored, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
