"""What people reported of other programs is right here: each case's own message or calendar, through a whole cycle.

The inputs lie beside the project, where they lie at all; what is right is written here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daemon.link.policy import HistoryPolicy, KeptBody
from daemon.tables import Report, Table, Taking, opened, take_in
from store.rules.days import day_of
from tests.flow.firm import BOB, Firm

CASES = Path(__file__).parents[3] / "shared" / "reported-cases"
# They travel beside the project and are not part of it.
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the reported cases are not beside this repository")

ANSWER = "Thank you, we take forty.\n\nAnn"

# By the file's number: outcome, and the rule that says so.
OUTCOMES = {
    **dict.fromkeys(("01", "02", "03", "05", "06", "07"), ("skipped", "automatic")),
    **dict.fromkeys(("08", "11", "16", "17", "18", "19", "20", "24", "25", "59"), ("linked", "address")),
    **dict.fromkeys(("14", "15"), ("skipped", "unknown people")),
    **dict.fromkeys(("21", "22", "23"), ("skipped", "unusable address")),
}
OWN_WORDS = {
    "44": "As I wrote on 6 October 2025:\n\nWe need forty seats, not thirty.\n\nAnn",
    "57": "Guten Tag,\nwir nehmen vierzig.",
    **dict.fromkeys(("48", "49", "51", "52", "53", "54", "55", "56"), ANSWER),
}


def the_file(number: str, kind: str = "eml") -> bytes:
    (path,) = CASES.glob(f"{number}-*.{kind}")
    return path.read_bytes()


@pytest.fixture
def reported(firm: Firm) -> Firm:
    """A long backfill; Ann's colleague Zoe; OPP-1 is Ann's, OPP-2 is Domain Ltd's."""
    firm.clock.now = datetime(2026, 11, 1, 8, tzinfo=UTC)
    history = HistoryPolicy(KeptBody.TEXT)
    firm.context = replace(
        firm.context, backfill=timedelta(days=1000), series_before=timedelta(days=90), history=history
    )
    with firm.store.write() as unit:
        account = unit.accounts.find("Client Ltd").id
        unit.accounts.edit(account, domains=("client.example",))
        unit.contacts.add("Zoe Other", addresses=("zoe@client.example",), account_id=account)
        domain = unit.accounts.add("Domain Ltd", domains=("domain.example",))
        long_ago = datetime(2025, 9, 1, tzinfo=UTC)
        contact = unit.contacts.find("Ann").id
        unit.opportunities.add("200 seats", contact_id=contact, created_at=long_ago)
        unit.opportunities.add("Domains", account_id=domain.id, created_at=long_ago)
    return firm


@pytest.mark.parametrize("number", OUTCOMES)
def test_a_message_is_decided_as_it_should_be(reported: Firm, number: str):
    reported.outlook().deliver(the_file(number))

    turn = reported.cycle()[BOB]

    outcome, rule = OUTCOMES[number]
    assert {kind for kind, count in turn.seen.items() if count} == {outcome}
    assert bool(reported.history(1)) == (rule == "address")
    with reported.store.read() as unit:
        (status,) = [one for one in unit.mailboxes.status() if one.address == BOB]
    assert set(status.skipped) == ({rule} if outcome == "skipped" else set())


def test_an_index_of_a_thread_that_nobody_has_and_a_subject_link_nothing(reported: Firm):
    for number in ("28a", "36"):
        reported.outlook().deliver(the_file(number))
        reported.cycle()

    with reported.store.read() as unit:
        assert [line.subject for line in unit.opportunities.history(1)] == ["28a Root"]


@pytest.mark.parametrize("number", OWN_WORDS)
def test_a_writers_own_words_are_kept_and_no_others(reported: Firm, number: str):
    reported.outlook().deliver(the_file(number))

    reported.cycle()

    with reported.store.read() as unit:
        (line,) = unit.opportunities.history(1)
        body = unit.items.get(line.item_id).body
    assert body == OWN_WORDS[number]


def test_a_wrong_clock_places_a_message_where_it_was_received(reported: Firm):
    for number in ("24", "25"):
        reported.outlook().deliver(the_file(number))

    reported.cycle()

    with reported.store.read() as unit:
        days = [line.occurred_at.year for line in unit.opportunities.history(1) if line.occurred_at]
    assert days == [2025, 2025]


def test_an_id_without_brackets_is_an_answer(reported: Firm):
    reported.outlook().deliver(the_file("28a"))
    reported.cycle()
    reported.outlook().deliver(the_file("30"))

    reported.cycle()

    with reported.store.read() as unit:
        assert sorted(line.rule for line in unit.opportunities.history(1)) == ["address", "thread"]


def test_two_messages_with_one_id_are_two(reported: Firm):
    for number in ("34a", "34b"):
        reported.outlook().deliver(the_file(number))

    reported.cycle()

    assert len(reported.history(1)) == 2


def test_a_subject_alone_links_nothing(reported: Firm):
    for number in ("35a", "35b"):
        reported.outlook().deliver(the_file(number))
        reported.cycle()

    with reported.store.read() as unit:
        assert [line.rule for line in unit.opportunities.history(1)] == ["address"]


