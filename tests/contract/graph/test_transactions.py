"""What was made before, thrown away by its user and asked for again, however the server takes its transactionId."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from connectors.mailbox import DraftContent, DraftKind, TaskContent
from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.graph.conftest import CLIENT, GraphUser
from tests.contract.mailbox.user import items, the_folder

START = datetime(2090, 3, 1, 9, tzinfo=UTC)
TRANSACTIONS = ("returned", "forgotten", "refused")


def _content(subject: str) -> DraftContent:
    return DraftContent(DraftKind.APPOINTMENT, subject, "", start=START, end=START + timedelta(hours=1))


@pytest.mark.parametrize(("transactions", "made_again"), [("returned", 0), ("forgotten", 1), ("refused", 0)])
def test_a_draft_that_was_thrown_away_does_not_fail_for_ever(
    cloud: Simulator, mailbox: Any, outlook: GraphUser, transactions: str, made_again: int
) -> None:
    cloud.graph_quirks = GraphQuirks(transactions=transactions)
    identity = uuid4()
    outlook.delete(mailbox.create_draft(identity, _content("Visit")))

    answered = mailbox.create_draft(identity, _content("Visit in Oslo"))

    assert answered
    assert len(outlook.items("Calendar")) == made_again


@pytest.mark.parametrize("transactions", TRANSACTIONS)
def test_a_reminder_that_was_thrown_away_and_is_asked_for_again_is_made(
    cloud: Simulator, mailbox: Any, outlook: GraphUser, transactions: str
) -> None:
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")
    cloud.graph_quirks = GraphQuirks(transactions=transactions)
    identity = uuid4()
    first = mailbox.create_task(identity, TaskContent("Follow up", date(2090, 3, 1), None))
    outlook.delete(first.item_id.partition(":")[2])

    second = mailbox.create_task(identity, TaskContent("Follow up", date(2090, 3, 8), None))

    assert mailbox.find_task(identity) == second
    assert second.due == date(2090, 3, 8)
    assert [one.item_id for one in items(mailbox.changes(the_folder(mailbox, "tasks"), None).changes)] == [
        second.item_id
    ]
