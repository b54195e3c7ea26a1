"""Where something happened: asked for in batches, and what was told is not asked for again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from connectors.errors import Throttled
from connectors.graph.mailbox import GraphMailbox
from connectors.mailbox import Folder, Heard, Task, TaskContent
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import CLIENT, GraphUser
from tests.contract.mailbox.user import changes, items

DELTA = "GET /users/{id}/mailFolders/{id}/messages/delta"


def requests(cloud: Simulator) -> int:
    return len([one for one in cloud.journal.requests if not one.is_part])


def read_all(mailbox: GraphMailbox) -> dict[Folder, str]:
    return {folder: changes(mailbox, folder)[1] for folder in mailbox.folders()}


def test_a_quiet_mailbox_of_a_hundred_folders_takes_six_requests(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    for n in range(100):
        outlook.make_folder(f"Inbox/Project {n}")
    cursors = read_all(mailbox)
    mailbox.news(list(cursors))
    cloud.journal.clear()

    news = mailbox.news(list(cursors))

    assert (news.heard, news.folder_ids, news.is_everywhere) == (Heard.WHEN_ASKED, frozenset(), False)
    assert not news.are_folders_other
    assert requests(cloud) <= 6


def test_without_the_right_to_tasks_it_takes_six_as_well(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")
    for n in range(100):
        outlook.make_folder(f"Inbox/Project {n}")
    mailbox.create_task(uuid4(), TaskContent("Follow up", date(2090, 3, 1), None))
    cursors = read_all(mailbox)
    mailbox.news(list(cursors))
    cloud.journal.clear()

    news = mailbox.news(list(cursors))

    assert (news.folder_ids, news.is_everywhere, news.are_folders_other) == (frozenset(), False, False)
    assert requests(cloud) <= 6


def test_what_stands_for_a_task_and_changed_is_told_and_not_asked_for_again(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    cloud.revoke(CLIENT, "Tasks.ReadWrite.All")
    made = mailbox.create_task(uuid4(), TaskContent("Follow up", date(2090, 3, 1), None))
    cursors = read_all(mailbox)
    tasks = next(one for one in cursors if one.wellknown == "tasks")
    outlook.edit_appointment(made.item_id.partition(":")[2], subject="Done: Follow up")

    news = mailbox.news(list(cursors))
    cloud.journal.clear()
    [task] = items(changes(mailbox, tasks, cursors[tasks])[0])

    assert tasks.id in news.folder_ids
    assert isinstance(task, Task)
    assert task.is_complete
    assert requests(cloud) == 0


def test_at_first_it_is_everywhere(mailbox: GraphMailbox) -> None:
    assert mailbox.news(mailbox.folders()).is_everywhere


def test_what_was_told_is_not_asked_for_again(cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser) -> None:
    cursors = read_all(mailbox)
    inbox = next(one for one in cursors if one.wellknown == "inbox")
    calendar = next(one for one in cursors if one.wellknown == "calendar")
    outlook.deliver_mail("ann@client.example", "Hello")
    outlook.appoint("Demo", datetime.now(UTC) + timedelta(days=1))

    news = mailbox.news(list(cursors))
    cloud.journal.clear()
    [email] = items(changes(mailbox, inbox, cursors[inbox])[0])

    assert news.folder_ids == {inbox.id, calendar.id}
    assert email.subject == "Hello"
    assert requests(cloud) == 0
    assert [one.subject for one in items(changes(mailbox, calendar, cursors[calendar])[0])] == ["Demo"]


def test_what_happens_after_a_quiet_answer_is_told_to_the_cursor_before_it(
    mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    cursors = read_all(mailbox)
    inbox = next(one for one in cursors if one.wellknown == "inbox")
    for _ in range(3):
        assert not mailbox.news(list(cursors)).folder_ids
    outlook.deliver_mail("ann@client.example", "Hello")

    news = mailbox.news(list(cursors))

    assert news.folder_ids == {inbox.id}
    assert len(items(changes(mailbox, inbox, cursors[inbox])[0])) == 1


@pytest.mark.parametrize("act", ["make", "rename", "delete"])
def test_folders_that_are_other_are_told(mailbox: GraphMailbox, outlook: GraphUser, act: str) -> None:
    outlook.make_folder("Inbox/Old")
    cursors = read_all(mailbox)
    match act:
        case "make":
            outlook.make_folder("Inbox/New")
        case "rename":
            outlook.rename_folder("Inbox/Old", "Newer")
        case _:
            outlook.delete_folder("Inbox/Old")

    assert mailbox.news(list(cursors)).are_folders_other
    assert not mailbox.news(list(cursors)).are_folders_other


def test_mail_that_comes_makes_no_other_folders(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    cursors = read_all(mailbox)
    outlook.deliver_mail("ann@client.example", "Hello")

    assert not mailbox.news(list(cursors)).are_folders_other


def test_a_folder_whose_link_is_forgotten_is_looked_into(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    cursors = read_all(mailbox)
    cloud.expire_sync_states()

    news = mailbox.news(list(cursors))

    assert {one.id for one in cursors} <= news.folder_ids
    assert news.are_folders_other


def test_a_busy_server_is_told(cloud: Simulator, mailbox: GraphMailbox) -> None:
    cursors = read_all(mailbox)
    cloud.faults.inject(Fault(FaultKind.THROTTLED, times=100, delay=timedelta(seconds=60)))

    with pytest.raises(Throttled):
        mailbox.news(list(cursors))


def test_what_is_kept_is_given_once(cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser) -> None:
    cursors = read_all(mailbox)
    inbox = next(one for one in cursors if one.wellknown == "inbox")
    first = outlook.deliver_mail("ann@client.example", "first")
    mailbox.news(list(cursors))
    changes(mailbox, inbox, cursors[inbox])
    second = outlook.deliver_mail("ann@client.example", "second")

    found, _ = changes(mailbox, inbox, cursors[inbox])

    assert {one.item_id for one in items(found)} == {first, second}
