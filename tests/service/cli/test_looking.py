"""`status`, `why` and `opportunity history`, on a database in which everything has happened once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from store.database import open_store
from store.values import (
    Entry,
    ErrandKind,
    ItemContent,
    ItemKind,
    Link,
    Mark,
    MarkKind,
    Outcome,
    Participant,
    Receipt,
    Reconciled,
)
from tests.service.cli.line import CommandLine

NOON = datetime(2025, 3, 4, 11, 0, tzinfo=UTC)  # 12:00 in Oslo
OUTCOMES = {"linked": 1, "contact": 1, "review": 1, "skipped": 1, "quarantined": 1}


def entry(server_id: str, subject: str, receipt: Receipt, **options: object) -> Entry:
    """A decided e-mail from Ann."""
    content = ItemContent(
        ItemKind.EMAIL,
        f"<{server_id}@client.example>",
        server_id,
        NOON,
        subject,
        (Participant("from", "ann@client.example", "Ann Lee"),),
        preview="Dear Bob",
    )
    return Entry(server_id, "ck", None, content, receipt, **options)  # type: ignore[arg-type]  # links, contacts, marks


@pytest.fixture
def worked(office: CommandLine) -> CommandLine:
    """Bob's mailbox holds one item of each outcome, one unreadable and one unpayable; a shared mailbox is parked."""
    store = open_store(f"sqlite:///{office.database}")
    with store.write() as unit:
        unit.mailboxes.register({"bob@us.example": False, "sales@us.example": True})
        terms = {"owner": "host/1/1", "lease": timedelta(minutes=10), "every": timedelta(seconds=30), "now": NOON}
        bob = unit.mailboxes.claim(address="bob@us.example", only_due=False, **terms)
        sales = unit.mailboxes.claim(address="sales@us.example", only_due=False, **terms)
        assert bob
        assert sales
        unit.mailboxes.save_folders(bob.id, [("f1", "Inbox", "mail", "inbox", True)], at=NOON)
        inbox = unit.mailboxes.folders(bob.id)[0]
        evidence = {"addresses": ["ann@client.example"], "candidates": [1, 2], "passed_over": [2]}
        entries = [
            entry(
                "m1",
                "Seats \x1b[31mred",
                Receipt(Outcome.LINKED, "address", "contact ann@client.example: OPP-1", evidence),
                links=(Link(1, "address", "contact ann@client.example"),),
                marks=(Mark(bob.id, 2, MarkKind.WITHDRAWN),),
            ),
            entry("m2", "Hello", Receipt(Outcome.CONTACT, "contact", "no open opportunity"), contacts=frozenset({1})),
            entry("m3", "Which?", Receipt(Outcome.REVIEW, "ambiguous", "several open opportunities")),
            entry("m4", "News", Receipt(Outcome.SKIPPED, "automatic", "an automatic message")),
        ]
        pointers = unit.history.save(bob.id, inbox.id, entries, now=NOON).pointers
        unit.quarantine.add(bob.id, inbox.id, "m5", "the date cannot be read", now=NOON)
        unit.errands.owe(bob.id, ErrandKind.STAMP, [str(pointers[0])], due_at=NOON)
        (errand,) = unit.errands.due(bob.id, now=NOON, limit=10)
        unit.errands.park(errand, reason="the mailbox is full")
        unit.mailboxes.release(bob)
        unit.mailboxes.park(sales, reason="sales@us.example: login refused", kind="CredentialsRefused", until=NOON)
        unit.opportunities.remind(2, NOON)
    store.close()
    return office


def test_the_counts_of_a_mailbox_add_up_to_what_was_seen(worked: CommandLine) -> None:
    bob, sales = worked("status", "--json").shape["mailboxes"]

    assert (bob["address"], bob["user"], bob["kind"], bob["state"]) == (
        "bob@us.example",
        "Bob Berg",
        "personal",
        "waiting",
    )
    assert (bob["counts"], bob["seen"], bob["adds_up"]) == (OUTCOMES, 5, True)
    assert bob["skipped"] == {"automatic": 1}
    assert bob["errands"] == {"owed": 0, "parked": 1, "since": None}
    assert bob["folders_watched"] == 1
    assert (sales["kind"], sales["state"], sales["failures"]) == ("shared", "parked", 1)
    assert (sales["last_error"], sales["last_error_kind"]) == ("sales@us.example: login refused", "CredentialsRefused")


