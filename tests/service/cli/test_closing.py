"""Closing, reopening, and what stages and amounts bring, at the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.cli.line import CommandLine

OWNER = ("--as", "bob")


def shown(office: CommandLine, key: str = "OPP-1") -> Any:
    return office("opportunity", "show", key, "--json").json


@pytest.mark.row(27)
def test_reopened_it_says_the_stage_that_it_came_back_to(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--stage", "negotiation", "--probability", "70 %")
    office.did("opportunity", "close", "OPP-1", "won")

    assert "Negotiation, 70 %" in office.did("opportunity", "reopen", "OPP-1")


@pytest.mark.row(28)
def test_a_reason_for_losing_is_shown_listed_printed_and_chosen_from_a_list(office: CommandLine) -> None:
    office.did("list", "add", "lost-reason", "Went to a friend")

    office.did("opportunity", "close", "OPP-1", "lost", "--reason", "friend")

    assert shown(office)["lost_reason"] == "Went to a friend"
    assert "reason for losing Went to a friend" in " ".join(office.did("opportunity", "show", "OPP-1").split())
    assert "Went to a friend" in office.did("opportunity", "print", "OPP-1")
    found = office("opportunity", "list", "--state", "lost", "--reason", "friend", "--sort", "reason", "--json").json
    assert [one["key"] for one in found] == ["OPP-1"]
    assert "Went to a friend" in office.did("list", "show", "lost-reason")


@pytest.mark.row(28)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("OPP-1", "won", "--reason", "price"), "reason for losing: belongs to what was lost"),
        (("OPP-1", "lost", "--reason", "the weather"), "reason for losing: there is none for 'the weather'"),
    ],
)
def test_a_reason_that_cannot_be_is_refused(office: CommandLine, words: tuple[str, ...], said: str) -> None:
    ended = office("opportunity", "close", *words)

    assert ended.code == 1
    assert said in ended.err
    assert shown(office)["open"]


@pytest.mark.row(28, 37)
def test_many_are_lost_for_one_reason(office: CommandLine) -> None:
    office.did("opportunity", "bulk", "close", "lost", "OPP-1", "OPP-2", "--reason", "timing", "--yes")

    assert [shown(office, key)["lost_reason"] for key in ("OPP-1", "OPP-2")] == ["Timing", "Timing"]


@pytest.mark.row(21)
def test_a_stage_brings_its_probability(office: CommandLine) -> None:
    office.did(*OWNER, "stage", "add", "Pilot", "--probability", "45%")
    assert "stage Proposal (30 %)" in office.did(*OWNER, "stage", "probability", "proposal", "30 %")
    office.did("opportunity", "edit", "OPP-1", "--stage", "pilot")
    office.did("opportunity", "edit", "OPP-2", "--probability", "20", "--stage", "pilot")

    assert [shown(office, key)["probability"] for key in ("OPP-1", "OPP-2")] == [45, 20]
    office.did("opportunity", "edit", "OPP-2", "--clear", "probability")
    assert shown(office, "OPP-2")["probability"] == 45
    stages = {one["name"]: one["probability"] for one in office("stage", "list", "--json").json}
    assert (stages["Pilot"], stages["Proposal"], stages["Closed Won"]) == (45, 30, None)
    assert "30 %" in office.did("stage", "list")
    assert "%" not in office.did(*OWNER, "stage", "probability", "proposal", "--none")


@pytest.mark.row(2, 21)
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--as", "cora", "stage", "probability", "proposal", "30"), 1, "by an owner only"),
        ((*OWNER, "stage", "probability", "won", "30"), 1, "is built in"),
        ((*OWNER, "stage", "probability", "proposal"), 2, "name a probability, or give --none"),
        ((*OWNER, "stage", "probability", "proposal", "130"), 2, "130"),
    ],
)
def test_a_probability_that_no_stage_may_have_is_refused(
    office: CommandLine, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = office(*words)

    assert ended.code == code
    assert said in ended.err


# --- a deal that is one sum -------------------------------------------------------------------------------------------


@pytest.mark.row(11, 12)
@pytest.mark.parametrize(
    ("typed", "more", "total", "currency"),
    [
        ("120000 NOK", (), "120000.00", "NOK"),
        ("120000", (), "120000.00", "EUR"),
        ("1200", ("--currency", "USD"), "1200.00", "USD"),
        ("JPY 1200", (), "1200", "JPY"),
        ("1,234.50 EUR", (), "1234.50", "EUR"),
    ],
)
def test_an_amount_is_the_one_line_item_of_a_small_deal(
    office: CommandLine, typed: str, more: tuple[str, ...], total: str, currency: str
) -> None:
    office.did("opportunity", "add", "Fleet", "--account", "fabrikam", "--probability", "50", "--amount", typed, *more)

    fleet = shown(office, "OPP-3")
    assert (fleet["total"], fleet["currency"]) == (total, currency)
    assert [(one["name"], one["quantity"]) for one in fleet["items"]] == [("Fleet", "1")]


@pytest.mark.row(11)
def test_an_amount_is_changed_in_place_and_made_where_there_is_none(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--amount", "500 EUR")
    office.did("opportunity", "edit", "OPP-1", "--amount", "900 NOK")

    assert [(one["name"], one["total"]) for one in shown(office)["items"]] == [("200 seats", "900.00")]
    assert shown(office)["currency"] == "NOK"


@pytest.mark.row(11)
@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((("Seats", "2"), ("Service", "1")), "amount: 2 line items make what it is worth"),
        ((("Seats", "2"),), "amount: the line item Seats makes what it is worth"),
    ],
)
def test_an_amount_does_not_take_the_place_of_other_lines(
    office: CommandLine, items: tuple[tuple[str, str], ...], said: str
) -> None:
    for name, quantity in items:
        office.did("opportunity", "item", "add", "OPP-1", name, "--price", "10", "--quantity", quantity)
    before = shown(office)

    ended = office("opportunity", "edit", "OPP-1", "--amount", "900", "--title", "Other")

    assert ended.code == 1
    assert said in ended.err
    assert shown(office) == before


@pytest.mark.row(11)
def test_an_amount_in_another_currency_than_the_one_that_is_given_is_refused(office: CommandLine) -> None:
    ended = office("opportunity", "add", "X", "--account", "fabrikam", "--amount", "5 NOK", "--currency", "EUR")

    assert ended.code == 1
    assert "is in NOK, and not in EUR" in ended.err


# --- whose work it is -------------------------------------------------------------------------------------------------


@pytest.mark.row(7)
@pytest.mark.parametrize(
    ("who", "assign", "expected"),
    [
        (("--as", "cora"), (), "Cora Dahl"),
        (("--as", "cora"), ("--assign", "bob"), "Bob Berg"),
        (("--as", "cora"), ("--assign", "none"), None),
    ],
)
def test_whoever_makes_a_record_has_the_work_unless_told_otherwise(
    office: CommandLine, who: tuple[str, ...], assign: tuple[str, ...], expected: str | None
) -> None:
    deal = office(*who, "opportunity", "add", "Fleet", "--account", "fabrikam", *assign, "--json").json
    task = office(*who, "task", "add", "Call", "--opportunity", "OPP-3", *assign, "--json").json
    office.did(*who, "project", "add", "Rollout", "--account", "fabrikam")
    step = office(*who, "project", "task", "add", "rollout", "Order", *assign, "--json").json

    assert [one["assigned_to"] and one["assigned_to"]["name"] for one in (deal, task)] == [expected, expected]
    assert step["assigned_to"] == expected
