"""Series with each of their occurrences, and what links them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.faults import Fault, FaultKind
from tests.flow.appointments.calendars import (
    DAY,
    FIRST,
    HOUR,
    WEEK,
    an_event,
    appointments,
    asked,
    copies,
    times,
    weekly,
)
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

# What is asked for the occurrences of a series, and refused, are operations of EWS.
ON_EXCHANGE = pytest.mark.parametrize("where", ["exchange"])


def a_stamped_series(firm: Firm) -> str:
    """Bob's own on Exchange; over Graph, where what he organizes gets no category, one to which Ann invited him."""
    if not firm.is_in_cloud:
        return weekly(firm)
    invitation = an_event("weekly@x", FIRST, organizer=ANN, attendees=(BOB,), rule="FREQ=WEEKLY")
    [series] = firm.outlook().put_calendar(invitation)
    return series


def test_each_past_occurrence_is_an_item_and_the_series_is_none(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = a_stamped_series(firm)

    firm.cycle()

    assert times(firm, deal.number) == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK]
    assert firm.categories(series) == [f"OPP-{deal.number} 200 seats"]
    with firm.store.read() as unit:
        assert [hit.line.occurred_at for hit in unit.search.find("agenda")] == list(reversed(times(firm, deal.number)))
        counts = unit.history.counts()
    assert counts["seen"] == counts["linked"] == 4


def test_nothing_is_ever_written_to_an_occurrence(firm: Firm):
    firm.opportunity("200 seats")
    series = weekly(firm)

    for _ in range(3):
        firm.cycle()

    master = firm.simulator.mailbox(BOB).items[series]
    assert master.series is not None
    assert master.series.exceptions == {}
    assert firm.simulator.sent == []


def test_an_occurrence_becomes_an_item_once_it_is_over(firm: Firm):
    deal = firm.opportunity("200 seats")
    weekly(firm)
    firm.cycle()

    firm.clock.tick(3 * HOUR)
    firm.cycle()

    assert times(firm, deal.number)[-1] == FIRST + 3 * WEEK


def test_a_calendar_without_news_is_not_asked_for_its_series(firm: Firm):
    firm.opportunity("200 seats")
    weekly(firm)
    firm.cycle()
    firm.cycle()
    firm.simulator.journal.clear()

    for _ in range(5):
        firm.cycle()

    assert asked(firm) == 0


def test_a_calendar_without_series_is_never_asked_for_them(firm: Firm):
    firm.opportunity("200 seats")
    firm.outlook().appoint("Demo", MORNING - DAY, attendees=[ANN])
    firm.simulator.journal.clear()

    firm.cycle()

    assert asked(firm) == 0


@ON_EXCHANGE
def test_a_long_series_costs_few_requests(firm: Firm):
    deal = firm.opportunity("200 seats", created_at=MORNING - 200 * DAY)
    firm.outlook().appoint("Daily", MORNING - 200 * DAY, attendees=[ANN], rule="FREQ=DAILY")
    firm.simulator.journal.clear()

    firm.cycle(BOB)

    assert len(times(firm, deal.number)) == 90
    assert (asked(firm), asked(firm, "GetItem")) == (1, 3)  # the series, its occurrences, and it once more beside them


@ON_EXCHANGE
def test_a_calendar_that_refuses_to_show_its_series_is_left_alone_for_a_while(firm: Firm):
    deal = firm.opportunity("200 seats")
    weekly(firm)
    firm.simulator.faults.inject(Fault(FaultKind.REFUSED, "FindItem", code="ErrorItemCorrupt", times=2))

    firm.cycle(BOB)
    firm.cycle(BOB)  # the series comes back with its stamp, and is looked at once more
    firm.simulator.journal.clear()
    firm.cycle(BOB)
    assert (times(firm, deal.number), asked(firm)) == ([], 0)

    firm.simulator.faults.clear()
    firm.clock.tick(HOUR)
    firm.cycle(BOB)

    assert len(times(firm, deal.number)) >= 3


