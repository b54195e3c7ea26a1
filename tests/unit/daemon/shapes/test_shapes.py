"""Shapes of records: plain values in, plain values out, and no command line anywhere near."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon import acts, shapes
from daemon.shapes import MailboxFinding as Finding
from daemon.shapes import (
    account_shape,
    binned_named,
    binned_shape,
    candidate_named,
    change_named,
    change_shape,
    contact_shape,
    counted,
    escaped,
    fields_in_words,
    finding_shape,
    groups_shape,
    handle_of,
    import_shape,
    kind_of_change,
    line_item_shape,
    local,
    loss_sentence,
    loss_shape,
    name_in,
    product_shape,
    reconciled_shape,
    turn_shape,
)
from store.values import (
    Account,
    Binned,
    Change,
    Contact,
    FrozenLoss,
    LineItem,
    Named,
    Product,
    Reconciled,
    Record,
    Sum,
)

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TYPED = {"cyclopts", "rich", "argparse", "click"}  # what reads words or writes to terminals


@pytest.mark.parametrize("part", [acts, shapes])
def test_what_a_page_is_to_use_knows_no_terminal(part: object) -> None:
    folder = Path(str(part.__file__)).parent  # type: ignore[attr-defined]
    names = {
        name.split(".")[0]
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert names & TYPED == set()


def test_a_time_is_told_in_the_zone_and_a_whole_day_as_its_day() -> None:
    midnight_in_oslo = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)

    assert local(NOON, OSLO) == "2026-03-02 13:00"
    assert local(midnight_in_oslo, ZoneInfo("America/New_York"), is_all_day=True) == "2026-03-03"
    assert local(None, OSLO) == ""


def test_only_what_there_is_any_of_is_counted() -> None:
    assert counted({"linked": 3, "skipped": 0, "review": 1}) == "3 linked, 1 review"


def test_json_means_the_same_with_what_a_terminal_obeys_escaped() -> None:
    assert escaped('{\n"a": "\x9b\u202e"}') == '{\n"a": "\\u009b\\u202e"}'


# --- records ----------------------------------------------------------------------------------------------------------


def test_what_a_company_lacks_is_null_or_empty_and_never_missing() -> None:
    assert account_shape(Account(3, "Fabrikam")) == {
        "id": 3,
        "name": "Fabrikam",
        "phone": "",
        "web": "",
        "address": "",
        "domains": [],
        "type": None,
        "external_id": None,
    }


def test_a_person_names_their_company() -> None:
    ann = Contact(4, "Ann Lee", ("ann@client.example",), account_id=3, phones=("1", "2"))

    shape = contact_shape(ann, {"id": 3, "name": "Fabrikam"})

    assert (shape["addresses"], shape["phones"]) == (["ann@client.example"], ["1", "2"])
    assert name_in(shape, "account") == "Fabrikam"
    assert name_in(contact_shape(replace(ann, account_id=None), None), "account") == ""


def test_own_fields_are_told_in_words() -> None:
    fields = {"Gold": True, "Tin": False, "Limit": {"amount": "10.00", "currency": "NOK"}, "Seats": "12"}

    assert fields_in_words({"fields": fields}) == {"Gold": "yes", "Tin": "no", "Limit": "10.00 NOK", "Seats": "12"}


def test_products_lines_and_sums_keep_their_exact_amounts() -> None:
    price = Decimal("129.90")
    line = LineItem(17, 1, "Seat", Decimal("2.000"), price, Decimal("259.80"), "EUR", product_id=5)

    assert product_shape(Product(5, "Seat", "", price, "EUR"))["price"] == price
    assert line_item_shape(line)["total"] == Decimal("259.80")
    assert groups_shape("stage", [(None, [Sum("EUR", 1, price, price)])]) == [
        {"stage": None, "sums": [{"currency": "EUR", "count": 1, "total": price, "expected_revenue": price}]}
    ]


@pytest.mark.parametrize(
    ("record", "named"), [(Record.OPPORTUNITY, "DEAL-17"), (Record.ACCOUNT, "account:17"), (Record.FIELD, "field:17")]
)
def test_a_change_names_its_record_as_commands_do(record: Record, named: str) -> None:
    change = Change(NOON, "Bob Berg", record, 17, "title", None, "200 seats")

    assert change_named(change, "DEAL") == named
    assert change_shape(change, "DEAL")["named"] == named


def test_what_is_in_the_bin_is_named_so_that_it_can_be_restored() -> None:
    deal = Binned(Record.OPPORTUNITY, 17, "200 seats", NOON, "Bob Berg")
    ann = Binned(Record.CONTACT, 4, "Ann Lee", NOON)

    assert (binned_named(deal, "OPP"), handle_of(deal)) == ("OPP-17 200 seats", "opportunity:17")
    assert (binned_named(ann, "OPP"), handle_of(ann)) == ("contact 4, Ann Lee", "contact:4")
    assert binned_shape(deal, "OPP")["key"] == "OPP-17"
    assert "key" not in binned_shape(ann, "OPP")


# --- linking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((), (1,), "linked"),
        ((1,), (), "no longer linked"),
        ((1,), (2,), "linked elsewhere"),
        ((1,), (1,), "decided otherwise"),
        ((), (), "decided otherwise"),
    ],
)
def test_what_becomes_of_an_item_is_one_of_four_things(
    before: tuple[int, ...], after: tuple[int, ...], kind: str
) -> None:
    assert kind_of_change(before, after) == kind


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (Named(17, "200 seats", "Bob Berg"), "OPP-17 200 seats (Bob Berg)"),
        (Named(17, "200 seats", is_open=False), "OPP-17 200 seats (nobody's, closed)"),
        (Named(17, "200 seats", is_open=False, is_deleted=True), "OPP-17 200 seats (nobody's, in the recycle bin)"),
    ],
)
def test_a_candidate_is_told_with_whose_it_is_and_its_state(one: Named, told: str) -> None:
    assert candidate_named(one, "OPP") == told


def test_a_lost_question_has_no_key() -> None:
    loss = FrozenLoss(1, "bob@us.example", 0, None, 25)

    assert loss_shape(loss, "OPP")["opportunity"] is None
    assert loss_sentence(loss, "OPP") == "bob@us.example: 25 items lost the question at once"
    assert "the category of OPP-17 200 seats at once" in loss_sentence(
        replace(loss, number=17, title="200 seats"), "OPP"
    )


# --- mailboxes --------------------------------------------------------------------------------------------------------


def test_a_turn_counts_every_outcome_and_errand_also_those_that_there_were_none_of() -> None:
    shape = turn_shape("bob@us.example", "", {"linked": 2}, {"stamp": 3})

    assert shape["ok"]
    assert shape["seen"] == {"linked": 2, "contact": 0, "review": 0, "skipped": 0, "quarantined": 0}
    assert shape["paid"] == {"stamp": 3, "task": 0, "categories": 0, "draft": 0, "wording": 0}


def test_a_comparison_is_well_only_when_it_came_to_its_end_without_problems() -> None:
    whole, broken = Reconciled(compared=9), Reconciled(compared=9, problems=("Inbox: refused",))

    assert [reconciled_shape("b@x.example", "", found)["ok"] for found in (whole, broken, None)] == [True, False, False]
    assert reconciled_shape("b@x.example", "no login", None)["compared"] is None


def test_a_finding_is_well_without_problems() -> None:
    assert finding_shape(Finding("bob@us.example"))["ok"]
    assert not finding_shape(Finding("bob@us.example", ["no login; see exchange.password"]))["ok"]


def test_a_problem_of_a_whole_row_has_no_column() -> None:
    problems = [(2, "", "is empty"), (3, "type", "is unknown")]
    shape = import_shape({"added": 0}, problems, [], [], found="CSV", program="", passed_over=(), is_taken_in=False)

    assert [one["column"] for one in shape["problems"]] == [None, "type"]
    assert not shape["taken_in"]
