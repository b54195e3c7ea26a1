"""`dealtrail firms`: several firms on one installation, each with a configuration, database and process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import DONE, FAILED
from daemon.cli.base.output import bad, good, say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import many

OfFile = Annotated[
    Path | None,
    Parameter(name="--file", help="The file of the firms; else $DEALTRAIL_FIRMS, else /etc/dealtrail/firms.toml."),
]

app = App(
    name="firms",
    help="Several firms on one installation: run all of them, see how each stands.",
    help_epilogue=example("dealtrail firms run", "dealtrail firms worker", "dealtrail firms status"),
)


@app.command
def run(*, file: OfFile = None) -> int:
    """Keep all firms in step, each in a process of its own, until stopped by SIGTERM or Ctrl-C.

    A firm that cannot be started, or whose process ends, is said in the log and tried again; the others go on.
    """
    return _supervised(file, "run")


@app.command
def worker(*, file: OfFile = None) -> int:
    """Give mailboxes of all firms their turns, beside `dealtrail firms run`, on this or another machine."""
    return _supervised(file, "worker")


@app.command
def status(*, file: OfFile = None, as_json: AsJson = False, session: Here) -> int:
    """Show how each firm stands, and who may ask a server that they share how much.

    Exit code 1 when any is in trouble.
    """
    from config.firms import read_firms
    from daemon.firms import standing_of

    shape = standing_of(read_firms(file), session.now())
    if as_json:
        say_json(shape)
    else:
        for one in shape["firms"]:
            (bad if one["severity"] else good)(f"{one['firm']}: {one['says']}")
        for limit in shape["limits"]:
            holders = ", ".join(f"{one['process']} {one['may']}" for one in limit["processes"])
            say(f"{limit['limit']}: {many(limit['at_once'], 'request')} at once, of which may have: {holders}")
        if shape["trouble"]:
            bad(shape["trouble"])
    return DONE if shape["ok"] else FAILED


def _supervised(file: Path | None, command: str) -> int:
    from threading import Event

    from config import log
    from config.firms import read_firms
    from daemon.firms import Hindrances, processes
    from daemon.service import ENDS, Notifier, Supervisor, heard

    firms = read_firms(file)
    log.configure("json")
    notifier, stop = Notifier.from_environment(os.environ), Event()
    supervisor = Supervisor(processes(firms, command), Hindrances(firms))

    def tick() -> None:
        notifier.watchdog()
        notifier.status(supervisor.line)

    with heard(ENDS, stop.set):
        notifier.ready()
        supervisor.forever(stop, tick)
    return DONE