def test_status_names_what_needs_a_person(worked: CommandLine) -> None:
    shape = worked("status", "--json").shape

    (parked,) = shape["parked_errands"]
    (quarantined,) = shape["quarantine"]
    assert (parked["mailbox"], parked["kind"], parked["reason"]) == ("bob@us.example", "stamp", "the mailbox is full")
    assert (quarantined["folder"], quarantined["item"]) == ("Inbox", "m5")
    assert quarantined["reason"] == "the date cannot be read"
    assert datetime.fromisoformat(quarantined["first_at"]) == NOON


def test_status_names_reminders_and_users_without_a_task(worked: CommandLine) -> None:
    worked.did("opportunity", "add", "Fleet", "--account", "fabrikam", "--assign", "cora", "--remind", "2031-01-01")
    worked.did("opportunity", "remind", "OPP-1", "2031-01-01")

    shape = worked("status", "--json").shape

    assert [(one["opportunity"], one["why"]) for one in shape["reminders_without_task"]] == [
        ("OPP-2", "assigned to nobody"),
        ("OPP-3", "Cora Dahl has no mailbox here"),
    ]
    assert [user["name"] for user in shape["users_without_mailbox"]] == ["Cora Dahl"]


def test_status_tells_people_all_of_it(worked: CommandLine) -> None:
    out = worked("status").out

    row = next(line for line in out.splitlines() if line.startswith("bob@us.example"))
    assert re.split(" {2,}", row.strip()) == [
        "bob@us.example",
        "waiting",
        "5",
        "1 linked, 1 contact, 1 review, 1 skipped (1 automatic), 1 quarantined",
        "1 parked",
        "1",
        "not yet",
    ]
    assert "✗ sales@us.example: login refused (failures in a row: 1, tried again at 2025-03-04 12:00)" in out
    assert "✗ bob@us.example: a stamp is not tried any more: the mailbox is full" in out
    assert (
        "✗ bob@us.example, Inbox: an item could not be understood: the date cannot be read (dealtrail quarantine show "
        in out
    )
    assert "! OPP-2 Spare parts: the reminder is no task, assigned to nobody" in out
    assert "! Cora Dahl <cora@us.example> has no mailbox here and gets no tasks" in out


def test_status_tells_when_a_mailbox_was_reconciled_and_complains_of_what_had_been_missed(
    worked: CommandLine,
) -> None:
    store = open_store(f"sqlite:///{worked.database}")
    with store.write() as unit:
        problem = "Inbox: no right to it"
        unit.mailboxes.reconciled(1, Reconciled(compared=9, missed=2, healed=1, problems=(problem,)), at=NOON)
        unit.mailboxes.reconciled(2, Reconciled(compared=9), at=NOON)
    store.close()

    out, (bob, sales) = worked("status").out, worked("status", "--json").shape["mailboxes"]

    assert "2025-03-04 12:00, 2 missed, 1 healed" in out
    assert "2025-03-04 12:00, nothing missing" in out
    assert "✗ bob@us.example: 2 items had been missed, and came in when the mailbox was reconciled at" in out
    assert "✗ bob@us.example: not all could be reconciled: Inbox: no right to it" in out
    assert (bob["reconciled"]["missed"], bob["reconciled"]["gaps"], sales["reconciled"]["gaps"]) == (2, 3, 0)
    assert datetime.fromisoformat(sales["reconciled_at"]) == NOON


def test_counts_that_do_not_add_up_are_complained_of(worked: CommandLine) -> None:
    with closing(sqlite3.connect(worked.database)) as database:
        database.execute("DELETE FROM receipts WHERE pointer_id = 1")
        database.commit()

    status, check = worked("status"), worked("check")

    assert "✗ bob@us.example: seen 5, but the outcomes do not add up to it; please report this" in status.out
    assert "✗ bob@us.example: what was seen of it does not add up to what became of it; please report this" in check.out
    assert check.code == 1


