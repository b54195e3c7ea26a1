"""A firm in which Bob's mailbox goes to Microsoft 365 and comes back: the same mailbox, under other ids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from connectors.graph.tenant import Tenant
from connectors.mailbox import Mailbox
from tests.flow.firm import BOB, CLIENT, Clock, Firm, a_firm, a_tenant, open_at, open_in_cloud, requests_for
from tests.simulated import simulated


@dataclass
class Mover:
    firm: Firm
    tenant: Tenant
    is_in_cloud: bool = False

    def to_cloud(self) -> None:
        self._go("cloud", "graph")

    def back(self) -> None:
        self._go("exchange", "ews")

    def _go(self, server: str, kind: str) -> None:
        """Bob's mailbox is there from now on; two cycles, so that whatever comes back has come."""
        context = self.firm.context
        plan = replace(context.plans[BOB], server=server, server_kind=kind)
        self.firm.context = replace(context, plans={**context.plans, BOB: plan}, open_mailbox=self._open)
        self.is_in_cloud = kind == "graph"
        self.firm.simulator.journal.clear()
        self.firm.cycle()
        self.firm.cycle()

    def _open(self, address: str) -> Mailbox:
        if self.is_in_cloud and address == BOB:
            return open_in_cloud(self.tenant, address)
        simulator = self.firm.simulator
        return open_at(simulator.endpoint, address, ca_file=simulator.ca_file)

    def written(self) -> list[str]:
        """What was asked for since the move that writes into mails and appointments."""
        asked = [one.operation for one in self.firm.simulator.journal.requests if one.acting == BOB]
        return [one for one in asked if one in WRITES]


WRITES = {*requests_for("UpdateItem", is_in_cloud=True), *requests_for("CreateItem", is_in_cloud=True)}
WRITES |= {"UpdateItem", "CreateItem"}


@contextmanager
def a_mover(folder: Path, *, translates: bool) -> Iterator[Mover]:
    """With the right to have ids translated, or without: they are known again by Message-ID and UID then."""
    clock = Clock()
    with simulated(clock=clock, tls=True) as simulator, a_firm(simulator, clock, folder) as firm:
        tenant = a_tenant(simulator, clock)
        if not translates:
            simulator.revoke(CLIENT, "User.Read.All")
        yield Mover(firm, tenant)
        tenant.close()
        assert simulator.sent == []


def remind(firm: Firm, number: int, at: datetime | None) -> None:
    with firm.store.write() as unit:
        unit.opportunities.remind(number, at)
    firm.cycle()


def open_tasks(firm: Firm) -> list[str]:
    return [str(one["id"]) for one in firm.outlook().items("tasks") if not one["is_complete"]]


def open_task(firm: Firm) -> str:
    [task] = open_tasks(firm)
    return task