def test_a_changed_occurrence_is_an_item_before_it_takes_place(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    firm.cycle()
    planned = FIRST + 4 * WEEK

    firm.outlook().edit_appointment(firm.outlook().occurrence(series, planned), start=planned + DAY, location="Oslo")
    firm.cycle()

    last = appointments(firm, deal.number)[-1]
    assert (last.occurred_at, last.location, last.links[0].rule) == (planned + DAY, "Oslo", "series")


def test_an_occurrence_that_is_moved_again_keeps_where_it_was(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    occurrence = firm.outlook().occurrence(series, FIRST + 4 * WEEK)
    firm.outlook().edit_appointment(occurrence, start=FIRST + 4 * WEEK + DAY)
    firm.cycle()

    firm.outlook().edit_appointment(occurrence, start=FIRST + 20 * WEEK)  # far out of the window
    firm.cycle()

    last = appointments(firm, deal.number)[-1]
    assert (last.occurred_at, last.is_cancelled) == (FIRST + 20 * WEEK, False)
    assert [version.occurred_at for version in last.versions] == [FIRST + 4 * WEEK + DAY]


@pytest.mark.parametrize("is_told", [True, False])
def test_a_deleted_occurrence_is_cancelled_and_not_erased(firm: Firm, is_told: bool):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    if not is_told:
        firm.simulator.organization.quirks.leave_out = frozenset({"DeletedOccurrences", "OriginalStart"})
    firm.cycle()

    firm.outlook().delete(firm.outlook().occurrence(series, FIRST + WEEK))
    firm.cycle()

    found = appointments(firm, deal.number)
    assert [item.occurred_at for item in found] == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK]
    assert [item.is_cancelled for item in found] == [False, True, False]
    assert copies(firm, found[1].id) == [(BOB, True)]
    assert [version.is_cancelled for version in found[1].versions] == [False]


def test_a_changed_occurrence_that_is_deleted_is_cancelled(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    changed = firm.outlook().occurrence(series, FIRST + WEEK)
    firm.outlook().edit_appointment(changed, start=FIRST + WEEK + 2 * HOUR)
    firm.cycle()

    firm.outlook().delete(firm.outlook().occurrence(series, FIRST + WEEK))
    firm.cycle()

    found = appointments(firm, deal.number)
    assert [item.occurred_at for item in found] == [FIRST, FIRST + WEEK + 2 * HOUR, FIRST + 2 * WEEK]
    assert [item.is_cancelled for item in found] == [False, True, False]


def test_an_occurrence_that_one_of_two_deletes_still_takes_place(firm: Firm):
    deal = firm.opportunity("200 seats")
    invitation = an_event("weekly@us.example", FIRST, organizer=BOB, attendees=(ANN, EVE), rule="FREQ=WEEKLY")
    firm.outlook(BOB).put_calendar(invitation)
    [eves] = firm.outlook(EVE).put_calendar(invitation)
    firm.cycle()
    assert len(times(firm, deal.number)) == 3
    assert {len(copies(firm, item.id)) for item in appointments(firm, deal.number)} == {2}

    firm.outlook(EVE).delete(firm.outlook(EVE).occurrence(eves, FIRST))
    firm.cycle()

    first = appointments(firm, deal.number)[0]
    assert (first.is_cancelled, copies(firm, first.id)) == (False, [(BOB, False), (EVE, True)])


def delete_it(firm: Firm, series: str) -> None:
    firm.outlook().delete(series)


def cancel_it(firm: Firm, series: str) -> None:
    firm.outlook().edit_appointment(series, is_cancelled=True)


def give_it_another_rhythm(firm: Firm, series: str) -> None:
    firm.outlook().edit_appointment(series, start=FIRST + 2 * HOUR)


@pytest.mark.parametrize("act", [delete_it, cancel_it, give_it_another_rhythm])
def test_what_becomes_of_a_series_leaves_what_took_place(firm: Firm, act: Callable[[Firm, str], None]):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    firm.cycle()
    before = appointments(firm, deal.number)

    act(firm, series)
    firm.cycle()
    firm.clock.tick(DAY)
    firm.cycle()

    after = appointments(firm, deal.number)[:3]
    assert [replace(item, versions=()) for item in after] == [replace(item, versions=()) for item in before]


def test_a_series_with_another_rhythm_goes_on_with_it(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    firm.cycle()

    give_it_another_rhythm(firm, series)
    firm.clock.tick(DAY)
    firm.cycle()

    assert times(firm, deal.number) == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK, FIRST + 3 * WEEK + 2 * HOUR]


def test_minutes_written_into_an_occurrence_stay_its_own(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    firm.cycle()

    firm.outlook().write_body(firm.outlook().occurrence(series, FIRST + WEEK), "We agreed on 180.")
    firm.cycle()

    assert [item.body.strip() for item in appointments(firm, deal.number)] == ["Agenda", "We agreed on 180.", "Agenda"]


def test_a_moved_series_takes_its_occurrences_along(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)
    firm.outlook().make_folder("Calendar/Team", "IPF.Appointment")
    firm.cycle()
    before = [item.id for item in appointments(firm, deal.number)]

    firm.outlook().move(series, "Calendar/Team")
    firm.cycle()
    firm.cycle()

    after = appointments(firm, deal.number)
    assert [item.id for item in after] == before
    assert not any(item.is_cancelled for item in after)
    assert all((BOB, False) in copies(firm, item.id) for item in after)


def test_an_expired_cursor_loses_no_occurrence(firm: Firm):
    deal = firm.opportunity("200 seats")
    weekly(firm)
    firm.outlook().appoint("Single", MORNING + DAY, attendees=[ANN])
    firm.cycle()
    before = appointments(firm, deal.number)

    firm.simulator.expire_sync_states()
    firm.cycle()

    assert appointments(firm, deal.number) == before
    assert [copies(firm, item.id) for item in before] == [[(BOB, False)]] * 4


def test_a_category_on_a_series_links_each_of_its_occurrences(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm, attendees=[])
    firm.cycle()
    assert times(firm, deal.number) == []

    firm.outlook().add_category(series, f"OPP-{deal.number}")
    firm.cycle()
    firm.cycle()

    found = appointments(firm, deal.number)
    assert [item.occurred_at for item in found] == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK]
    assert {link.rule for item in found for link in item.links} == {"series"}

    firm.outlook().remove_category(series, f"OPP-{deal.number}")
    firm.cycle()
    firm.cycle()

    assert times(firm, deal.number) == []


def test_a_category_on_one_occurrence_links_that_one(firm: Firm):
    with firm.store.write() as unit:
        unit.contacts.add("Zoe")
    deal, other = firm.opportunity("200 seats"), firm.opportunity("Service", contact="Zoe")
    series = weekly(firm)
    firm.cycle()
    firm.cycle()

    firm.outlook().add_category(firm.outlook().occurrence(series, FIRST + WEEK), f"OPP-{other.number}")
    firm.cycle()

    assert times(firm, other.number) == [FIRST + WEEK]
    assert len(times(firm, deal.number)) == 3


def test_a_category_taken_off_one_occurrence_unlinks_that_one(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = a_stamped_series(firm)
    firm.cycle()
    firm.cycle()

    occurrence = firm.outlook().occurrence(series, FIRST + WEEK)
    firm.outlook().remove_category(occurrence, f"OPP-{deal.number} 200 seats")
    firm.cycle()
    firm.cycle()

    assert times(firm, deal.number) == [FIRST, FIRST + 2 * WEEK]
    assert firm.categories(series) == [f"OPP-{deal.number} 200 seats"]
