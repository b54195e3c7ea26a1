"""`dealtrail doctor`: all that may be wrong, with what to do, and putting right what is safe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import DONE, FAILED
from daemon.cli.base.output import say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.check import checked, say_checked, say_finding
from daemon.shapes import Finding, doctored_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session

app = App(name="doctor", help_epilogue=example("dealtrail doctor", "dealtrail doctor --fix", "dealtrail doctor --json"))

_GRAPH_WAITS = timedelta(seconds=15)


@app.default
def doctor(
    *,
    fix: Annotated[bool, Parameter(help="Put right what is safe, and say what was done.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Examine everything: what check does, and each server's clock, certificate and logins, and how long EWS is left.

    The database from end to end, its room, whether files kept elsewhere are there, what is counted beside it, leases of
    dead processes, rights of files with secrets, and time zone data. --fix closes such files to others, gives back
    leases of the dead, makes lost indexes again, and counts sums anew; whatever else is found says what to do. Exit
    code 1 when a ✗ is left.
    """
    from daemon.acts import Ill

    first = checked(session)
    findings = list(_examined(session)) if first.is_read else []
    _told_once(first.configuration, findings)
    for one in findings:
        if fix and isinstance(one, Ill):
            one.cure()
    told = [(one, one.cured if isinstance(one, Ill) else ()) for one in findings]
    shape = doctored_shape(first.shape, told)
    if as_json:
        say_json(shape)
    else:
        say_checked(first)
        said = set(first.database.problems)
        for one, cured in told:
            if one.problems and not cured and not one.warnings and said.issuperset(one.problems):
                continue  # whatever looks into a database that cannot be read says the same
            said.update(one.problems)
            for done in cured:
                say(f"+ {done}", "green")
            say_finding(one)
    return DONE if shape["ok"] else FAILED


def _examined(session: Session) -> Iterator[Finding]:
    from daemon.acts import examine_content, examine_files, examine_leases, examine_time_zones

    yield from _servers(session)
    url, now = session.settings.database.url.get_secret_value(), session.now()
    yield examine_content(url, session.reading, session.keeping)
    yield from _places(session)
    yield examine_leases(session.reading, session.keeping, now)
    yield examine_files(session.loaded.files_with_secrets())
    yield examine_time_zones(now)
    yield from _clock(session)


def _clock(session: Session) -> Iterator[Finding]:
    """Against the database's, where several machines may work on it."""
    from daemon.acts import examine_clock
    from store.errors import StoreError

    with suppress(StoreError), session.store() as store:
        if store.is_for_machines:
            yield examine_clock(store.clock.ahead)


def _places(session: Session) -> Iterator[Finding]:
    """Those outside the database in which files are kept."""
    from daemon.files import examine_places
    from store.errors import StoreError

    try:
        with session.store() as store:
            yield from examine_places(session.contents(store), store.read)
    except StoreError:
        return  # what is wrong with the database is told already


def _told_once(configuration: Finding, findings: Sequence[Finding]) -> None:
    """A file that check warns of, and that is told below with its cure, is told there."""
    told = {problem.partition(": ")[0] for one in findings for problem in one.problems}
    configuration.warnings[:] = [one for one in configuration.warnings if one.partition(": ")[0] not in told]


def _servers(session: Session) -> Iterator[Finding]:
    """Those that mailboxes are on, and the authority of those of Microsoft 365."""
    from config.sections import ExchangeSettings
    from connectors.errors import MailboxError
    from connectors.examining import shown_by
    from daemon import bootstrap
    from daemon.acts import judge_server

    settings = session.settings
    for name in dict.fromkeys(settings.server_name_of(one) for one in settings.mailbox):
        server = settings.server_named(name)
        if isinstance(server, ExchangeSettings):
            endpoints, auth, waits = [server.endpoint], server.auth.value, server.timeout
        else:
            graph = bootstrap.graph_server(settings, name)
            endpoints, auth, waits = [graph.endpoint, graph.authority], "", _GRAPH_WAITS
        for endpoint in filter(None, endpoints):
            try:
                shown = shown_by(
                    endpoint, server.ca_file, verify_tls=server.verify_tls, timeout=waits, clock=session.now
                )
            except MailboxError as failure:
                yield Finding(f"server {name} {endpoint}", [str(failure)])
            else:
                yield judge_server(name, endpoint, auth, shown, session.now())
