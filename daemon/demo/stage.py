"""Where the story takes place: its folder, the command line in it, and what is said."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon.cli.base.output import good, say, say_table

MARKER = ".made-by-dealtrail-demo"


class DemoFailed(Exception):
    """The story did not come out as told; the message is the sentence for whoever started it."""


# --- the folder -------------------------------------------------------------------------------------------------------


def prepare(folder: Path) -> Path:
    """An empty folder with our marker in it; raises DemoFailed rather than replace what no demo made."""
    if folder.exists() and not folder.is_dir():
        raise DemoFailed(f"{folder} is not a folder; name another for the demo")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise DemoFailed(f"{folder} holds something that no demo made; name another folder, or empty it yourself")
        for entry in folder.iterdir():
            if entry.name == MARKER:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / MARKER).write_text("This folder is replaced by the next `dealtrail demo`.\n", encoding="utf-8")
    return folder.resolve()


def copy_database(source: Path, target: Path) -> None:
    """A copy of a SQLite database as it is now, whoever has it open."""
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


@contextmanager
def own_environment() -> Iterator[None]:
    """No setting of a real installation reaches the demo, and no proxy stands before this machine."""
    before = dict(os.environ)
    for name in before:
        if name.startswith("DEALTRAIL_") or name == "CREDENTIALS_DIRECTORY":
            del os.environ[name]
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


# --- the command line -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommandLine:
    """The real command line with the demo's configuration; what it logs goes to a file."""

    config: Path
    log: Path

    def type(self, *words: str) -> None:
        """Type a command and let everybody read what it prints; raises DemoFailed when it fails."""
        self._typed(words)
        with self.log.open("a", encoding="utf-8") as log, redirect_stderr(log):
            code = self._main(words)
        self._expect_done(words, code)

    def start(self, *words: str) -> None:
        """The same in a process of its own."""
        self._typed(words)
        sys.stdout.flush()
        command = [sys.executable, "-m", "daemon.cli.main", "--config", str(self.config), *words]
        with self.log.open("a", encoding="utf-8") as log:
            ended = subprocess.run(command, stderr=log, check=False)  # noqa: S603  # our own command line
        self._expect_done(words, ended.returncode)

    def ask(self, *words: str) -> Any:
        """What a command tells a program: its JSON."""
        out = io.StringIO()
        with self.log.open("a", encoding="utf-8") as log, redirect_stderr(log), redirect_stdout(out):
            code = self._main((*words, "--json"))
        self._expect_done(words, code)
        return json.loads(out.getvalue())

    def _main(self, words: Sequence[str]) -> int:
        from daemon.cli.main import main

        return main(["--config", str(self.config), *words])

    def _typed(self, words: Sequence[str]) -> None:
        say(f"$ dealtrail {shlex.join(words)}", "bold cyan")

    def _expect_done(self, words: Sequence[str], code: int) -> None:
        if code:
            lines = self.log.read_text(encoding="utf-8").splitlines()
            last = f": {lines[-1]}" if lines else ""
            raise DemoFailed(f"`dealtrail {shlex.join(words)}` ended with exit code {code}{last}")


def program() -> str:
    """How this program is started from a shell."""
    here = Path(sys.executable).parent / "dealtrail"
    found = shutil.which("dealtrail")
    if found and Path(found).resolve() == here.resolve():
        return "dealtrail"
    return shlex.quote(_shown(here)) if here.exists() else f"{shlex.quote(sys.executable)} -m daemon.cli.main"


def shown(path: Path) -> str:
    """A path as it is shortest typed from here, quoted for a shell."""
    return shlex.quote(_shown(path))


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# --- what is said -----------------------------------------------------------------------------------------------------


def chapter(title: str) -> None:
    say()
    say(title, "bold yellow")
    say("─" * len(title), "yellow")


def claim(holds: bool, sentence: str) -> None:
    """Say what is true; raises DemoFailed when it is not."""
    if not holds:
        raise DemoFailed(f"not as told: {sentence}")
    good(sentence)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    say()
    say(title, "bold")
    say_table(columns, rows, empty="  nothing")
