"""The ground that everything stands on: unmodified exchangelib works against the simulator."""

from __future__ import annotations

import pytest
from exchangelib.errors import ErrorIrresolvableConflict, UnauthorizedError
from exchangelib.services import SyncFolderItems

from simulator.mailboxes.items import Item
from simulator.server import Simulator
from tests.simulated import AccountMaker


def a_message(subject: str, message_id: str = "") -> Item:
    item = Item()
    item.put("Subject", subject)
    item.put("InternetMessageId", message_id or f"<{subject}@x.example>")
    item.put("IsRead", "false")
    item.text = "Hello"
    return item


def test_an_inbox_comes_in_pages_of_512_newest_first(simulator: Simulator, exchange_account: AccountMaker) -> None:
    bob = simulator.add_mailbox("bob@us.example", "secret")
    for number in range(600):
        bob.add(a_message(f"m{number}"), bob.folder("inbox"))
    account = exchange_account(simulator, "bob@us.example", "secret")

    pages = []
    service, state = SyncFolderItems(account=account), None
    while True:
        page = list(
            service.call(
                folder=account.inbox,
                shape="Default",
                additional_fields=None,
                sync_state=state,
                ignore=None,
                max_changes_returned=512,
                sync_scope="NormalItems",
            )
        )
        pages.append([item.subject for _, item in page])
        state = service.sync_state
        if service.includes_last_item_in_range:
            break

    assert [len(page) for page in pages] == [512, 88]
    assert [subject for page in pages for subject in page] == [f"m{number}" for number in reversed(range(600))]


def test_categories_are_written_with_the_change_key_and_a_stale_one_is_refused(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    bob = simulator.add_mailbox("bob@us.example", "secret")
    bob.add(a_message("hello"), bob.folder("inbox"))
    account = exchange_account(simulator, "bob@us.example", "secret")
    first, second = (account.inbox.get(message_id="<hello@x.example>") for _ in range(2))

    first.categories = ["OPP-1 Tender"]
    first.save(update_fields=["categories"], conflict_resolution="NeverOverwrite")
    second.categories = ["mine"]

    with pytest.raises(ErrorIrresolvableConflict):
        second.save(update_fields=["categories"], conflict_resolution="NeverOverwrite")
    assert account.inbox.get(id=first.id).categories == ["OPP-1 Tender"]


def test_a_wrong_password_is_refused(simulator: Simulator, exchange_account: AccountMaker) -> None:
    simulator.add_mailbox("bob@us.example", "secret")
    account = exchange_account(simulator, "bob@us.example", "wrong")

    with pytest.raises(UnauthorizedError):
        account.inbox.refresh()
    assert simulator.journal.refused_logins == 1
