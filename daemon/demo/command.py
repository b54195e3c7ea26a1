"""What `dealtrail demo` does: the servers, the story, and what follows it."""

from __future__ import annotations

import os
import traceback
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from socket import socket

from exchangelib.errors import EWSError
from requests import RequestException

from daemon.cli.base.errors import DONE, FAILED
from daemon.cli.base.output import complain, say
from daemon.demo import deals, letters, records
from daemon.demo.browsing import browsed, reserved, say_how_news_come
from daemon.demo.ending import end, ended, leave_behind
from daemon.demo.letters import KARI, ZONE
from daemon.demo.outlook import seen_by
from daemon.demo.records import PASSWORDS
from daemon.demo.stage import CommandLine, DemoFailed, chapter, own_environment, prepare
from daemon.demo.story import CUSTOMERS, Story, item_of
from simulator.command import APPLICATION, RIGHTS, SERVICE_ACCOUNT
from simulator.server import Simulator

WEB = "127.0.0.1:8480"  # where the firm is served, unless another port is named


def main(folder: Path, keep: bool = False, database: str = "", web: str = "") -> int:
    """Play the story and leave everything in `folder`; 0, or 1 after one sentence that says what went wrong.

    With `keep` the simulated server runs on, for more of the same, until Ctrl-C or SIGTERM; with `web`, HOST:PORT, the
    daemon does, too, and the firm is served to browsers there. `database` is the url of an empty one; "" for a SQLite
    file in the folder.
    """
    try:
        socket = reserved(web) if web else None
        place = prepare(folder)
    except DemoFailed as refusal:
        complain([str(refusal)])
        return FAILED
    try:
        with own_environment(), ExitStack() as closing:
            simulator = closing.enter_context(Simulator(tls=True, folder=place))
            os.environ["REQUESTS_CA_BUNDLE"] = str(simulator.ca_file)  # of those who look; the daemon has its ca_file
            _furnish(simulator, place)
            seen = {
                address: closing.enter_context(seen_by(simulator.endpoint, address, password, ZONE))
                for address, password in PASSWORDS.items()
            }
            Story(place, simulator, seen, database, web or WEB).tell()
            if not database:
                leave_behind(place, simulator)
            if socket:
                _serve(place, simulator, closing.enter_context(socket))
                return DONE
            end(place, simulator, keep=keep, is_own_database=bool(database))
    except DemoFailed as failure:
        complain([str(failure)])
        return FAILED
    except (LookupError, ValueError, EWSError, RequestException) as failure:  # what the story relies on is not there
        with (place / "dealtrail.log").open("a", encoding="utf-8") as log:
            traceback.print_exception(failure, file=log)
        complain([f"the story broke off: {type(failure).__name__}: {failure} (more in {log.name})"])
        return FAILED
    return DONE


def _furnish(simulator: Simulator, folder: Path) -> None:
    letters.write_files(folder / "mail", datetime.now(ZONE).date())
    for address, password in PASSWORDS.items():
        simulator.add_mailbox(address, password, name=records.NAMES[address], zone=ZONE.key)
        simulator.load(address, folder / "mail" / address)
    simulator.add_account(*SERVICE_ACCOUNT)
    simulator.allow_impersonation(SERVICE_ACCOUNT[0], [KARI])
    simulator.add_application(*APPLICATION)
    simulator.grant(APPLICATION[1], *RIGHTS)
    simulator.take_from_graph(KARI, "on-premises")
    kari = simulator.outlook(KARI)
    kari.offer_category(CUSTOMERS)
    kari.add_category(item_of(kari, letters.QUESTIONS.subject), CUSTOMERS)


def _serve(folder: Path, simulator: Simulator, socket: socket) -> None:
    """The firm in browsers, until Ctrl-C or SIGTERM; raises DemoFailed where the daemon ends by itself."""
    line = CommandLine(folder / "config.toml", folder / "dealtrail.log")
    chapter("What else the firm sells, as tables")
    deals.take_in(line, folder, datetime.now(ZONE).date())
    with ended() as over, browsed(line, socket) as daemon:
        say_how_news_come(simulator, folder)
        while not over.wait(1):
            if daemon.poll() is not None:
                raise DemoFailed(f"the daemon ended by itself; {line.log} says why")
    say()
    say("Ended.")