def test_status_of_a_new_database_says_how_to_begin(dealtrail: CommandLine) -> None:
    assert "dealtrail run --once" in dealtrail("status").out


@pytest.mark.parametrize("name", ["1", "<m1@client.example>", "m1@client.example", "seats"])
def test_why_finds_an_item_by_id_message_id_and_subject(worked: CommandLine, name: str) -> None:
    (item,) = worked("why", name, "--json").json

    assert item["identity"] == "<m1@client.example>"


def test_why_as_json_holds_the_whole_receipt(worked: CommandLine) -> None:
    (item,) = worked("why", "1", "--json").json

    (copy,) = item["copies"]
    assert (item["id"], item["kind"], item["subject"]) == (1, "email", "Seats \x1b[31mred")
    assert item["links"] == [
        {"opportunity": "OPP-1", "number": 1, "rule": "address", "evidence": "contact ann@client.example"}
    ]
    assert copy == {
        "mailbox": "bob@us.example",
        "folder": "Inbox",
        "gone": False,
        "computed": False,
        "private": False,
        "asked": False,
        "decision": {
            "outcome": "linked",
            "rule": "address",
            "reason": "contact ann@client.example: OPP-1",
            "evidence": {"addresses": ["ann@client.example"], "candidates": [1, 2], "passed_over": [2]},
            "parent": None,
        },
        "marks": [{"number": 2, "kind": "withdrawn"}],
        "stamped": [],
        "not_stamped": None,
    }


def test_why_says_it_in_plain_words(worked: CommandLine) -> None:
    out = worked.did("why", "1")

    assert out.splitlines()[0] == r"email 1: Seats \x1b[31mred"
    assert "In bob@us.example, Inbox:" in out
    assert "  linked, by the rule address: contact ann@client.example: OPP-1" in out
    assert "  opportunities that could be meant: OPP-1 200 seats (Bob Berg); OPP-2 Spare parts (nobody's)" in out
    assert "  passed over: OPP-2 Spare parts (nobody's)" in out
    assert "  the category OPP-2 was taken off by hand there" in out
    assert "  categories of ours on it: none" in out


def test_why_of_a_skipped_item_names_the_exclusion(worked: CommandLine) -> None:
    assert "  not linked, by the rule automatic: an automatic message" in worked.did("why", "News")


def test_why_of_a_contacts_item_names_the_contact(worked: CommandLine) -> None:
    out = worked.did("why", "Hello")

    assert "kept in a contact's history" in out
    assert "Ann Lee" in out


def test_why_of_an_unknown_item_is_exit_code_1(worked: CommandLine) -> None:
    ended = worked("why", "no such thing")

    assert ended.code == 1
    assert "no such thing" in ended.err


def test_the_history_shows_each_item_with_the_rule_that_linked_it(worked: CommandLine) -> None:
    (line,) = worked("opportunity", "history", "OPP-1", "--json").json
    out = worked.did("opportunity", "history", "OPP-1")

    assert datetime.fromisoformat(line.pop("at")) == NOON
    assert line == {
        "id": 1,
        "kind": "email",
        "day": None,
        "subject": "Seats \x1b[31mred",
        "cancelled": False,
        "gone": False,
        "author": "Ann Lee",
        "preview": "Dear Bob",
        "rule": "address",
        "evidence": "contact ann@client.example",
        "opportunities": [1],
    }
    assert r"2025-03-04 12:00  email  Ann Lee  Seats \x1b[31mred  OPP-1 " in out
    assert "  address: contact ann@client.example  1" in out


def test_an_opportunity_is_shown_with_its_latest_history(worked: CommandLine) -> None:
    assert "Seats" in worked.did("opportunity", "show", "OPP-1")
    assert [line["id"] for line in worked("opportunity", "show", "OPP-1", "--json").json["history"]] == [1]
