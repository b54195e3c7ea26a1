"""Both connectors keep to a limit that is shared, and leave a server alone that said so to anybody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.errors import Throttled
from connectors.ews.mailbox import open_mailbox as open_ews
from connectors.ews.server import Server
from connectors.gates import Gate, Gates, Limit, since_boot
from connectors.graph.mailbox import open_mailbox as open_graph
from connectors.graph.server import GraphServer
from connectors.graph.tenant import Tenant
from connectors.mailbox import Mailbox
from connectors.stopping import Stop, Stopped
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import ALL, CLIENT, SECRET, TENANT
from tests.simulated import simulated

BOB, EVE = "bob@us.example", "eve@us.example"
PASSWORD = "secret"
LIMIT = Limit("login 1", "svc at mail.us.example", 2)
LONG = timedelta(minutes=1)

Opened = Callable[[str, Gates], Mailbox]


@pytest.fixture(params=["ews", "graph"])
def office(request: pytest.FixtureRequest) -> Iterator[tuple[Simulator, Opened]]:
    """A server with two mailboxes, and what opens them through gates."""
    with simulated(tls=True) as simulator, ExitStack() as opened:
        for address in (BOB, EVE):
            simulator.add_mailbox(address, PASSWORD)
        simulator.add_application(TENANT, CLIENT, SECRET)
        simulator.grant(CLIENT, *ALL)

        def ews(address: str, gates: Gates) -> Mailbox:
            server = Server(
                simulator.endpoint, "basic", address, SecretStr(PASSWORD), access="direct", ca_file=simulator.ca_file
            )
            return opened.enter_context(closing(open_ews(server, address, gates=gates)))

        tenants: list[Tenant] = []  # the application has one token, and the server counts its requests

        def graph(address: str, gates: Gates) -> Mailbox:
            if not tenants:
                secret = {"client_secret": SecretStr(SECRET), "authority": simulator.url}
                where = {"endpoint": simulator.graph_url, "ca_file": simulator.ca_file}
                server = GraphServer(TENANT, CLIENT, **secret, **where)  # type: ignore[arg-type]
                tenants.append(Tenant(server, clock=lambda: datetime.now(UTC), sleep=lambda _: None, gates=gates))
                opened.callback(tenants[0].close)
            return opened.enter_context(closing(open_graph(tenants[0], address)))

        yield simulator, ews if request.param == "ews" else graph


def a_gate(room: int, **how: Any) -> Gate:
    gate = Gate(LIMIT, **how)
    gate.give(room, since_boot() + 600)
    return gate


def test_who_is_told_to_wait_has_the_others_wait(office: tuple[Simulator, Opened]) -> None:
    simulator, opened = office
    gate = a_gate(2)
    gates = Gates(gate)
    bob, eve = (opened(address, gates) for address in (BOB, EVE))
    simulator.faults.inject(Fault(FaultKind.THROTTLED, mailbox=BOB, delay=LONG))

    with pytest.raises(Throttled):
        bob.folders()
    before = len(simulator.journal.requests)
    with pytest.raises(Throttled, match=r"eve@us\.example: the server asks to wait"):
        eve.folders()

    assert len(simulator.journal.requests) == before
    assert 50 < gate.rest <= 60


@pytest.mark.parametrize("kind", [FaultKind.BUSY, FaultKind.BUSY_ITEM, FaultKind.UNAVAILABLE])
def test_each_way_of_exchange_to_say_so_is_heard(kind: FaultKind) -> None:
    with simulated() as simulator:
        simulator.add_mailbox(BOB, PASSWORD)
        gate = a_gate(2)
        server = Server(simulator.endpoint, "basic", BOB, SecretStr(PASSWORD), access="direct")
        with closing(open_ews(server, BOB, gates=Gates(gate))) as bob:
            simulator.faults.inject(Fault(kind, delay=LONG))

            with pytest.raises(Throttled):
                bob.folders()

    assert 50 < gate.rest <= 60


def test_no_more_go_through_than_the_share_has_room_for(office: tuple[Simulator, Opened]) -> None:
    simulator, opened = office
    gate = a_gate(2)
    simulator.faults.inject(Fault(FaultKind.LATENCY, times=0, delay=timedelta(seconds=0.05)))
    gates = Gates(gate)
    mailboxes = [opened(address, gates) for address in (BOB, EVE) for _ in range(3)]

    with ThreadPoolExecutor(len(mailboxes)) as threads:
        found = list(threads.map(lambda one: len(one.folders()), mailboxes))

    assert len(set(found)) == 1
    assert max(simulator.most_requests_at_once, simulator.most_graph_requests_at_once) == 2
    assert gate.state.under_way == 0


def test_without_a_share_nothing_goes_through_until_one_is_given_or_it_is_to_stop() -> None:
    called, stop, entered = Event(), Stop(), Event()
    gate = Gate(LIMIT, stop, called.set)

    def ask() -> None:
        with gate.turn(BOB):
            entered.set()

    asking = Thread(target=ask)
    asking.start()
    assert called.wait(10)
    was_in = entered.is_set()
    gate.give(1, since_boot() + 60)
    asking.join(10)
    gate.give(0, since_boot() + 60)
    stop.set()

    assert (was_in, entered.is_set()) == (False, True)
    with pytest.raises(Stopped), gate.turn(BOB):
        raise AssertionError("it was let through")


def test_a_short_wait_is_waited_for() -> None:
    gate, began = a_gate(1), time.monotonic()
    gate.told(timedelta(seconds=0.2))

    with gate.turn(BOB):
        waited = time.monotonic() - began

    assert waited >= 0.2
