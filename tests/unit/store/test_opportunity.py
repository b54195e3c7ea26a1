"""What may be done to an opportunity: laws that hold whatever is done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.rules import opportunity as rules
from store.text import fold
from store.values import Opportunity, Stage, StageKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPEN, WON, LOST = (
    Stage(1, "Proposal", 1),
    Stage(2, "Closed Won", 2, StageKind.WON),
    Stage(3, "Closed Lost", 3, StageKind.LOST),
)
IDS = st.none() | st.integers(1, 9)


def an_opportunity(**given: object) -> Opportunity:
    whole = {"number": 1, "title": "T", "account_id": 1, "contact_id": None, "stage": OPEN, "probability": 30}
    return Opportunity(**whole | {"created_at": NOON} | given)  # type: ignore[arg-type]  # whatever the test gives


@pytest.mark.row(9)
@given(st.lists(st.dictionaries(st.sampled_from(rules.PARTIES), IDS)))
def test_there_is_exactly_one_link_whatever_edits_are_made(edits):
    opportunity = an_opportunity()

    for changes in edits:
        try:
            fields = rules.edited(opportunity, changes)
        except Invalid:
            continue
        opportunity = an_opportunity(
            account_id=fields.get("account_id", opportunity.account_id),
            contact_id=fields.get("contact_id", opportunity.contact_id),
        )
        assert (opportunity.account_id is None) != (opportunity.contact_id is None)


@pytest.mark.row(14)
@given(st.fixed_dictionaries(dict.fromkeys(rules.INITIATORS, IDS)))
def test_at_most_one_initiates(initiators):
    try:
        fields = rules.checked("opportunity", initiators)
    except Invalid:
        assert sum(id is not None for id in initiators.values()) > 1
    else:
        assert sum(fields[name] is not None for name in rules.INITIATORS) <= 1


@pytest.mark.row(27)
@given(st.integers(0, 100), st.sampled_from([WON, LOST]), st.sampled_from(rules.FIELDS))
def test_a_closed_record_refuses_every_edit_and_reopens_with_the_probability_it_had(
    before: int, stage: Stage, field: str
):
    closing = rules.closed(an_opportunity(probability=before), stage, NOON)
    kept = {name: value for name, value in closing.items() if name not in ("stage_id", "lost_reason_id")}
    closed = an_opportunity(stage=stage, **kept)

    with pytest.raises(Invalid, match=r"is closed .*reopen it first"):
        rules.edited(closed, {field: None})
    with pytest.raises(Invalid, match="is closed"):
        rules.closed(closed, WON, NOON)
    assert closed.probability == (100 if stage is WON else 0)
    assert rules.reopened(closed, OPEN, NOON)["probability"] == before
    assert closed.stage_before_id == OPEN.id


@pytest.mark.row(10)
@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.text(), st.none()))
def test_a_probability_is_a_whole_per_cent(value):
    is_one = type(value) is int and 0 <= value <= 100

    if is_one:
        assert rules.per_cent("probability", value) == value
    else:
        with pytest.raises(Invalid, match="whole number from 0 to 100"):
            rules.per_cent("probability", value)


@pytest.mark.row(17)
@given(st.lists(st.text("aAåÅ ß", min_size=1, max_size=3).filter(str.strip), max_size=20))
def test_each_category_is_there_once_whatever_its_case(names: list[str]):
    kept = rules.categories(names)

    assert len({fold(name) for name in kept}) == len(kept)
    assert {fold(name) for name in kept} == {fold(name.strip()) for name in names}
    assert rules.categories(kept) == kept


@pytest.mark.row(17)
@pytest.mark.parametrize("names", [["a,b"], ["a;b"], [""], ["x" * 101], ["a\x07"], [str(n) for n in range(51)], "abc"])
def test_what_is_no_category_is_refused(names):
    with pytest.raises(Invalid):
        rules.categories(names)


@pytest.mark.row(16)
def test_a_comment_comes_after_the_others_with_date_time_and_author():
    assert rules.stamped("", " Yes ", "Bob", NOON) == "2026-03-02 12:00 Bob: Yes"
    assert rules.stamped("Old", "New", "Bob", NOON) == "Old\n\n2026-03-02 12:00 Bob: New"
    with pytest.raises(Invalid, match="comment: must not be empty"):
        rules.stamped("Old", " ", "Bob", NOON)


@pytest.mark.row(13)
def test_no_date_is_before_the_record_and_no_record_of_the_future():
    rules.created("opportunity", NOON, NOON, {"close_date": date(2026, 3, 2), "delivery_date": None})

    with pytest.raises(Invalid, match="delivery_date 2026-02-28 is before the day it was created"):
        rules.created("opportunity", NOON, NOON, {"delivery_date": date(2026, 2, 28)})
    with pytest.raises(Invalid, match="created_at is in the future"):
        rules.created("opportunity", NOON.replace(hour=13), NOON, {})
