"""What the demo leaves behind, and how to go on with it."""

from __future__ import annotations

import json
import shlex
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daemon.cli.base.output import say, say_fields
from daemon.demo.letters import JONAS, KARI, ZONE
from daemon.demo.records import DATABASE, PASSWORDS, RECORDS
from daemon.demo.stage import chapter, program, shown
from daemon.service import ENDS, heard
from simulator.server import Simulator

AGAIN = "again.sh"


def leave_behind(folder: Path, simulator: Simulator) -> None:
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
        "echo \"config.toml beside $0 has Kari's mailbox on Exchange Server, Jonas's in Microsoft 365.\"\n"
        f"exec {dealtrail} simulator --port {simulator.port} --certificates . --zone {ZONE.key} {mailboxes}\n",
        encoding="utf-8",
    )
    script.chmod(0o755)


def end(folder: Path, simulator: Simulator, *, keep: bool, is_own_database: bool) -> None:
    """What there is to look at is said; with `keep` the simulated server then runs on until Ctrl-C or SIGTERM."""
    with ended() as over:
        _say_what_is_left(folder, simulator, is_running=keep, is_own_database=is_own_database)
        if keep:
            over.wait()


@contextmanager
def ended() -> Iterator[threading.Event]:
    """Set by Ctrl-C and by SIGTERM."""
    over = threading.Event()
    with heard(ENDS, over.set, ends_at_once=False):
        yield over


def _say_what_is_left(folder: Path, simulator: Simulator, *, is_running: bool, is_own_database: bool) -> None:
    """What lies in the folder, and commands to copy."""
    chapter("Everything came out as told. Look around")
    here = shown(folder)
    authority = shown(simulator.ca_file or folder)
    database = {} if is_own_database else {f"{here}/{DATABASE}": "records and history, as the story ended"}
    again = f"{here}/{AGAIN}"
    anew = "starts the server anew with that mail, and the records as they were then"
    say_fields(
        {
            f"{here}/config.toml": "the configuration of all commands below",
            **database,
            f"{here}/mail": "the mail and the appointments that it began with (.eml, .ics)",
            f"{here}/dealtrail.log": "what the daemon logged",
            authority: "the authority that the servers' certificate is from",
            **({} if is_own_database else {again: anew}),
        }
    )
    line = f"{program()} --config {here}/config.toml"
    say()
    for words in ("opportunity history OPP-1", "why 'chess club'", "contact list", "status --json"):
        say(f"  {line} {words}", "cyan")
    say()
    say("The story's firm in your browser, where what comes in shows at once:")
    say("  make demo-web" if Path("Makefile").is_file() else f"  {program()} demo --web", "cyan")
    say()
    if is_running:
        say(
            f"The server runs on port {simulator.port} until Ctrl-C, with Kari's and Jonas's mail. In another terminal:"
        )
    elif is_own_database:
        say("The server is stopped; records and history are in the database that was named.")
        return
    else:
        say("The server is stopped. To start the story from its beginning, and play it by hand in another terminal:")
        say(f"  {again}", "cyan")
    for words in ("check", "run --once", "run"):
        say(f"  {line} {words}", "cyan")
    say()
    say("What Kari and Jonas do in Outlook counts; a wrong act is answered with all that there are:")
    look = json.dumps({"mailbox": JONAS, "act": "items", "arguments": {"folder": "inbox"}})
    say(f"  curl --cacert {authority} {simulator.url}/control -d {shlex.quote(look)}", "cyan")
    say()
    say(f"Any EWS client can log in as well: {KARI}, password {PASSWORDS[KARI]}, trusting {authority}.")
