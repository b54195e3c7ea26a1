"""Documents that show commands and what they answer, played word for word.

A block of `console` holds lines that begin with `$ `, and after each what it printed, on a terminal of 80 columns.
Understood are `dealtrail …`, `export NAME=VALUE` and `cat FILE`; a backslash at a line's end goes on in the next line.
A block of `csv NAME`, or of any other language with a name, is that file, in the folder where the commands run.
`<!-- now: 2026-11-23 08:00 -->` is the time from there on, in the office's zone. All other blocks are for people alone.
`<!-- exchange: kari@us.example ola@us.example -->` is a server with these mailboxes, which documents call `SERVER`, and
`<!-- mail: jonas@nordwind.example to kari@us.example: A question -->` comes there. A block of `toml config.toml` is
added to the configuration.

`python -m tests.service.cli.transcript docs/NAME.md` writes what the commands answer today into the document.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.cli.main import main
from simulator.server import Simulator
from tests.simulated import simulated

COLUMNS = 80
ZONE = ZoneInfo("Europe/Oslo")

_TIME = re.compile(r"<!-- now: (\d{4}-\d{2}-\d{2} \d{2}:\d{2}) -->")
_EXCHANGE = re.compile(r"<!-- exchange: (.+) -->")
_MAIL = re.compile(r"<!-- mail: (\S+) to (\S+): (.+) -->")
SERVER = "https://mail.us.example/EWS/Exchange.asmx"
SERVICE, PASSWORD = "service@us.example", "sesame-open"
_FENCE = re.compile(r"```(\w*) ?(\S*)")
_CONFIGURATION = 'database.url = "sqlite:///{folder}/dealtrail.sqlite"\nsync.time_zone = "Europe/Oslo"\n'


@dataclass
class Desk:
    """Where the commands of a document are typed."""

    folder: Path
    closing: contextlib.ExitStack
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 8, tzinfo=ZONE))
    exchange: Simulator | None = None

    def played(self, document: str) -> str:
        """The document with what its commands answer."""
        return "\n".join(self._lines(document.split("\n")))

    def _lines(self, lines: list[str]) -> Iterator[str]:
        rest = iter(lines)
        for line in rest:
            yield line
            if told := _TIME.fullmatch(line):
                self.now = datetime.fromisoformat(told[1]).replace(tzinfo=ZONE)
            if told := _EXCHANGE.fullmatch(line):
                self._serve(told[1].split())
            if (told := _MAIL.fullmatch(line)) and self.exchange:
                self.exchange.outlook(told[2]).deliver_mail(told[1], told[3], "Hello")
            if fence := _FENCE.fullmatch(line):
                block = _until_fence(rest)
                if fence[1] == "console":
                    yield from self._console(block)
                else:
                    yield from block
                    if fence[2]:
                        self._file(fence[2], "\n".join(block) + "\n")
                yield "```"

    def _file(self, name: str, text: str) -> None:
        path = self.folder / name
        if name == "config.toml":
            text = path.read_text(encoding="utf-8") + text
            text = text.replace(SERVER, self.exchange.endpoint) if self.exchange else text
        path.write_text(text, encoding="utf-8")

    def _serve(self, addresses: list[str]) -> None:
        self.exchange = self.closing.enter_context(simulated(clock=lambda: self.now.astimezone(UTC)))
        for address in addresses:
            self.exchange.add_mailbox(address, zone=ZONE.key)
        self.exchange.add_account(SERVICE, PASSWORD)
        self.exchange.allow_impersonation(SERVICE)

    def _console(self, block: list[str]) -> Iterator[str]:
        rest = iter(block)
        for line in rest:
            if line.startswith("$ "):
                yield line
                typed = line[2:]
                while typed.endswith("\\"):
                    more = next(rest)
                    yield more
                    typed = typed[:-1] + more
                yield from self._answer(shlex.split(typed))

    def _answer(self, words: list[str]) -> list[str]:
        match words:
            case ["dealtrail", *arguments]:
                return self._dealtrail(arguments)
            case ["export", setting]:
                name, _, value = setting.partition("=")
                os.environ[name] = value
                return []
            case ["cat", name]:
                return (self.folder / name).read_text(encoding="utf-8-sig").splitlines()
            case _:
                raise AssertionError(f"no document can type {shlex.join(words)}")

    def _dealtrail(self, arguments: list[str]) -> list[str]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main(arguments, now=lambda: self.now.astimezone(UTC))
        printed = out.getvalue().replace(f"{self.folder}/", "")
        if self.exchange:
            printed = printed.replace(self.exchange.endpoint, SERVER)
        return [line.rstrip() for line in printed.splitlines()]


def _until_fence(rest: Iterator[str]) -> list[str]:
    block = []
    for line in rest:
        if line == "```":
            return block
        block.append(line)
    raise AssertionError("a block has no end")


@contextlib.contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """A desk with a configuration and nothing else, in an environment of its own."""
    before, place = dict(os.environ), Path.cwd()
    try:
        for name in [name for name in os.environ if name.startswith(("DEALTRAIL_", "LC_", "LANG"))]:
            del os.environ[name]
        os.environ |= {"COLUMNS": str(COLUMNS), "DEALTRAIL_CONFIG": str(folder / "config.toml")}
        os.environ["DEALTRAIL_LOG__LEVEL"] = "error"  # an event's time is the machine's
        (folder / "config.toml").write_text(_CONFIGURATION.format(folder=folder))
        os.chdir(folder)
        with contextlib.ExitStack() as closing:
            yield Desk(folder, closing)
    finally:
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    document = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch, desk(Path(scratch)) as typing:
        played = typing.played(document.read_text(encoding="utf-8"))
    document.write_text(played, encoding="utf-8")
