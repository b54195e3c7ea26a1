"""A server that is always waited for, and a mailbox on it whose pages hold two mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connectors import logins
from connectors.ews import request
from connectors.ews.mailbox import EwsMailbox, open_mailbox
from connectors.ews.reading import ahead
from connectors.mailbox import Folder
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, PASSWORD, a_server
from tests.contract.ews.test_reading import fill
from tests.contract.mailbox.user import the_folder


@pytest.fixture(autouse=True)
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a server that is always waited for."""
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(request, "WIDER", 1)
    monkeypatch.setattr(ahead, "WORTH", -60.0)
    monkeypatch.setattr(ahead, "SHARE", -60.0)
    monkeypatch.setattr(ahead, "IN_A_ROW", 1)


@pytest.fixture
def inbox(simulator: Simulator, mailbox: EwsMailbox) -> Folder:
    """Of seven mails, m6 the first that is told of; nothing was asked for yet."""
    fill(simulator, 7)
    found = the_folder(mailbox, "inbox")
    simulator.journal.clear()
    return found


@pytest.fixture
def of_one_login(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> OfOneLogin:
    """Opens the mailbox twice by a login that may have so many connections beside; with its inbox of seven mails."""

    def opened(beside: int) -> tuple[EwsMailbox, EwsMailbox, Folder]:
        monkeypatch.setattr(logins, "BESIDE", beside)
        shared = logins.Logins(lambda: datetime.now(UTC))
        first, second = (open_mailbox(a_server(simulator), BOB, logins=shared) for _ in range(2))
        simulator.add_mailbox(BOB, PASSWORD)
        fill(simulator, 7)
        return first, second, the_folder(first, "inbox")

    return opened


OfOneLogin = Callable[[int], tuple[EwsMailbox, EwsMailbox, Folder]]
