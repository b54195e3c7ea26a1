"""What the demo leaves behind, and how to go on with it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from daemon.cli.base.output import say, say_fields
from daemon.demo.letters import KARI, ZONE
from daemon.demo.records import DATABASE, PASSWORDS, RECORDS
from daemon.demo.stage import chapter, program, shown

AGAIN = "again.sh"


def leave_behind(folder: Path, port: int) -> None:
    """A script that starts from the beginning: the server with its first mail, and the records before any cycle."""
    dealtrail = shlex.join([sys.executable, "-m", "daemon.cli.main"])
    mailboxes = " ".join(
        f"--mailbox {shlex.quote(f'{address}={password}')} --load {shlex.quote(f'{address}=mail/{address}')}"
        for address, password in PASSWORDS.items()
    )
    script = folder / AGAIN
    script.write_text(
        "#!/bin/sh\n"
        "# The simulated server anew, on its old port, with the mail and the records that the story began with.\n"
        "set -e\n"
        'cd "$(dirname "$0")"\n'
        f"rm -f {DATABASE}-wal {DATABASE}-shm\n"
        f"cp {RECORDS} {DATABASE}\n"
        f"exec {dealtrail} simulator --port {port} --zone {ZONE.key} {mailboxes}\n",
        encoding="utf-8",
    )
    script.chmod(0o755)


def say_what_is_left(folder: Path, port: int, *, is_running: bool) -> None:
    """What lies in the folder, and commands to copy."""
    chapter("Everything came out as told. Look around")
    here = shown(folder)
    say_fields(
        {
            f"{here}/config.toml": "the configuration of all commands below",
            f"{here}/{DATABASE}": "records and history, as the story ended",
            f"{here}/mail": "the mail and the appointments that it began with (.eml, .ics)",
            f"{here}/dealtrail.log": "what the daemon logged",
            f"{here}/{AGAIN}": "starts the server anew with that mail, and the records as they were then",
        }
    )
    line = f"{program()} --config {here}/config.toml"
    say()
    for words in ("opportunity history OPP-1", "why 'chess club'", "contact list", "status --json"):
        say(f"  {line} {words}", "cyan")
    say()
    if is_running:
        say(f"The server runs on port {port} until Ctrl-C, with Kari's and Jonas's mail. In another terminal:")
    else:
        say("The server is stopped. To start the story from its beginning, and play it by hand in another terminal:")
        say(f"  {here}/{AGAIN}", "cyan")
    for words in ("check", "run --once", "run"):
        say(f"  {line} {words}", "cyan")
    say()
    say(f"Any EWS client can log in as well: {KARI}, password {PASSWORDS[KARI]}.")
