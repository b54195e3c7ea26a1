"""The Graph connector keeps what every connector promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.server import Simulator
from tests.contract.graph.drafts import GraphDrafts
from tests.contract.mailbox_suite import MailboxSuite


class TestGraphMailbox(GraphDrafts, MailboxSuite):
    TELLS_OF_READING = True  # a delta has no word for it: an update is an update
    IDS_SURVIVE_MOVES = True  # ids are asked for that do
    MAY_MAIL_ATTENDEES = True  # Microsoft says nowhere that attendees are spared, and nothing switches it off

    @pytest.fixture(autouse=True)
    def nobody_is_sent_anything(self, cloud: Simulator) -> Iterator[None]:
        yield
        assert cloud.sent == []
