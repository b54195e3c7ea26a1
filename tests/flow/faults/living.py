"""A trouble lived through in a firm of its own, over one of the connectors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from connectors.ews.mailbox import open_mailbox as open_ews
from connectors.ews.news.ears import Ears
from connectors.ews.server import Server
from connectors.graph.mailbox import open_mailbox as open_graph
from connectors.graph.tenant import Tenant
from connectors.graph.wire.tokens import Tokens
from connectors.logins import Logins
from connectors.mailbox import Mailbox
from daemon.context import Context
from tests.flow.faults.life import EVERY, Life, Told
from tests.flow.faults.troubles import EITHER, EXCHANGE, GRAPH, SERVICE, Trouble
from tests.flow.firm import PASSWORD, Clock, Firm, a_firm, in_cloud
from tests.simulated import simulated

CONNECTORS = {"Exchange Server": (*EITHER, *EXCHANGE), "Microsoft 365": (*EITHER, *GRAPH)}


def lived_through(trouble: Trouble, connector: str, folder: Path) -> Told:
    """What came of it."""
    clock, is_in_cloud = Clock(), connector == "Microsoft 365"
    with (
        simulated(clock=clock, tls=is_in_cloud) as simulator,
        a_firm(simulator, clock, folder, is_in_cloud=is_in_cloud) as firm,
        office_of(firm, trouble.timeout) as office,
    ):
        return Life(firm, office, lambda life: trouble.begins(simulator), lambda life: trouble.ends(simulator)).lived()


@contextmanager
def office_of(firm: Firm, timeout: timedelta) -> Iterator[Context]:
    """As the program builds it: mailboxes of one login, which waits on the test's clock, one turn at a time."""
    simulator, clock, logins = firm.simulator, firm.clock, Logins(firm.clock)

    def wait(seconds: float) -> None:
        clock.tick(timedelta(seconds=math.ceil(seconds)))

    office = replace(firm.context, every=EVERY, refresh=timedelta(minutes=15), workers=1)
    if firm.is_in_cloud:
        tenant = Tenant(replace(in_cloud(simulator), timeout=timeout), clock=clock, sleep=wait)
        tenant.tokens = Tokens(tenant.server, tenant.http.logins, lambda: clock.now.timestamp())

        def in_tenant(address: str) -> Mailbox:
            return open_graph(tenant, address, sleep=wait, login=logins.of(("graph", tenant.server)))

        try:
            yield replace(office, open_mailbox=in_tenant)
        finally:
            tenant.close()
        return
    simulator.add_account(SERVICE, PASSWORD)
    simulator.allow_impersonation(SERVICE)
    server = Server(simulator.endpoint, "basic", username=SERVICE, password=SecretStr(PASSWORD), timeout=timeout)
    ears = Ears(EVERY)

    def on_premises(address: str) -> Mailbox:
        return open_ews(server, address, sleep=wait, logins=logins, ears=ears)

    yield replace(office, open_mailbox=on_premises)
