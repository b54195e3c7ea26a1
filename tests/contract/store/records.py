"""Records that tests of the store begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from store.unit import Unit
from store.values import (
    Arrival,
    DueMailbox,
    Entry,
    HistoryOf,
    ItemContent,
    ItemKind,
    KnownItem,
    Link,
    Outcome,
    Participant,
    Receipt,
    WatchedFolder,
)
from tests.contract.store.conftest import NOON

BOB, ANN = "bob@us.example", "ann@client.example"
CY = "cy@us.example"


def an_opportunity(unit: Unit, title: str = "200 seats", **given: object) -> int:
    """An opportunity's number; linked to an account of its own unless told otherwise."""
    if not {"account_id", "contact_id"} & set(given):
        given["account_id"] = unit.accounts.add("Fabrikam").id
    return unit.opportunities.add(title, **given).number  # type: ignore[arg-type]  # whatever the test gives


def a_mailbox(unit: Unit, address: str = BOB, owner: str = "daemon") -> DueMailbox:
    """A registered mailbox that `owner` has just leased; those registered before stay."""
    known = {status.address: status.is_shared for status in unit.mailboxes.status()}
    unit.mailboxes.register(known | {address: False})
    due = unit.mailboxes.claim(
        owner=owner, lease=timedelta(minutes=10), every=timedelta(seconds=30), now=NOON, address=address, only_due=False
    )
    assert due is not None
    return due


def a_folder(unit: Unit, mailbox_id: int, path: str = "Inbox") -> WatchedFolder:
    unit.mailboxes.save_folders(mailbox_id, [(f"F-{path}", path, "mail", None, True)], at=NOON)
    return unit.mailboxes.folders(mailbox_id)[0]


def an_email(identity: str = "<m1@x>", **given: object) -> ItemContent:
    content = ItemContent(
        kind=ItemKind.EMAIL,
        identity=identity,
        fingerprint=f"print of {identity}",
        occurred_at=NOON - timedelta(hours=1),
        subject="About the seats",
        participants=(Participant("from", ANN, "Ann"), Participant("to", BOB)),
        body="Dear Bob,\nyes.",
        preview="Dear Bob, yes.",
        size=7000,
    )
    return replace(content, **given)  # type: ignore[arg-type]  # whatever the test gives


LINKED = Receipt(Outcome.LINKED, "address", "contact ann@client.example: OPP-1", {"addresses": [ANN]})
SKIPPED = Receipt(Outcome.SKIPPED, "inside", "only people of our own domains")


def an_entry(server_id: str = "S1", content: ItemContent | None = None, **given: object) -> Entry:
    entry = Entry(server_id, "CK1", None, content or an_email(), SKIPPED)
    return replace(entry, **given)  # type: ignore[arg-type]  # whatever the test gives


def linked(server_id: str, *numbers: int, **given: object) -> Entry:
    links = tuple(Link(number, "address", f"contact {ANN}") for number in numbers)
    content = an_email(f"<{server_id}@x>")
    return replace(an_entry(server_id, content, receipt=LINKED, links=links), **given)  # type: ignore[arg-type]


def arrival(entry: Entry) -> Arrival:
    assert entry.content is not None
    return Arrival(entry.server_id, entry.content.kind, entry.content.identity, entry.content.fingerprint)


def known(unit: Unit, mailbox_id: int, entries: Sequence[Entry]) -> list[KnownItem | None]:
    return list(unit.history.known(mailbox_id, [arrival(entry) for entry in entries]).items)


def known_one(unit: Unit, mailbox_id: int, entry: Entry) -> KnownItem:
    found = known(unit, mailbox_id, [entry])[0]
    assert found is not None
    return found


def a_deal(unit: Unit) -> tuple[int, int, int]:
    """An opportunity with Ann of Fabrikam: number, contact, account."""
    account = unit.accounts.add("Fabrikam").id
    contact = unit.contacts.add("Ann", addresses=["ann@client.example"], account_id=account).id
    return an_opportunity(unit, contact_id=contact), contact, account


def subjects(unit: Unit, **of: int) -> list[str]:
    """The history of the record that is named, newest first."""
    return [line.subject for line in unit.items.history(HistoryOf(**of))]


def save(unit: Unit, mailbox_id: int, *entries: Entry) -> list[int]:
    folder = unit.mailboxes.folders(mailbox_id) or [a_folder(unit, mailbox_id)]
    return list(unit.history.save(mailbox_id, folder[0].id, entries, now=NOON).pointers)
