"""`quarantine`: what could not be understood, and what a person says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.service.cli.line import CommandLine
from tests.service.cli.waiting import BOB, NOON, OWN, a_mailbox, opened

SALES = "sales@us.example"


@pytest.fixture
def desk(office: CommandLine) -> CommandLine:
    """Of Bob's mailbox two items are in quarantine, of that of sales one, and a contact that is passed over."""
    office.configure(OWN)
    with opened(office) as store, store.write() as unit:
        for address, ids in ((BOB, ("A1", "A2")), (SALES, ("B1",))):
            due = a_mailbox(unit, address)
            [folder, *_] = unit.mailboxes.folders(due.id)
            for late, id in enumerate(ids):
                at = NOON + timedelta(minutes=late)
                unit.quarantine.add(due.id, folder.id, id, f"{id} cannot be read", now=at, read_by="0.9")
        unit.quarantine.add(due.id, folder.id, "C1", "a contact", now=NOON, is_passed_over=True)
    return office


def key_of(desk: CommandLine, item: str) -> str:
    [key] = [one["key"] for one in desk("quarantine", "list", "--all", "--json").json if one["item"] == item]
    return str(key)


def test_the_list_has_what_is_not_understood_with_the_reason_and_not_what_is_passed_over(desk: CommandLine) -> None:
    shapes = desk("quarantine", "list", "--json").json

    assert [(one["mailbox"], one["item"], one["reason"]) for one in shapes] == [
        (BOB, "A2", "A2 cannot be read"),
        (BOB, "A1", "A1 cannot be read"),
        (SALES, "B1", "B1 cannot be read"),
    ]
    assert [one["item"] for one in desk("quarantine", "list", "--mailbox", "sales", "--json").json] == ["B1"]
    assert f"{key_of(desk, 'B1')} " in desk("quarantine", "list").out


def test_an_item_is_shown_by_its_key_the_beginning_of_it_or_the_servers_id(desk: CommandLine) -> None:
    key = key_of(desk, "A1")

    shown = {desk("quarantine", "show", name).out for name in (key, key[:5], key.upper(), "A1")}

    [only] = shown
    assert all(word in only for word in (key, BOB, "A1 cannot be read", "dealtrail 0.9"))


@pytest.mark.parametrize("asked", ["ffffffff", "", "abc", "C1", "a contact"])
def test_what_is_not_in_quarantine_is_not_found(desk: CommandLine, asked: str) -> None:
    found = desk("quarantine", "show", asked)

    assert found.code == 1
    assert f"item in quarantine: there is none for {asked!r}" in found.err


def test_what_is_to_be_read_again_is_due_in_its_mailbox_at_once(desk: CommandLine) -> None:
    desk("quarantine", "retry", key_of(desk, "A1"))

    with opened(desk) as store, store.read() as unit:
        due = unit.mailboxes.look_at(BOB)
        assert due is not None
        assert due.has_wanted
        assert [id for _, id in unit.quarantine.held(due.id, only_wanted=True)] == ["A1"]
        other = unit.mailboxes.look_at(SALES)
        assert other is not None
        assert not other.has_wanted
    assert "it is read again in the mailbox's next turn" in desk("quarantine", "show", "A1").out


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (["--all"], {"A1", "B1"}),
        (["--mailbox", "sales"], {"B1"}),
        (["--mailbox", "bob"], {"A1"}),
        (["A2", "B1", "B1"], {"A2", "B1"}),
    ],
)
def test_what_is_dismissed_is_read_again_only_where_it_is_named(
    desk: CommandLine, asked: list[str], wanted: set[str]
) -> None:
    desk("quarantine", "dismiss", "A2")

    told = desk("quarantine", "retry", *asked, "--json").json

    assert {one["item"] for one in told} == wanted
    assert {one["item"] for one in desk("quarantine", "list", "--all", "--json").json if one["read_again"]} == wanted


@pytest.mark.parametrize("asked", [[], ["A1", "--all"], ["--all", "--mailbox", "bob"]])
def test_what_is_to_be_read_again_is_named_in_one_way(desk: CommandLine, asked: list[str]) -> None:
    assert desk("quarantine", "retry", *asked).code == 2


def test_status_is_fine_with_what_was_dismissed_until_that_is_taken_back(desk: CommandLine) -> None:
    before = desk("status")
    desk("quarantine", "dismiss", "A1", "A2", "B1")
    dismissed = desk("status")
    desk("quarantine", "dismiss", "A1", "--undo")
    after = desk("status")

    assert before.out.count("an item could not be understood") == 3
    assert f"(dealtrail quarantine show {key_of(desk, 'A1')})" in before.out
    assert "could not be understood" not in dismissed.out
    assert "2 quarantined" in dismissed.out
    assert after.out.count("an item could not be understood") == 1
    assert [one["item"] for one in desk("quarantine", "list", "--json").json] == ["A1"]


def test_an_empty_list_says_what_was_dismissed_and_nobody_is_told_to_dismiss_that_again(desk: CommandLine) -> None:
    desk("quarantine", "dismiss", "A1", "A2", "B1")

    told, every = desk("quarantine", "list").out, desk("quarantine", "list", "--all").out

    assert told == "nothing is in quarantine but what was dismissed (3: --all)\n"
    assert "quarantine retry" in every
    assert "quarantine dismiss" not in every
