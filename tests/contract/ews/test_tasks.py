"""Tasks are made once, and written over nobody's change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import Unreachable
from connectors.ews.mailbox import EwsMailbox
from connectors.mailbox import TaskContent, TaskEdit
from simulator.faults import Fault, FaultKind
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB, Opener
from tests.contract.mailbox.user import changes, items, the_folder

pytestmark = pytest.mark.usefixtures("nobody_is_sent_anything")

REMINDER = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.CUT, FaultKind.TRUNCATED])
def test_a_task_whose_creation_was_not_heard_of_is_found_and_not_made_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, kind: FaultKind
) -> None:
    identity, content = uuid4(), TaskContent("Call", date(2026, 12, 1), REMINDER)
    simulator.faults.inject(Fault(kind, "CreateItem"))
    with pytest.raises(Unreachable):
        mailbox.create_task(identity, content)

    task = mailbox.create_task(identity, content)

    assert task.identity == identity
    assert [shown["id"] for shown in outlook.items("tasks")] == [task.item_id]
    assert simulator.journal.count("CreateItem") == 1


def test_a_copy_that_the_user_made_is_no_second_task(mailbox: EwsMailbox, outlook: Outlook) -> None:
    identity = uuid4()
    made = mailbox.create_task(identity, TaskContent("Call", None, None))
    copy = outlook.copy(made.item_id, "tasks")

    found = mailbox.find_task(identity)

    assert found is not None
    assert found.item_id in (made.item_id, copy)
    assert len(outlook.items("tasks")) == 2


def test_a_due_date_is_the_day_that_was_meant(simulator: Simulator, opened: Opener) -> None:
    """It travels as midnight in UTC: west of it, a time would be the day before."""
    simulator.add_mailbox(BOB, "secret", zone="America/Los_Angeles")
    mailbox = opened(simulator)

    task = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), None))

    assert task.due == date(2026, 12, 1)


def test_a_reminder_in_any_zone_is_the_same_moment(mailbox: EwsMailbox) -> None:
    at = datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Europe/Oslo"))

    task = mailbox.create_task(uuid4(), TaskContent("Call", None, at))

    assert task.reminder_at == at
    assert task.reminder_at.utcoffset() == timedelta(0)


def test_completing_a_recurring_task_gives_the_completed_one(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", date(2026, 12, 1), None))
    recurrence = (
        "<t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>"
        "<t:NoEndRecurrence><t:StartDate>2026-12-01</t:StartDate></t:NoEndRecurrence></t:Recurrence>"
    )
    item = simulator.mailbox(BOB).items[made.item_id]
    item.fields["Recurrence"] = recurrence
    item.put("IsRecurring", "true")

    done = mailbox.edit_task(
        made.item_id,
        made.change_key,
        TaskEdit(frozenset({"is_complete"}), TaskContent("", None, None, is_complete=True)),
    )

    assert done.is_complete
    tasks = items(changes(mailbox, the_folder(mailbox, "tasks"))[0])
    assert done in tasks


def test_an_edit_of_nothing_writes_nothing(simulator: Simulator, mailbox: EwsMailbox) -> None:
    made = mailbox.create_task(uuid4(), TaskContent("Call", None, None))
    simulator.journal.clear()

    assert mailbox.edit_task(made.item_id, made.change_key, TaskEdit(frozenset(), TaskContent("", None, None))) == made
    # It has no category, and nothing in the mailbox has: that is asked for.
    assert simulator.journal.counts() == {"GetItem": 1, "FindItem": 1}
