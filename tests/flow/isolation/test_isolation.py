"""One mailbox's trouble takes no turn from another: a server that hangs, a look without an end, bad items alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from connectors.ews.mailbox import open_mailbox as open_ews
from connectors.ews.server import Server
from connectors.graph.mailbox import open_mailbox as open_graph
from connectors.graph.tenant import Tenant
from connectors.logins import Logins
from connectors.mailbox import Mailbox
from daemon.context import Context
from simulator.faults import Fault, FaultKind
from tests.flow.firm import ANN, BOB, EVE, PASSWORD, Clock, Firm, a_firm, in_cloud
from tests.flow.isolation.serving import Served, served, staffed
from tests.simulated import simulated

OTHERS = (EVE, "user000@us.example", "user001@us.example")
SERVICE, ANOTHER = "svc@us.example", "svc2@us.example"
HOW_LONG, HOUR = timedelta(minutes=20), timedelta(hours=1)
SOON, PATIENT = timedelta(seconds=1), timedelta(minutes=1)  # Bob's requests are given up, and the others'

Act = Callable[[Firm], object]


@contextmanager
def an_office(where: str, login: str, workers: int, folder: Path) -> Iterator[tuple[Firm, Context]]:
    """Four mailboxes, one of them Bob's; his login is that of the others, or not."""
    clock, is_in_cloud = Clock(), where == "cloud"
    with ExitStack() as stack:
        simulator = stack.enter_context(simulated(clock=clock, tls=is_in_cloud))
        firm = stack.enter_context(a_firm(simulator, clock, folder, is_in_cloud=is_in_cloud))
        logins = Logins(clock)
        for account in (SERVICE, ANOTHER):
            simulator.add_account(account, PASSWORD)
            simulator.allow_impersonation(account)
        patience = {False: PATIENT, True: SOON}
        tenants = {
            is_bob: Tenant(replace(in_cloud(simulator), timeout=timeout), clock=clock, sleep=lambda _: None)
            for is_bob, timeout in (patience.items() if is_in_cloud else ())
        }
        for tenant in tenants.values():
            stack.callback(tenant.close)

        def open_it(address: str) -> Mailbox:
            is_bob = address == BOB
            is_other = is_bob and login == "other"
            if is_in_cloud:
                return open_graph(tenants[is_bob], address, sleep=lambda _: None, login=logins.of(is_other))
            name, secret = ANOTHER if is_other else SERVICE, SecretStr(PASSWORD)
            server = Server(simulator.endpoint, "basic", username=name, password=secret, timeout=patience[is_bob])
            return open_ews(server, address, sleep=lambda _: None, logins=logins)

        office = replace(firm.context, open_mailbox=open_it, every=timedelta(minutes=1), workers=workers)
        yield firm, staffed(firm, office, len(OTHERS) - 1)


def hangs(firm: Firm) -> None:
    """It takes the requests for Bob's mailbox, and never answers."""
    firm.simulator.faults.inject(Fault(FaultKind.LATENCY, times=0, delay=HOUR, mailbox=BOB))


def drips(firm: Firm) -> None:
    firm.simulator.faults.inject(Fault(FaultKind.DRIP, times=0, delay=timedelta(seconds=0.3), mailbox=BOB))


def has_bad_items_only(firm: Firm) -> None:
    for number in range(20):
        firm.simulator.faults.fail_item(firm.outlook(BOB).deliver_mail(ANN, f"bad {number}"), "ErrorItemCorrupt")


def has_no_end(firm: Firm) -> None:
    """Bob's mailbox has more and more to look at."""
    firm.simulator.faults.inject(Fault(FaultKind.ENDLESS, times=0, mailbox=BOB))


def lived(where: str, login: str, workers: int, folder: Path, trouble: Act | None, *, is_waited_for: bool) -> Served:
    folder.mkdir()
    with an_office(where, login, workers, folder) as (firm, office):
        if trouble is not None:
            trouble(firm)
        return served(firm, office, HOW_LONG, without=() if is_waited_for else (BOB,))


@pytest.mark.sampled(one_in=32)
@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("login", ["same", "other"])
@pytest.mark.parametrize("trouble", [hangs, drips, has_no_end, has_bad_items_only])
def test_the_others_have_as_many_turns_as_without_it(
    where: str, trouble: Act, login: str, workers: int, tmp_path: Path
):
    is_waited_for = workers == 1 or trouble is has_bad_items_only  # else the clock goes by while Bob's turn lasts

    without = lived(where, login, workers, tmp_path / "without", None, is_waited_for=True)
    beside = lived(where, login, workers, tmp_path / "beside", trouble, is_waited_for=is_waited_for)

    for address in OTHERS:
        assert beside.failed[address] == 0
        assert beside.turns[address] >= without.turns[address] - 1
    assert without.turns[EVE] >= HOW_LONG / timedelta(minutes=1)
    assert (beside.turns[BOB] == 0) == (trouble is not has_bad_items_only)
