"""Fixtures: mailboxes opened by the connector on a simulated tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.graph.mailbox import GraphMailbox, open_mailbox
from connectors.graph.server import GraphServer
from connectors.graph.tenant import Tenant
from connectors.logins import Login
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.mailbox.user import REMINDER
from tests.simulated import simulated

BOB = "bob@us.example"
TENANT, CLIENT, SECRET = "us.example", "dealtrail", "secret"
ALL = ("Mail.ReadWrite", "Calendars.ReadWrite", "MailboxSettings.ReadWrite", "Tasks.ReadWrite.All", "User.Read.All")
NOW = REMINDER - timedelta(days=30)  # a meeting is a draft, and a day no day gone by, until its time comes

Opener = Callable[..., GraphMailbox]


class GraphUser:
    """The person at the mailbox, who knows items by the ids that Graph has for them."""

    def __init__(self, simulator: Simulator, address: str = BOB) -> None:
        self._outlook: Outlook = simulator.outlook(address)
        self._ids = simulator.graph_ids(address)

    def __getattr__(self, name: str) -> Any:
        act = getattr(self._outlook, name)

        def acted(*args: Any, **kwargs: Any) -> Any:
            given = [self._known(one) for one in args]
            return self._told(act(*given, **{key: self._known(one) for key, one in kwargs.items()}))

        return acted

    def _known(self, value: Any) -> Any:
        if not isinstance(value, str) or len(value) < 60:
            return value
        try:
            return self._ids.ews(value)
        except KeyError:
            return value

    def _told(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._told(one) for one in value]
        if not isinstance(value, str) or len(value) < 60:
            return value
        try:
            is_task = self._outlook.read(value)["kind"] == "Task"  # whose ids do not last
            return self._ids.rest(value) if is_task else self._ids.immutable(value)
        except KeyError:
            return value


def a_server(simulator: Simulator, **settings: Any) -> GraphServer:
    return GraphServer(
        **{
            "tenant_id": TENANT,
            "client_id": CLIENT,
            "client_secret": SecretStr(SECRET),
            "authority": simulator.url,
            "endpoint": simulator.graph_url,
            "ca_file": simulator.ca_file,
            **settings,
        }
    )


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    """A tenant with one application that may do all it needs, and no mailbox."""
    with simulated(tls=True) as running:
        running.add_application(TENANT, CLIENT, SECRET)
        running.grant(CLIENT, *ALL)
        yield running


@pytest.fixture
def opened(waits: list[float]) -> Iterator[Opener]:
    """`opened(simulator, address, **settings)`: a mailbox with a tenant of its own, closed after the test."""
    with ExitStack() as closing:

        def make(
            simulator: Simulator,
            address: str = BOB,
            *,
            tenant: Tenant | None = None,
            login: Login | None = None,
            clock: Callable[[], datetime] = lambda: datetime.now(UTC),
            **settings: Any,
        ) -> GraphMailbox:
            if tenant is None:
                tenant = Tenant(a_server(simulator, **settings), clock=clock, sleep=waits.append)
                closing.callback(tenant.close)
            mailbox = open_mailbox(tenant, address, sleep=waits.append, login=login)
            closing.callback(mailbox.close)
            return mailbox

        yield make


@pytest.fixture
def mailbox(cloud: Simulator, opened: Opener) -> GraphMailbox:
    """Opened before the day on which everything is, whatever day it is."""
    cloud.add_mailbox(BOB, name="Bob")
    return opened(cloud, clock=lambda: NOW)


@pytest.fixture
def outlook(mailbox: GraphMailbox, cloud: Simulator) -> GraphUser:
    return GraphUser(cloud)


@pytest.fixture
def nobody_is_sent_anything(cloud: Simulator) -> Iterator[None]:
    yield
    assert cloud.sent == []


def asked(simulator: Simulator) -> Sequence[str]:
    """What was asked of Graph, parts of batches included."""
    return [one.operation for one in simulator.journal.requests if "/users/" in one.operation]
