"""The rules of business projects and marketing activities."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.rules import marketing
from store.rules.projects import days_of, due_at, first_tasks, moved
from store.values import TemplateTask

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.row(36)
def test_a_templates_tasks_are_due_days_after_the_start():
    tasks = [TemplateTask(1, "Kick-off", 0), TemplateTask(2, "Deliver", 10), TemplateTask(3, "Whenever")]

    found = first_tasks(tasks, date(2026, 2, 25))

    assert found == [("Kick-off", date(2026, 2, 25)), ("Deliver", date(2026, 3, 7)), ("Whenever", None)]


@pytest.mark.row(36)
@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 8, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 7, tzinfo=UTC)),  # the clocks were put forward that night
        (None, None),
    ],
)
def test_a_task_is_due_at_nine_in_its_zone(day: date | None, moment: datetime | None):
    assert due_at(day, OSLO) == moment


@pytest.mark.row(36)
def test_days_that_nobody_lives_to_see_are_refused():
    with pytest.raises(Invalid, match="start date"):
        first_tasks([TemplateTask(1, "x", 3650)], date(9999, 1, 1))
    with pytest.raises(Invalid, match="due day"):
        due_at(date(1, 1, 1), ZoneInfo("Etc/GMT-14"))
    for days in (-1, 3651, True, "3"):
        with pytest.raises(Invalid, match="days: must be a whole number"):
            days_of(days)  # type: ignore[arg-type]  # what a careless caller gives


@pytest.mark.row(36)
@given(st.lists(st.integers(), unique=True, min_size=1), st.data())
def test_moving_keeps_every_element_once_and_the_others_in_their_order(order: list[int], data: st.DataObject):
    one, place = data.draw(st.sampled_from(order)), data.draw(st.integers(1, 20))

    after = moved(order, one, place)

    assert sorted(after) == sorted(order)
    assert [other for other in after if other != one] == [other for other in order if other != one]
    assert after.index(one) == min(place, len(order)) - 1


@pytest.mark.row(4)
def test_a_marketing_activity_has_its_dates_in_order_and_a_budget_in_a_currency():
    given = {"title": " Fair ", "type_id": None, "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 2)}

    stored = marketing.checked(given | {"budget": Decimal("10.5"), "currency": "eur"})

    assert (stored["title"], stored["budget_minor"], stored["currency"]) == ("Fair", 1050, "EUR")


@pytest.mark.row(4)
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "title: must not be empty"),
        ({"title": "a\nb"}, "title: contains the control character"),
        ({"ends_on": date(2026, 3, 1)}, "end date: 2026-03-01 is before the start date, 2026-03-02"),
        ({"budget": "-1"}, "budget: must not be negative"),
        ({"budget": "1.234"}, "budget: 1.234 has more decimal places"),
        ({"budget": "much"}, "budget: 'much' is not a number"),
        ({"currency": "EUX"}, "currency: 'EUX' is not a currency"),
    ],
)
def test_what_a_marketing_activity_cannot_be(wrong: dict[str, object], sentence: str):
    fair = {"title": "Fair", "type_id": None, "starts_on": date(2026, 3, 2), "ends_on": None}

    with pytest.raises(Invalid, match=sentence):
        marketing.checked(fair | {"budget": None, "currency": "EUR"} | wrong)
