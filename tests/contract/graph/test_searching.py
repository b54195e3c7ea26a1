"""What is looked for is found however a server cuts its lists; what is not answered is not taken for missing."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest

from connectors.errors import MailboxError
from connectors.mailbox import DraftKind, TaskContent
from simulator.faults import Fault, FaultKind
from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, CLIENT, GraphUser
from tests.contract.mailbox.user import REMINDER, a_draft, changes, items, the_folder

DUE = date(2026, 12, 1)
EVENTS = "GET /users/{id}/calendars/{id}/events"


@pytest.fixture
def empty_pages(cloud: Simulator) -> None:
    cloud.graph_quirks = GraphQuirks(empty_pages=True)


@pytest.mark.usefixtures("empty_pages")
@pytest.mark.parametrize("kind", DraftKind)
def test_a_draft_behind_an_empty_page_is_not_made_again(mailbox: Any, kind: DraftKind) -> None:
    identity = uuid4()
    first = mailbox.create_draft(identity, a_draft(kind))

    again = mailbox.create_draft(identity, a_draft(kind, "again"))

    assert again == first


@pytest.mark.usefixtures("empty_pages")
@pytest.mark.parametrize("is_flag", [True, False])
def test_what_stands_for_a_task_behind_an_empty_page_is_not_made_again(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, is_flag: bool
) -> None:
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")
    about = outlook.deliver_mail("ann@client.example", "Your tender") if is_flag else ""
    identity, content = uuid4(), TaskContent("Call", DUE, None, about=about)
    first = mailbox.create_task(identity, content)

    again = mailbox.create_task(identity, content)

    assert again == first == mailbox.find_task(identity)


def test_a_task_is_known_by_its_last_link_as_well(mailbox: Any, cloud: Simulator) -> None:
    cloud.graph_quirks = GraphQuirks(expands_no_tasks=True, most_in_a_page=1)
    identity, content = uuid4(), TaskContent("Call", DUE, None, "body")
    made = mailbox.create_task(identity, content)
    [task] = cloud.organization.mailbox(BOB).folder("tasks").items.values()
    task.linked.insert(0, {**task.linked[0], "id": "other", "externalId": "a ticket of another program"})

    [read] = items(mailbox.read(the_folder(mailbox, "tasks"), [made.item_id]))

    assert read.identity == identity


def test_all_attachments_are_told_however_they_are_cut(mailbox: Any, outlook: GraphUser, cloud: Simulator) -> None:
    cloud.graph_quirks = GraphQuirks(most_in_a_page=1)
    mail, names = EmailMessage(), ["offer.pdf", "plan.pdf", "terms.pdf"]
    mail["Subject"] = "Files"
    mail.set_content("see below")
    for name in names:
        mail.add_attachment(b"12345", maintype="application", subtype="pdf", filename=name)
    outlook.deliver(mail.as_bytes())

    told = items(changes(mailbox, the_folder(mailbox, "inbox"))[0])

    assert [[one.name for one in item.attachments] for item in told] == [names]


@pytest.mark.parametrize("code", ["ErrorAccessDenied", "ErrorItemNotFound"])
def test_no_draft_is_made_while_a_calendar_does_not_say_whether_it_has_it(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, code: str
) -> None:
    outlook.make_folder("Calendar/Team", "IPF.Appointment")
    identity = uuid4()
    made = mailbox.create_draft(identity, a_draft(DraftKind.APPOINTMENT))
    cloud.faults.inject(Fault(FaultKind.REFUSED, EVENTS, code=code))
    cloud.faults.inject(Fault(FaultKind.REFUSED, EVENTS, after=1, code=code))

    with pytest.raises(MailboxError):
        mailbox.create_draft(identity, a_draft(DraftKind.APPOINTMENT))
    cloud.faults.clear()
    outlook.move(made, "Calendar/Team")
    cloud.faults.inject(Fault(FaultKind.REFUSED, EVENTS, code=code))

    assert mailbox.create_draft(identity, a_draft(DraftKind.APPOINTMENT)) == made


@pytest.mark.parametrize("operation", ["GET /users/{id}/messages", EVENTS])
def test_no_reminder_is_gone_while_a_list_that_may_have_it_is_refused(
    mailbox: Any, outlook: GraphUser, cloud: Simulator, operation: str
) -> None:
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")
    about = outlook.deliver_mail("ann@client.example", "Your tender")
    mailbox.create_task(uuid4(), TaskContent("Call", DUE, None, about=about))
    mailbox.create_task(uuid4(), TaskContent("Call", DUE, REMINDER + timedelta(days=3)))
    tasks = the_folder(mailbox, "tasks")
    _, cursor = changes(mailbox, tasks)
    for code in ("ErrorItemNotFound", "ErrorAccessDenied"):
        cloud.faults.inject(Fault(FaultKind.REFUSED, operation, code=code))

        with pytest.raises(MailboxError):
            mailbox.changes(tasks, cursor)

    assert changes(mailbox, tasks, cursor)[0] == []
