"""What SyncFolderItems tells, page by page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from exchangelib.services import SyncFolderItems
from hypothesis import given
from hypothesis import strategies as st

from simulator.mailboxes.changes import ChangeKind, StateInvalid, changes_after
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.server import Simulator
from tests.simulated import AccountMaker

BOB = "bob@us.example"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Follower:
    """A client that follows one folder and knows only what the pages told it."""

    def __init__(self, mailbox: Mailbox, folder: str, limit: int) -> None:
        self.mailbox, self.folder, self.limit = mailbox, mailbox.folder(folder), limit
        self.state: str | None = None
        self.known: dict[str, str] = {}

    def page(self) -> bool:
        page = changes_after(self.mailbox, self.folder, self.state, self.limit, epoch=1)
        for change in page.changes:
            if change.kind is ChangeKind.DELETE:
                self.known.pop(change.item_id, None)
            else:
                self.known[change.item_id] = change.change_key
        self.state = page.state
        return page.is_last

    def truth(self) -> dict[str, str]:
        return {item.id: item.change_key for item in self.folder.items.values()}


@given(
    limit=st.integers(1, 4),
    acts=st.lists(
        st.sampled_from(["add", "add older", "change", "read", "remove", "move", "page"]), min_size=1, max_size=40
    ),
    picks=st.lists(st.integers(0, 100), min_size=40, max_size=40),
)
def test_whoever_follows_the_pages_to_the_end_knows_the_folder(limit: int, acts: list[str], picks: list[int]) -> None:
    mailbox = Mailbox(BOB, "Bob", "UTC", lambda: NOW)
    inbox, trash = mailbox.folder("inbox"), mailbox.folder("deleteditems")
    follower = Follower(mailbox, "inbox", limit)

    for act, pick in zip(acts, picks, strict=False):
        items = list(inbox.items.values())
        if act == "page":
            follower.page()
        elif act == "add":
            mailbox.add(Item(), inbox)
        elif act == "add older":
            mailbox.add(Item(), inbox, arrived=datetime(2020, 1, 1 + pick % 28, tzinfo=UTC))
        elif items and act == "change":
            mailbox.touch(items[pick % len(items)])
        elif items and act == "read":
            mailbox.mark_read(items[pick % len(items)], True)
        elif items and act == "remove":
            mailbox.remove(items[pick % len(items)])
        elif items and act == "move":
            mailbox.move(items[pick % len(items)], trash)
    while not follower.page():
        pass
    follower.page()

    assert follower.known == follower.truth()


def test_a_state_asked_twice_gives_the_same_page() -> None:
    mailbox = Mailbox(BOB, "Bob", "UTC", lambda: NOW)
    inbox = mailbox.folder("inbox")
    for _ in range(5):
        mailbox.add(Item(), inbox)
    first = changes_after(mailbox, inbox, None, 2, epoch=1)

    again = [changes_after(mailbox, inbox, first.state, 2, epoch=1) for _ in range(2)]

    assert again[0] == again[1]
    assert not {change.item_id for change in first.changes} & {change.item_id for change in again[0].changes}


def test_a_state_is_good_for_its_own_folder_and_for_as_long_as_it_is_remembered() -> None:
    mailbox = Mailbox(BOB, "Bob", "UTC", lambda: NOW)
    state = changes_after(mailbox, mailbox.folder("inbox"), None, 2, epoch=1).state

    for folder, epoch in (("drafts", 1), ("inbox", 2)):
        with pytest.raises(StateInvalid):
            changes_after(mailbox, mailbox.folder(folder), state, 2, epoch=epoch)


def sync(account: Any, state: str | None) -> tuple[list[tuple[str, Any]], str]:
    service = SyncFolderItems(account=account)
    changes = list(service.call(account.inbox, "IdOnly", None, state, None, 512, "NormalItems"))
    return changes, service.sync_state


def test_over_the_wire_each_kind_of_change_is_told_by_its_name(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    simulator.add_mailbox(BOB, "secret")
    outlook = simulator.outlook(BOB)
    read, stamped, moved = (outlook.deliver_mail("a@x.example", subject) for subject in ("read", "stamped", "moved"))
    account = exchange_account(simulator, BOB, "secret")
    first, state = sync(account, None)

    outlook.mark_read(read)
    outlook.add_category(stamped, "OPP-1")
    outlook.move(moved, "deleteditems")
    new = outlook.deliver_mail("a@x.example", "new")
    second, state = sync(account, state)
    third, _ = sync(account, state)

    assert [kind for kind, _ in first] == ["create"] * 3
    told = {(kind, (item[0] if kind == "read_flag_change" else item).id) for kind, item in second}
    assert told == {("read_flag_change", read), ("update", stamped), ("delete", moved), ("create", new)}
    assert third == []


def test_bodies_and_recipients_come_through_getitem_only(simulator: Simulator, exchange_account: AccountMaker) -> None:
    from exchangelib import Message
    from exchangelib.fields import FieldPath

    simulator.add_mailbox(BOB, "secret")
    simulator.outlook(BOB).deliver_mail("a@x.example", "hello", "text", to=["x@us.example"])
    account = exchange_account(simulator, BOB, "secret")
    fields = [
        FieldPath(field=Message.get_field_by_fieldname(name)) for name in ("subject", "text_body", "to_recipients")
    ]

    _, item = next(
        iter(SyncFolderItems(account=account).call(account.inbox, "IdOnly", fields, None, None, 10, "NormalItems"))
    )

    assert (item.subject, item.text_body, item.to_recipients) == ("hello", None, None)


def test_item_ids_differ_in_case_alone(simulator: Simulator) -> None:
    simulator.add_mailbox(BOB, "secret")
    outlook = simulator.outlook(BOB)

    ids = [outlook.deliver_mail("a@x.example", f"m{number}") for number in range(60)]

    assert len(set(ids)) == 60
    assert len({item_id.casefold() for item_id in ids}) < 60
