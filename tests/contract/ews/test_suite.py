"""The EWS connector keeps what every connector promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.server import Simulator
from tests.contract.mailbox_suite import MailboxSuite


class TestEwsMailbox(MailboxSuite):
    @pytest.fixture(autouse=True)
    def nobody_is_sent_anything(self, simulator: Simulator) -> Iterator[None]:
        yield
        assert simulator.sent == []
