"""`why` words every rule: what led to a decision, what a user did, and what is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from store.values import ItemKind, Link, Mark, MarkKind, Outcome, Receipt
from tests.service.cli.line import CommandLine
from tests.service.cli.waiting import NOON, OWN, a_mail, a_mailbox, arrive, opened


@pytest.fixture
def desk(office: CommandLine) -> CommandLine:
    """Ann has OPP-3 and OPP-4, both Bob's: a thread of two asks which; a stranger's message is linked to nothing."""
    office.configure(OWN)
    with opened(office) as store, store.write() as unit:
        bob, ann = unit.users.find("bob").id, unit.contacts.find("ann").id
        for title in ("Fleet", "Support"):
            unit.opportunities.add(title, contact_id=ann, assigned_to=bob, created_at=NOON - timedelta(days=60))
        unnamed = a_mail("n", "Nameless", 3, sender="zoe@else.example")
        assert unnamed.content
        arrive(
            unit,
            a_mailbox(unit),
            a_mail("q", "Which?", 0),
            a_mail("r", "RE: Which?", 1, above="q"),
            replace(unnamed, content=replace(unnamed.content, identity="fingerprint:0a1b")),
        )
    return office


def store_as(line: CommandLine, id: str, receipt: Receipt, **options: object) -> None:
    """A message as it was decided."""
    with opened(line) as store, store.write() as unit:
        due = a_mailbox(unit)
        entry = replace(a_mail(id, f"Subject {id}"), receipt=receipt, **options)  # type: ignore[arg-type]
        unit.history.save(due.id, unit.mailboxes.folders(due.id)[0].id, [entry], now=NOON)


def test_a_question_is_told_with_its_candidates_and_whom_it_asks(desk: CommandLine) -> None:
    out = desk.did("why", "<q>")
    [shape] = desk("why", "<r>", "--json").json

    assert "opportunities that could be meant: OPP-3 Fleet (Bob Berg); OPP-4 Support (Bob Berg)" in out
    assert "its user is asked in Outlook which opportunity it is: OPP? choose" in out
    assert "it waits for a person: dealtrail review resolve 1 OPPORTUNITY, or dismiss 1" in out
    assert "assignees" not in out
    assert (shape["copies"][0]["asked"], shape["copies"][0]["decision"]["rule"]) == (False, "ambiguous")
    assert shape["copies"][0]["decision"]["evidence"]["candidates"] == [3, 4]


def test_a_thread_names_the_message_that_is_answered_and_how_to_ask_about_it(desk: CommandLine) -> None:
    desk.did("review", "resolve", "1", "OPP-3")

    out = desk.did("why", "<r>")
    [shape] = desk("why", "<r>", "--json").json

    assert "OPP-3 by thread: answers to email 1: Which? (see: dealtrail why 1)" in out
    assert "follows: email 1: Which? (see: dealtrail why 1)" in out
    assert shape["copies"][0]["decision"]["parent"] == {"id": 1, "kind": "email", "subject": "Which?"}
    assert "linked, by the rule by hand: linked here by hand" in desk.did("why", "1")


def test_a_message_without_an_id_of_its_own_shows_none_of_ours(desk: CommandLine) -> None:
    out = desk.did("why", "Nameless")

    assert "fingerprint" not in out
    assert "none of its own: known by its sender, time and subject" in out


def test_what_was_dismissed_says_so_and_how_to_undo_it(desk: CommandLine) -> None:
    desk.did("review", "dismiss", "1")

    out = desk.did("why", "1")
    [shape] = desk("why", "1", "--json").json

    assert "a person said that it belongs to none; to undo: dealtrail review dismiss 1 --undo" in out
    assert "kept in a contact's history, by the rule none of them" in out
    assert shape["dismissed"] is True


def test_what_is_to_be_decided_again_says_so(desk: CommandLine) -> None:
    with opened(desk) as store, store.write() as unit:
        unit.again.queue([1])

    assert "it waits to be decided again, in the daemon's next turn" in desk.did("why", "1")
    assert desk("why", "1", "--json").json[0]["to_decide"] is True
    assert "1 item waits to be decided again" in desk.did("status")


def test_what_was_redacted_says_so(desk: CommandLine) -> None:
    with opened(desk) as store, store.write() as unit:
        unit.redacting.redact([1])

    out = desk.did("why", "1")

    assert out.startswith("email 1: (no subject)")
    assert "only who and when are left of it: there are none but private copies" in out
    assert desk("why", "1", "--json").json[0]["redacted"] is True


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (MarkKind.SET, "the category OPP-3 was set by hand there"),
        (MarkKind.WITHDRAWN, "the category OPP-3 was taken off by hand there"),
        (MarkKind.LOST, "the category OPP-3 is gone there: taken off by hand, unless many others lost it, too"),
        (MarkKind.FROZEN, "the category OPP-3 is gone there, with that of many others: dealtrail review list"),
    ],
)
def test_what_a_user_did_is_told(desk: CommandLine, kind: MarkKind, sentence: str) -> None:
    linked = Receipt(Outcome.LINKED, "address", "contact ann")
    store_as(desk, "m", linked, links=(Link(3, "address", "contact ann"),), marks=(Mark(1, 3, kind),))

    assert f"  {sentence}\n" in desk.did("why", "Subject m")


def test_a_series_is_named_by_its_occurrences(desk: CommandLine) -> None:
    with opened(desk) as store, store.write() as unit:
        due = a_mailbox(unit)
        master, occurrence = a_mail("weekly", "Weekly"), a_mail("weekly 1", "Weekly on Monday", 4)
        assert master.content
        assert occurrence.content
        series = replace(master.content, kind=ItemKind.APPOINTMENT, identity="uid", is_series=True)
        one = replace(occurrence.content, kind=ItemKind.APPOINTMENT, identity="uid 1", parents=("uid",))
        by_series = Receipt(Outcome.LINKED, "series", "occurs in a series of OPP-3", {"parent": "uid"})
        links = (Link(3, "series", "occurs in uid"),)
        entries = [
            replace(master, content=series),
            replace(occurrence, content=one, receipt=by_series, links=links),
        ]
        ids = unit.history.save(due.id, unit.mailboxes.folders(due.id)[0].id, entries, now=NOON).items

    out = desk.did("why", "Weekly on Monday")

    assert f"OPP-3 by series: occurs in appointment {ids[0]}: Weekly (see: dealtrail why {ids[0]})" in out
    assert f"series {ids[0]}: Weekly" in desk.did("why", "uid")


@pytest.mark.parametrize(
    ("receipt", "sentence"),
    [
        (Receipt(Outcome.SKIPPED, "blocked", "x", {"address": "a@b.example"}), "on the block list: a@b.example"),
        (Receipt(Outcome.SKIPPED, "automatic", "x", {"sign": "List-Id"}), "the sign of it: List-Id"),
        (
            Receipt(Outcome.REVIEW, "account's domain", "x", {"domains": ["b.example"]}),
            "domains of accounts: b.example",
        ),
        (Receipt(Outcome.REVIEW, "unknown category", "x", {"numbers": [99]}), "opportunities named: OPP-99"),
        (Receipt(Outcome.LINKED, "category", "x", {"in_bin": [3]}), "named, and in the recycle bin: OPP-3 Fleet"),
        (Receipt(Outcome.LINKED, "address", "x", {"today": "others"}), "what the rules would say now: others"),
        (Receipt(Outcome.LINKED, "thread", "x", {"parent": "<gone@x>"}), "follows: <gone@x>"),
    ],
)
def test_evidence_is_worded(desk: CommandLine, receipt: Receipt, sentence: str) -> None:
    store_as(desk, "m", receipt)

    assert f"  {sentence}" in desk.did("why", "Subject m")


def test_a_private_copy_says_what_that_means(desk: CommandLine) -> None:
    store_as(desk, "m", Receipt(Outcome.SKIPPED, "private", "marked private in Outlook"), is_private=True)

    out = desk.did("why", "Subject m")

    assert "not linked, by the rule private: marked private in Outlook" in out
    assert "this copy is private: it adds nothing, and gets no category by rules" in out