@pytest.mark.parametrize(
    ("number", "starts"),
    [
        ("91", ["10-05 08:00"]),
        ("92", ["10-05 08:00", "10-12 08:00"]),
        ("93", ["10-12 08:00", "10-19 08:00", "10-26 08:00"]),  # and one that is still to come
        ("96", ["10-05 10:00"]),
        ("97", ["09-07 08:00", "09-14 08:00", "09-21 10:00", "09-28 10:00"]),
        ("99", ["10-12 08:00", "10-27 13:00"]),  # moved; one was deleted, one is cancelled
    ],
)
def test_a_calendar_is_in_the_history_as_it_is_meant(reported: Firm, number: str, starts: list[str]):
    reported.outlook().put_calendar(the_file(number, "ics"))

    reported.cycle()
    reported.cycle()

    with reported.store.read() as unit:
        lines = [line for line in unit.opportunities.history(1) if not line.is_cancelled]
    assert sorted(f"{line.occurred_at:%m-%d %H:%M}" for line in lines) == starts


def taken(reported: Firm, number: str, table: str, **more: Any) -> Report:
    source = opened("t.csv", the_file(number, "csv"))
    with reported.store.write() as unit:
        return take_in(unit, Table(table), source, Taking("EUR", ZoneInfo("Europe/Berlin"), **more))


@pytest.mark.parametrize(
    ("number", "table", "first"),
    [
        ("60", "contacts", (1, 0, 0)),
        ("61", "contacts", (1, 0, 0)),
        ("62", "contacts", (1, 0, 0)),
        ("63", "accounts", (1, 0, 0)),
        ("64", "opportunities", (0, 1, 0)),  # there is one of that title with Ann already
        ("66", "contacts", (1, 0, 0)),
        ("67", "contacts", (1, 0, 0)),
        ("70", "accounts", (1, 0, 0)),
        ("71", "contacts", (2, 0, 0)),
        ("72", "contacts", (2, 0, 0)),
        ("73", "contacts", (1, 0, 0)),
        ("74", "accounts", (1, 0, 0)),
        ("76", "accounts", (2, 0, 0)),
        ("77", "contacts", (2, 0, 0)),
        ("79", "contacts", (2, 0, 0)),
        ("81", "contacts", (1, 0, 0)),
    ],
)
def test_a_table_is_taken_in_once(reported: Firm, number: str, table: str, first: tuple[int, int, int]):
    reports = [taken(reported, number, table) for _ in range(2)]

    assert all(one.problems == [] for one in reports)
    assert [(one.added, one.updated, one.unchanged) for one in reports] == [first, (0, 0, sum(first))]


@pytest.mark.parametrize(
    ("number", "table", "places"),
    [
        (
            "68",
            "opportunities",
            {(2, "close_date"), (3, "close_date"), (3, "probability"), (4, "close_date"), (4, "probability")},
        ),
        ("69", "contacts", {(2, "emails"), (3, "emails")}),
        ("75", "contacts", {(3, "")}),
        ("78", "contacts", {(2, "account")}),
    ],
)
def test_a_table_that_is_wrong_is_told_by_line_and_column(
    reported: Firm, number: str, table: str, places: set[tuple[int, str]]
):
    report = taken(reported, number, table)

    assert {(one.line, one.column) for one in report.problems} == places


def test_what_other_programs_export_is_theirs_in_our_fields(reported: Firm):
    taken(reported, "61", "contacts")
    taken(reported, "63", "accounts")
    taken(reported, "64", "opportunities")

    with reported.store.read() as unit:
        eva, acme = unit.contacts.find("eva@client.example"), unit.accounts.find("Acme AS")
        seats = next(one for one in unit.opportunities.all() if one.external_id == "1")
    assert (eva.name, eva.title, eva.phones) == ("Eva Müller", "Einkäuferin", ("030 1",))
    assert (acme.external_id, acme.domains, acme.address) == ("101", ("acme.example",), "Oslo")
    assert (f"{seats.total} {seats.currency}", seats.stage_name, str(seats.close_date)) == (
        "1000.00 EUR",
        "Qualification",
        "2025-03-04",
    )


def test_a_number_that_an_export_wrote_as_a_formula_is_that_number(reported: Firm):
    taken(reported, "79", "contacts")

    with reported.store.read() as unit:
        assert unit.contacts.find("Eva Meyer").phones == ("+4722000000",)


@pytest.mark.parametrize(("number", "days"), [("95", ["10-05"]), ("98", ["10-06", "10-13", "10-27"])])
def test_whole_days_are_their_days(reported: Firm, number: str, days: list[str]):
    reported.outlook().put_calendar(the_file(number, "ics"))

    reported.cycle()
    reported.cycle()

    with reported.store.read() as unit:
        lines = [line for line in unit.opportunities.history(1) if not line.is_cancelled]
    assert all(line.is_all_day for line in lines)
    assert sorted(f"{day_of(line.occurred_at):%m-%d}" for line in lines if line.occurred_at) == days
