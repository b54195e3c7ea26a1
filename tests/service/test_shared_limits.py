"""A limit that the configuration gives holds over all processes that ask the same server as the same login."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.service.process import Daemon, dealtrail, until
from tests.service.site import BOB, EVE, Site, a_site

MOST = 3
OTHERS = [f"user{number}@us.example" for number in range(4)]


@pytest.fixture
def office(tmp_path: Path, simulator: Simulator, postgres_url: str) -> Site:
    """Six mailboxes on a server that takes its time, each with mail."""
    site = a_site(tmp_path, simulator, postgres_url)
    for address in OTHERS:
        simulator.add_mailbox(address, zone="Europe/Oslo")
    site.configure(BOB, EVE, *OTHERS)
    site.look()
    simulator.most_requests_at_once = 0  # that one had no limit
    for number, address in enumerate((BOB, EVE, *OTHERS)):
        for more in range(2):
            site.deliver(f"mail {number} {more}", address)
    simulator.faults.inject(Fault(FaultKind.LATENCY, times=0, delay=timedelta(seconds=0.05)))
    return site


def limited(site: Site, lines: str) -> Site:
    site.config.write_text(site.config.read_text().replace("[exchange]\n", f"[exchange]\n{lines}\n"))
    return site


def at_work(site: Site, stack: ExitStack) -> list[Daemon]:
    """The service and workers, once all mail is in the history."""
    environment = {"JOURNAL_STREAM": "8:12345", "CREDENTIALS_DIRECTORY": str(site.credentials)}
    processes = []
    for share in (OTHERS[:2], OTHERS[2:]):
        mine = [word for address in share for word in ("--mailboxes", address)]
        processes.append(stack.enter_context(dealtrail(site.config, "worker", *mine, **environment)))
    for one in processes:
        one.logs("turn done")
    service = stack.enter_context(site.run())
    service.logs("turn done")
    until(lambda: len(site.history()) == 2 * (2 + len(OTHERS)), "all mail is in the history")
    return [service, *processes]


def told(site: Site) -> list[dict[str, object]]:
    limits: list[dict[str, object]] = site.status()["limits"]
    return limits


def test_without_a_limit_more_are_asked_at_once(office: Site) -> None:
    with ExitStack() as stack:
        at_work(office, stack)
        office.simulator.gather_requests(MOST + 1)  # whoever asks now waits for the others
        more = {address: office.deliver("more", address) for address in (BOB, EVE, *OTHERS)}
        until(lambda: all(office.is_stamped(mail, address) for address, mail in more.items()), "it is answered")

    assert office.simulator.most_requests_at_once > MOST
    assert office.simulator.journal.violations == []
    assert told(office) == []


@pytest.mark.parametrize("key", ["requests_at_once", "login_requests_at_once"])
def test_three_processes_ask_no_more_at_once_than_is_configured(office: Site, key: str) -> None:
    limited(office, f"{key} = {MOST}")

    with ExitStack() as stack:
        processes = at_work(office, stack)
        shown = [one for one in told(office) if one["at_once"] is not None]
        codes = [one.stop() for one in processes]

    assert office.simulator.most_requests_at_once <= MOST
    assert codes == [0, 0, 0]
    assert [one["at_once"] for one in shown] == [MOST]
    assert [len(one["processes"]) for one in shown] == [3]  # type: ignore[arg-type]  # a list
    assert [one["processes"] for one in told(office)] == []
    assert not [line for one in processes for line in one.events("mailbox parked")]


def test_what_a_killed_process_held_others_have(office: Site) -> None:
    limited(office, f"login_requests_at_once = {MOST}")

    with ExitStack() as stack:
        service, one, other = at_work(office, stack)
        one.kill()
        other.kill()
        office.simulator.most_requests_at_once = 0
        mails = [office.deliver(f"more {number}") for number in range(3)]
        until(lambda: all(map(office.is_stamped, mails)), "the one that is left goes on")
        until(lambda: [len(limit["processes"]) for limit in told(office)] == [1], "it has all of it")  # type: ignore[arg-type]
        held = told(office)
        assert service.stop() == 0

    assert [[share["may"] for share in limit["processes"]] for limit in held] == [[MOST]]  # type: ignore[attr-defined]
    assert office.simulator.most_requests_at_once <= MOST
