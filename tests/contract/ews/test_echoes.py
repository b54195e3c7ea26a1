"""What only our own stamps changed is told apart from news, and costs no reading, however much of it there is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.ews import request
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.reading import ahead, told
from connectors.mailbox import Deleted, Folder, Page, Sensitivity, Stamp, Stamped, Upserted
from simulator.faults import Fault, FaultKind
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.mailbox.user import the_folder

pytestmark = pytest.mark.usefixtures("nobody_is_sent_anything")


def a_stamped_mail(mailbox: EwsMailbox, outlook: Outlook) -> tuple[Folder, str, str]:
    """The inbox, the mail in it, and the cursor from before it was stamped."""
    inbox = the_folder(mailbox, "inbox")
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    cursor = mailbox.changes(inbox, None).cursor
    mailbox.stamp([Stamp(mail, add=("OPP-17 200 seats",), known=outlook.read(mail)["change_key"])])
    return inbox, mail, cursor


def test_what_only_a_stamp_changed_is_told_and_not_read_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    inbox, mail, cursor = a_stamped_mail(mailbox, outlook)
    simulator.journal.clear()

    page = mailbox.changes(inbox, cursor)

    assert (page.changes, page.echoes) == ((), (mail,))
    assert simulator.journal.counts() == {"SyncFolderItems": 1}


def test_what_its_user_changed_after_the_stamp_is_read(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    inbox, mail, cursor = a_stamped_mail(mailbox, outlook)
    outlook.set_categories(mail, [])

    page = mailbox.changes(inbox, cursor)

    assert [one.item.categories for one in page.changes if isinstance(one, Upserted)] == [()]
    assert page.echoes == ()


def test_a_version_is_an_echo_once(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook) -> None:
    inbox, _, cursor = a_stamped_mail(mailbox, outlook)

    first, again = (mailbox.changes(inbox, cursor) for _ in range(2))

    assert (len(first.echoes), len(again.changes)) == (1, 1)


def test_a_version_that_is_told_of_in_two_lists_is_an_echo_in_both(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "PAGE", 1)
    monkeypatch.setattr(ahead, "WORTH", 60.0)  # no page is read before it is asked for
    inbox = the_folder(mailbox, "inbox")
    older, newer = (outlook.deliver_mail("ann@client.example", subject) for subject in ("older", "newer"))
    cursor = mailbox.changes(inbox, mailbox.changes(inbox, None).cursor).cursor
    for mail in (older, newer):
        outlook.set_sensitivity(mail, "Private")
    first = mailbox.changes(inbox, cursor)  # what happens from now on is told of when all pages were
    mailbox.stamp([Stamp(older, add=("OPP-17 200 seats",), known=outlook.read(older)["change_key"])])
    simulator.journal.clear()

    second = mailbox.changes(inbox, first.cursor)

    assert [(len(page.changes), page.echoes, page.is_last) for page in (first, second)] == [
        (1, (), False),
        (0, (older,), True),
    ]
    assert simulator.journal.counts() == {"SyncFolderItems": 2}


@pytest.mark.parametrize("known", [True, False])
def test_what_its_user_changed_before_the_stamp_and_nobody_read_is_read(
    mailbox: EwsMailbox, outlook: Outlook, known: bool
) -> None:
    inbox = the_folder(mailbox, "inbox")
    mail = outlook.deliver_mail("ann@client.example", "Hello")
    cursor = mailbox.changes(inbox, None).cursor
    before = outlook.read(mail)["change_key"] if known else ""
    outlook.set_sensitivity(mail, "Private")

    [stamped] = mailbox.stamp([Stamp(mail, add=("OPP-17 200 seats",), known=before)])

    page = mailbox.changes(inbox, cursor)
    assert [one.item.sensitivity for one in page.changes if isinstance(one, Upserted)] == [Sensitivity.PRIVATE]
    assert isinstance(stamped, Stamped)
    assert stamped.known("read before") == "read before"


def test_an_appointments_own_stamp_is_told_and_not_read_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    calendar = the_folder(mailbox, "calendar")
    demo = outlook.appoint("Demo", datetime(2026, 3, 10, 8, tzinfo=UTC), attendees=["ann@client.example"])
    cursor = mailbox.changes(calendar, None).cursor
    mailbox.stamp([Stamp(demo, add=("OPP-17 200 seats",), known=outlook.read(demo)["change_key"])])
    simulator.journal.clear()

    page = mailbox.changes(calendar, cursor)

    assert (page.changes, page.echoes) == ((), (demo,))
    assert simulator.journal.counts() == {"SyncFolderItems": 1}


# --- many of them ----------------------------------------------------------------------------------------------------


@pytest.fixture
def stamped(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], str]:
    """Seven mails that were stamped, and the cursor from before; pages of two, lists of four at the most."""
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(request, "MOST", 4)
    monkeypatch.setattr(ahead, "WORTH", 60.0)  # no page is read before it is asked for
    mails = [outlook.deliver_mail("ann@client.example", f"m{number}") for number in range(7)]
    cursor, is_last = None, False
    while not is_last:
        page = mailbox.changes(the_folder(mailbox, "inbox"), cursor)
        cursor, is_last = page.cursor, page.is_last
    assert cursor is not None
    mailbox.stamp([Stamp(mail, add=("OPP-17 200 seats",), known=outlook.read(mail)["change_key"]) for mail in mails])
    return mails, cursor


def rest(mailbox: EwsMailbox, cursor: str) -> list[Page]:
    inbox = the_folder(mailbox, "inbox")
    found: list[Page] = []
    while not found or not found[-1].is_last:
        found.append(mailbox.changes(inbox, found[-1].cursor if found else cursor))
    return found


def test_lists_of_nothing_but_echoes_are_one_page_and_as_long_as_the_server_gives_them(
    simulator: Simulator, mailbox: EwsMailbox, stamped: tuple[list[str], str]
) -> None:
    mails, cursor = stamped
    simulator.journal.clear()

    [page] = rest(mailbox, cursor)

    assert page.changes == ()
    assert sorted(page.echoes) == sorted(mails)
    assert simulator.journal.count("SyncFolderItems") == 3  # of two, four and one
    assert simulator.journal.count("GetItem") == 0


def test_news_that_comes_after_echoes_is_on_their_page(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, stamped: tuple[list[str], str]
) -> None:
    mails, cursor = stamped
    outlook.set_sensitivity(mails[0], "Private")
    new = outlook.deliver_mail("ann@client.example", "new")

    first, *others = rest(mailbox, cursor)

    assert first.changes
    assert first.echoes
    told = [one.item.item_id for page in (first, *others) for one in page.changes if isinstance(one, Upserted)]
    assert sorted(told) == sorted((mails[0], new))
    assert sorted(echo for page in (first, *others) for echo in page.echoes) == sorted(mails[1:])
    assert frozenset().union(*(page.created for page in (first, *others))) == {new}


def test_more_news_than_a_page_holds_comes_by_pages_and_nothing_twice(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, stamped: tuple[list[str], str]
) -> None:
    mails, cursor = stamped
    for mail in mails[2:]:
        outlook.set_sensitivity(mail, "Private")
    gone = outlook.deliver_mail("ann@client.example", "gone again")
    outlook.delete(gone, for_good=True)

    found = rest(mailbox, cursor)

    told = [one.item.item_id for page in found for one in page.changes if isinstance(one, Upserted)]
    assert sorted(told) == sorted(mails[2:])
    assert sorted(echo for page in found for echo in page.echoes) == sorted(mails[:2])
    assert max(len(page.changes) for page in found) == 3  # of a server that answers at once: half as many again


def test_a_server_that_refuses_longer_lists_is_asked_for_pages(
    simulator: Simulator, mailbox: EwsMailbox, stamped: tuple[list[str], str]
) -> None:
    mails, cursor = stamped
    simulator.faults.inject(Fault(FaultKind.REFUSED, "SyncFolderItems", after=1, code="ErrorInvalidOperation"))

    found = rest(mailbox, cursor)

    assert sorted(echo for page in found for echo in page.echoes) == sorted(mails)
    assert [len(page.echoes) for page in found] == [2, 5]


def test_a_server_that_tells_echoes_without_end_is_heard_out_after_some(
    simulator: Simulator, mailbox: EwsMailbox, stamped: tuple[list[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mails, cursor = stamped
    monkeypatch.setattr(told, "LISTS", 1)

    first, *others = rest(mailbox, cursor)

    assert (len(first.echoes), first.is_last) == (6, False)
    assert sorted(echo for page in (first, *others) for echo in page.echoes) == sorted(mails)


def test_what_was_deleted_after_its_stamp_is_gone(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, stamped: tuple[list[str], str]
) -> None:
    mails, cursor = stamped
    outlook.delete(mails[3], for_good=True)

    found = rest(mailbox, cursor)

    assert [change for page in found for change in page.changes] == [Deleted(mails[3])]
    assert sorted(echo for page in found for echo in page.echoes) == sorted(set(mails) - {mails[3]})
