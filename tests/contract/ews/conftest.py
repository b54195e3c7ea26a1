"""Fixtures: mailboxes opened by the connector on a simulated server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.ews.mailbox import EwsMailbox, open_mailbox
from connectors.ews.news.ears import Ears
from connectors.ews.server import Server
from simulator.outlook import Outlook
from simulator.server import Simulator

BOB = "bob@us.example"
PASSWORD = "secret"

Opener = Callable[..., EwsMailbox]


def a_server(simulator: Simulator, **settings: Any) -> Server:
    """Bob's own login with Basic authentication, but for what the settings say."""
    return Server(
        **{
            "endpoint": simulator.endpoint,
            "auth": "basic",
            "username": BOB,
            "password": SecretStr(PASSWORD),
            "access": "direct",
            "ca_file": simulator.ca_file,
            **settings,
        }
    )


@pytest.fixture
def opened(waits: list[float]) -> Iterator[Opener]:
    """`opened(simulator, address, **settings)`: a mailbox, closed after the test."""
    with ExitStack() as closing:

        def make(simulator: Simulator, address: str = BOB, **settings: Any) -> EwsMailbox:
            ears = Ears(timedelta(seconds=30))
            mailbox = open_mailbox(a_server(simulator, **settings), address, sleep=waits.append, ears=ears)
            closing.callback(mailbox.close)
            return mailbox

        yield make


@pytest.fixture
def mailbox(simulator: Simulator, opened: Opener) -> EwsMailbox:
    simulator.add_mailbox(BOB, PASSWORD, name="Bob")
    return opened(simulator)


@pytest.fixture
def outlook(mailbox: EwsMailbox, simulator: Simulator) -> Outlook:
    return simulator.outlook(BOB)


@pytest.fixture
def nobody_is_sent_anything(simulator: Simulator) -> Iterator[None]:
    yield
    assert simulator.sent == []
