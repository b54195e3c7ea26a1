"""What makes no sense in an answer about calendars or tasks is said of itself, and holds up nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from connectors.errors import ItemGone, MailboxError, Refused
from connectors.graph.asking import each
from connectors.graph.reading.calendar_changes import Told
from connectors.mailbox import Deleted, TaskContent, Unreadable, Upserted
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import GraphUser
from tests.contract.mailbox.user import REMINDER, changes, the_folder

USER = "GET /users/{id}"
ONE_EVENT, EVENT_DELTA = f"{USER}/events/{{id}}", f"{USER}/calendars/{{id}}/events/delta"
LISTS = (f"{USER}/calendars/{{id}}/events", f"{USER}/calendars/{{id}}/calendarview", EVENT_DELTA)


def test_one_event_that_makes_no_sense_is_quarantined_alone(mailbox: Any, outlook: GraphUser, cloud: Simulator) -> None:
    for number in range(3):
        outlook.appoint(f"Single {number}", REMINDER)
    cloud.faults.inject(Fault(FaultKind.BAD_ITEM, operation=ONE_EVENT))

    told, _ = changes(mailbox, the_folder(mailbox, "calendar"))

    assert sorted(type(one).__name__ for one in told) == ["Unreadable", "Upserted", "Upserted"]
    assert [one.reason for one in told if isinstance(one, Unreadable)] == [
        "its answer does not have the form that Graph describes"
    ]


@pytest.mark.parametrize("operation", LISTS)
def test_a_list_with_something_that_makes_no_sense_tells_the_rest(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, operation: str
) -> None:
    ids = {outlook.appoint(f"Single {number}", REMINDER) for number in range(2)}
    outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
    calendar = the_folder(mailbox, "calendar")
    cloud.faults.inject(Fault(FaultKind.BAD_ITEM, times=100, operation=operation))

    listed = {one.item_id for one in mailbox.listed(calendar)}
    happening = mailbox.occurrences(calendar, REMINDER, REMINDER + timedelta(days=30))
    told, _ = changes(mailbox, calendar)

    assert len(listed & ids) >= 1
    assert len(happening) >= 2
    assert {type(one) for one in told} <= {Upserted, Unreadable}
    assert len(told) >= 2


def test_without_a_list_of_its_own_no_task_is_made_and_why(mailbox: Any, cloud: Simulator) -> None:
    cloud.faults.inject(Fault(FaultKind.BAD_ITEM, times=100, operation=f"{USER}/todo/lists"))

    with pytest.raises(Refused, match="no list of the mailbox's own"):
        mailbox.create_task(uuid4(), TaskContent("x", REMINDER.date(), None))


def test_of_what_makes_no_sense_its_id_is_told() -> None:
    values = [{"id": "a", "type": 5}, {"id": 7}, "x", None, {"id": "b", "@removed": {"reason": "deleted"}, "type": []}]

    found = list(each(values, Told))

    assert [(one.id, one.removed is not None) for one in found] == [("a", False), ("b", True)]


def test_ids_that_are_none_are_not_there(mailbox: Any) -> None:
    calendar = the_folder(mailbox, "calendar")

    assert mailbox.read(calendar, ["nonsense", "AAMk/+="]) == [Deleted("nonsense"), Deleted("AAMk/+=")]
    assert mailbox.series(calendar, ["nonsense"]) == [None]
    assert [type(one) for one in mailbox.read_tasks(["nonsense", "flag:x", "appointment:x"])] == [ItemGone] * 3


@pytest.mark.parametrize("kind", [FaultKind.FOREIGN_LINK, FaultKind.BOMB, FaultKind.HTML])
def test_what_is_no_answer_is_a_sentence(mailbox: Any, outlook: GraphUser, cloud: Simulator, kind: FaultKind) -> None:
    outlook.appoint("Single", REMINDER)
    calendar = the_folder(mailbox, "calendar")
    cloud.faults.inject(Fault(kind, times=10, operation=EVENT_DELTA))

    with pytest.raises(MailboxError, match=r"bob@us\.example: .+"):
        mailbox.changes(calendar, None)


def test_a_mail_with_half_a_character_is_a_reminder_all_the_same(
    mailbox: Any, outlook: GraphUser, cloud: Simulator
) -> None:
    cloud.revoke("dealtrail", "Tasks.ReadWrite.All")
    mail = outlook.deliver_mail("ann@client.example", "tender")
    outlook.rename(mail, "tender \ud83d")

    made = mailbox.create_task(uuid4(), TaskContent("x", REMINDER.date(), None, about=mail))

    assert made.item_id.startswith("flag:")
    assert mailbox.read_task(made.item_id) == made
