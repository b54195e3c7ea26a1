"""Running the simulator by hand: start it, say how to use it, stop when asked."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from simulator.faults import Fault
from simulator.generate import correspondents, fill_calendar, fill_inbox
from simulator.server import Simulator

SERVICE_ACCOUNT = ("service@simulator.invalid", "simulated-password")
# The application in the tenant, with what it may do there.
APPLICATION = ("example.test", "dealtrail", "simulated-secret")
RIGHTS = ("Mail.ReadWrite", "Calendars.ReadWrite", "MailboxSettings.ReadWrite", "Tasks.ReadWrite.All", "User.Read.All")


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def serve(
    port: int,
    mailboxes: Sequence[tuple[str, str]],
    loads: Sequence[tuple[str, str | Path]] = (),
    tls: bool = False,
    *,
    schema_dir: Path | None = None,
    zone: str = "UTC",
    messages: int = 0,
    appointments: int = 0,
    is_cloud: bool = False,
    certificates: Path | None = None,
    faults: Sequence[Fault] = (),
    stop: threading.Event | None = None,
    say: Callable[[str], None] = lambda line: print(line, flush=True),
) -> int:
    """Serve these (address, password) mailboxes until SIGINT, SIGTERM or `stop`; 0, or 1 after saying why it cannot.

    `loads` are (address, path) pairs; `messages` and `appointments` are made up for each mailbox. Prints the endpoint
    and the configuration that uses it: that of Microsoft 365 where it `is_cloud`, which always speaks TLS. With a
    folder for `certificates` it does so, too, and its authority's file stays there. `faults` wait for their requests.
    """
    with tempfile.TemporaryDirectory(prefix="simulator-") as folder:
        place = certificates.resolve() if certificates else Path(folder)
        is_secure = tls or is_cloud or certificates is not None
        try:
            simulator = Simulator(port=port, tls=is_secure, folder=place, schema_dir=schema_dir)
            _furnish(simulator, mailboxes, loads, zone, messages, appointments, say)
            for fault in faults:
                simulator.faults.inject(fault)
            simulator.start()
        except (OSError, KeyError, ValueError) as problem:
            reason = problem.args[0] if isinstance(problem, KeyError) else problem
            print(f"the simulator cannot start: {reason}", file=sys.stderr)
            return 1
        try:
            with nullcontext(stop.wait) if stop else _signals() as wait:
                for line in _introduction(simulator, mailboxes, is_cloud=is_cloud):
                    say(line)
                wait()
        finally:
            simulator.stop()
            for violation in dict.fromkeys(simulator.journal.violations):
                say(f"refused: {violation}")
    return 0


def _furnish(
    simulator: Simulator,
    mailboxes: Sequence[tuple[str, str]],
    loads: Sequence[tuple[str, str | Path]],
    zone: str,
    messages: int,
    appointments: int,
    say: Callable[[str], None],
) -> None:
    people = correspondents(100)
    now = datetime.now(UTC)
    for address, password in mailboxes:
        mailbox = simulator.add_mailbox(address, password, zone=zone)
        fill_inbox(mailbox, messages, people, now, known=0.5, has_headers=True)
        fill_calendar(mailbox, appointments, people, now)
    simulator.add_account(*SERVICE_ACCOUNT)
    simulator.allow_impersonation(SERVICE_ACCOUNT[0])
    simulator.add_application(*APPLICATION)
    simulator.grant(APPLICATION[1], *RIGHTS)
    for address, path in loads:
        loaded = simulator.load(address, Path(path))
        found = f"{_many(loaded.messages, 'message')} and {_many(loaded.appointments, 'appointment')}"
        say(f"{address}: {found} from {path}")
        for problem in loaded.problems:
            say(f"{address}: not loaded: {problem}")


def _introduction(simulator: Simulator, mailboxes: Sequence[tuple[str, str]], *, is_cloud: bool) -> list[str]:
    username, password = mailboxes[0] if len(mailboxes) == 1 else SERVICE_ACCOUNT
    look = json.dumps({"mailbox": mailboxes[0][0] if mailboxes else None, "act": "items", "arguments": {}})
    trusting = "" if simulator.ca_file is None else f"--cacert {shlex.quote(str(simulator.ca_file))} "
    name, endpoint = ("Microsoft 365", simulator.graph_url) if is_cloud else ("Exchange Server", simulator.endpoint)
    lines = [
        f"{name} is simulated at {endpoint}",
        "Act as a user of Outlook would; a wrong act is answered with all that there are:",
        f"  curl {trusting}{simulator.url}/control -d {shlex.quote(look)}",
        "Use it with this configuration:",
        "",
    ]
    if is_cloud:
        tenant, client, secret = APPLICATION
        lines += [
            "[server.cloud]",
            'kind = "graph"',
            f"tenant_id = {_toml(tenant)}",
            f"client_id = {_toml(client)}",
            f"client_secret = {_toml(secret)}",
            f"authority = {_toml(simulator.url)}",
            f"endpoint = {_toml(endpoint)}",
        ]
    else:
        lines += [
            "[exchange]",
            f"endpoint = {_toml(endpoint)}",
            'auth = "basic"',
            f"username = {_toml(username)}",
            f"password = {_toml(password)}",
            f"access = {_toml('direct' if len(mailboxes) == 1 else 'impersonation')}",
        ]
    if simulator.ca_file is not None:
        lines.append(f"ca_file = {_toml(str(simulator.ca_file))}")
    for address, _ in mailboxes:
        lines += ["", "[[mailbox]]", f"address = {_toml(address)}"]
    return [*lines, "", "Stop it with Ctrl+C."]


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@contextmanager
def _signals() -> Iterator[Callable[[], object]]:
    """What waits for SIGINT or SIGTERM. A handler that sets an event may wait for whoever waits for that very event."""
    told = SimpleQueue[int]()
    former = {
        number: signal.signal(number, lambda number, _: told.put(number)) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield told.get
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
