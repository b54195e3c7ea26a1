"""A database of the first schema, with something in each of its tables, is brought up to date and loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from store.database import migrate, open_store
from store.engine import place_of
from store.values import Arrival, HistoryOf, ItemKind, Link, Mark, MarkKind, Outcome, TaskAbout
from tests.contract.store.test_migrations import direct, upgrade

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GUID, OTHER = UUID(int=5), UUID(int=6)


def fill(connection: Connection) -> None:
    """Two opportunities, one of them closed, with mail, stamps, a task and all that is owed."""
    is_sqlite = connection.dialect.name == "sqlite"

    def at(moment: datetime) -> Any:
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if is_sqlite else moment

    def guid(one: UUID) -> Any:
        return one.hex if is_sqlite else one

    def add(table: str, **values: Any) -> None:
        columns = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({marks})"), values)  # noqa: S608 - our own names

    add("users", name="Bob", folded="bob", email="bob@us.example", role="owner", is_active=True)
    add("accounts", name="Fabrikam", folded="fabrikam", phone="11", web="", address="Weg 1\nOrt")
    add("contacts", name="Ann Lee", folded="ann lee", title="Buyer", phone="22", account_id=1)
    add("contacts", name="Silent", folded="silent", title="", phone="", account_id=None)
    add("contact_addresses", address="ann@client.example", contact_id=1, position=0)
    common = {"folded": "x", "probability": 40, "created_at": at(NOON), "modified_at": at(NOON), "active_at": at(NOON)}
    common |= {"close_date": None, "assigned_to": 1, "reminder_at": at(NOON), "reminder_on": True}
    no_one = {"account_id": None, "contact_id": None}
    is_open = {"closed_at": None, "probability_before": None, "stage_id": 4, "reminder_guid": guid(GUID)}
    is_won = {"closed_at": at(NOON), "probability_before": 30, "stage_id": 6, "reminder_guid": guid(OTHER)}
    add("opportunities", title="200 seats", **common, **no_one | {"contact_id": 1}, **is_open)
    add("opportunities", title="Old deal", **common, **no_one | {"account_id": 1}, **is_won)
    add(
        "mailboxes",
        address="bob@us.example",
        is_shared=False,
        is_active=True,
        due_at=at(NOON),
        lease_owner=None,
        lease_until=None,
        failures=0,
        last_error="",
        last_error_kind="",
        folders_listed_at=at(NOON),
        offered='{"1": "OPP-1"}',
    )
    add(
        "folders",
        mailbox_id=1,
        server_id="F1",
        path="Inbox",
        kind="mail",
        wellknown="inbox",
        is_watched=True,
        is_gone=False,
        cursor="C7",
        pass_started_at=None,
        complete_at=at(NOON),
    )
    item = {
        "kind": "email",
        "fingerprint": "f",
        "ended_at": None,
        "folded": "offer",
        "author": "Ann",
        "preview": "Dear",
    }
    item |= {"location": "", "is_cancelled": False, "has_attachments": False, "size": 7, "conversation_id": ""}
    item |= {"in_reply_to": "", "body": "Dear Bob, the offer"}
    add("items", identity="<1@x>", subject="Offer", occurred_at=at(NOON), **item)
    add("items", identity="<2@x>", subject="Without a date", occurred_at=None, **item)
    add("items", identity="<3@x>", subject="Earlier", occurred_at=at(NOON - timedelta(days=1)), **item)
    add("participants", item_id=1, position=0, role="from", address="ann@client.example", name="Ann")
    for id in (1, 2, 3):
        add("links", item_id=id, number=1, rule="address", evidence="contact ann@client.example", created_at=at(NOON))
    add("item_contacts", item_id=1, contact_id=1)
    add(
        "pointers",
        item_id=1,
        mailbox_id=1,
        folder_id=1,
        server_id="S1",
        change_key="K",
        is_gone=False,
        confirmed="[1]",
        seen_at=at(NOON),
    )
    add(
        "receipts", pointer_id=1, outcome="linked", rule="address", reason="because", evidence="{}", decided_at=at(NOON)
    )
    add("marks", item_id=1, mailbox_id=1, number=1, kind="set")
    add(
        "errands",
        mailbox_id=1,
        kind="stamp",
        key="1",
        revision=2,
        attempts=1,
        due_at=at(NOON),
        is_parked=False,
        reason="",
    )
    add(
        "tasks",
        mailbox_id=1,
        guid=guid(GUID),
        number=1,
        server_id="T1",
        change_key="K",
        agreed=None,
        seen=None,
        is_over=False,
        closing="",
    )
    for id, reason in (("Q1", "odd"), ("Q2", "a Contact in a folder for mail is not understood")):
        add("quarantine", mailbox_id=1, server_id=id, folder_id=1, reason=reason, first_at=at(NOON), last_at=at(NOON))


@pytest.fixture
def old_url(empty_url: str) -> str:
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0001")
        fill(connection)
        connection.commit()
    return empty_url


def test_everything_in_the_first_schema_is_there_afterwards(old_url: str):
    migrate(old_url)

    store = open_store(old_url, clock=lambda: NOON)
    with store.read() as unit:
        (user,), (account,) = unit.users.all(), unit.accounts.all()
        ann, silent = unit.contacts.all()
        seats, old = unit.opportunities.get(1), unit.opportunities.get(2)
        history = [line.subject for line in unit.opportunities.history(1)]
        of_contact = [line.subject for line in unit.items.history(HistoryOf(contact_id=1))]
        (known,) = unit.history.known(1, [Arrival("S1", ItemKind.EMAIL, "<1@x>", "f")]).items
        task = unit.tasks.get(1, GUID)
        (folder,) = unit.mailboxes.folders(1)
        owed = unit.errands.due(1, now=NOON, limit=9)
        counts = unit.history.counts()
        found = [hit.line.item_id for hit in unit.search.find("offer")]
    store.close()

    assert (user.email, account.phone, account.address) == ("bob@us.example", "11", "Weg 1\nOrt")
    assert (ann.phones, ann.addresses, ann.account_id, silent.phones) == (("22",), ("ann@client.example",), 1, ())
    assert (seats.stage_name, seats.probability, seats.reminder_guid, seats.stage_entered_at) == (
        "Proposal",
        40,
        GUID,
        NOON,
    )
    assert (old.stage_name, old.is_open, old.probability_before, old.account_id) == ("Closed Won", False, 30, 1)
    assert history == ["Offer", "Earlier", "Without a date"]
    assert of_contact == history
    assert known is not None
    assert known.pointer is not None
    assert known.pointer.confirmed == {1}
    assert known.links == (Link(1, "address", "contact ann@client.example"),)
    assert known.marks == (Mark(1, 1, MarkKind.SET),)
    assert known.receipt is not None
    assert known.receipt.outcome is Outcome.LINKED
    assert task is not None
    assert (task.about, task.about_id, task.server_id) == (TaskAbout.REMINDER, 1, "T1")
    assert (folder.cursor, [errand.revision for errand in owed]) == ("C7", [2])
    assert counts["quarantined"] == 1
    assert sorted(found) == [1, 2, 3]


@pytest.mark.row(5)
def test_numbers_go_on_where_they_were(old_url: str):
    migrate(old_url)

    store = open_store(old_url, clock=lambda: NOON)
    with store.write() as unit:
        assert unit.opportunities.add("Next", account_id=1).number == 3
        assert unit.contacts.add("Dan", addresses=["dan@client.example"], account_id=1).id == 3
        unit.opportunities.edit(1, title="300 seats")
        unit.opportunities.reopen(2, 1)
    store.close()


def test_what_hangs_on_a_table_that_is_made_anew_stays(old_url: str):
    migrate(old_url)

    with direct(old_url) as connection:
        kept = {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - our own names
            for table in ("participants", "contact_addresses", "receipts", "links", "marks", "item_contacts", "errands")
        }

    assert kept == {
        "participants": 1,
        "contact_addresses": 1,
        "receipts": 1,
        "links": 3,
        "marks": 1,
        "item_contacts": 1,
        "errands": 1,
    }
