"""Appointments whole: single ones that change, series with each of their occurrences, drafts and meeting mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from simulator.faults import Fault, FaultKind
from store.values import HistoryItem, HistoryOf, Outcome
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.test_linking import outcome

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
FIRST = MORNING - 3 * WEEK + HOUR  # a Tuesday, 09:00 UTC; the fourth time is an hour from now


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def weekly(firm: Firm, **given: object) -> str:
    """Bob's weekly meeting with Ann, without an end; the id of the series."""
    given = {"attendees": [ANN], "rule": "FREQ=WEEKLY", "body": "Agenda", **given}
    return firm.outlook().appoint("Weekly", FIRST, **given)  # type: ignore[arg-type]  # whatever the test gives


def appointments(firm: Firm, number: int) -> list[HistoryItem]:
    """What the opportunity's history shows, the earliest first."""
    with firm.store.read() as unit:
        lines = unit.items.history(HistoryOf(number=number), limit=500)
        return [unit.items.get(line.item_id) for line in reversed(lines)]


def times(firm: Firm, number: int) -> list[datetime | None]:
    return [item.occurred_at for item in appointments(firm, number)]


def copies(firm: Firm, item_id: int) -> list[tuple[str, bool]]:
    """The mailboxes that hold the item, each with whether its copy is gone."""
    with firm.store.read() as unit:
        found = unit.history.explain(str(item_id))[0].copies
    return sorted((copy.address, copy.pointer.is_gone) for copy in found)


def asked(firm: Firm, operation: str = "FindItem") -> int:
    """How often; whether the server shows categories at all is asked of the Inbox as well, and not counted."""
    requests = list(firm.simulator.journal.requests)
    others = [
        one for one in requests if one.operation == operation and "Inbox" not in [path for _, path in one.folders]
    ]
    return len(others)


# --- single appointments ----------------------------------------------------------------------------------------------


def test_a_moved_meeting_shows_its_new_time_and_keeps_the_earlier_one(firm: Firm):
    deal = firm.opportunity("200 seats")
    meeting = firm.outlook().appoint("Demo", MORNING + DAY, attendees=[ANN], location="Oslo", body="Agenda")
    firm.cycle()

    firm.outlook().edit_appointment(meeting, start=MORNING + 2 * DAY, location="Bergen", body="Minutes")
    firm.cycle()

    [item] = appointments(firm, deal.number)
    assert (item.occurred_at, item.ended_at) == (MORNING + 2 * DAY, MORNING + 2 * DAY + HOUR)
    assert (item.location, item.body.strip()) == ("Bergen", "Minutes")
    [before] = item.versions
    assert (before.occurred_at, before.location, before.body.strip()) == (MORNING + DAY, "Oslo", "Agenda")


def test_a_stamp_of_ours_is_no_change_of_the_appointment(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().appoint("Demo", MORNING + DAY, attendees=[ANN])

    for _ in range(3):
        firm.cycle()

    [item] = appointments(firm, deal.number)
    assert item.versions == ()


def test_a_cancelled_meeting_stays_linked_and_says_so(firm: Firm):
    deal = firm.opportunity("200 seats")
    meeting = firm.outlook().appoint("Demo", MORNING + DAY, attendees=[ANN])
    firm.cycle()

    firm.outlook().edit_appointment(meeting, is_cancelled=True)
    firm.cycle()

    [item] = appointments(firm, deal.number)
    assert (item.is_cancelled, [link.number for link in item.links]) == (True, [deal.number])


def test_a_meeting_that_others_organise_is_one_item_in_all_their_mailboxes(firm: Firm):
    deal = firm.opportunity("200 seats")
    invitation = an_event("demo@client.example", MORNING + DAY, organizer=ANN, attendees=(BOB, EVE))
    [bobs] = firm.outlook(BOB).put_calendar(invitation)
    [eves] = firm.outlook(EVE).put_calendar(invitation)

    firm.cycle()
    firm.cycle()

    [item] = appointments(firm, deal.number)
    assert copies(firm, item.id) == [(BOB, False), (EVE, False)]
    assert (item.participants[0].role, item.participants[0].address) == ("organizer", ANN)
    for address, copy in ((BOB, bobs), (EVE, eves)):
        assert firm.categories(copy, address) == [f"OPP-{deal.number} 200 seats"]


def test_copies_that_differ_do_not_take_turns(firm: Firm):
    deal = firm.opportunity("200 seats")
    invitation = an_event("demo@us.example", MORNING + DAY, organizer=BOB, attendees=(ANN, EVE))
    [eves] = firm.outlook(EVE).put_calendar(invitation.replace(b"Agenda", b"Eve's own notes"))
    firm.outlook(BOB).put_calendar(invitation)

    for _ in range(4):
        firm.cycle()

    [item] = appointments(firm, deal.number)
    assert (item.body.strip(), len(item.versions)) == ("Agenda", 0)

    firm.outlook(EVE).edit_appointment(eves, body="Eve's minutes")
    for _ in range(3):
        firm.cycle()

    [item] = appointments(firm, deal.number)
    assert (item.body.strip(), len(item.versions)) == ("Eve's minutes", 1)


def test_a_day_in_oslo_is_that_day_in_history_whoever_looks(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().put_calendar(an_event("fair@us.example", MORNING + DAY, attendees=(ANN,), all_day=True))

    firm.cycle()

    [item] = appointments(firm, deal.number)
    assert item.occurred_at == datetime(2026, 3, 10, 23, tzinfo=UTC)  # midnight in Oslo
    assert item.is_all_day
    with firm.store.read() as unit:
        [line] = unit.items.history(HistoryOf(number=deal.number))
    assert line.is_all_day


def test_a_draft_meeting_waits_until_it_is_sent(firm: Firm):
    deal = firm.opportunity("200 seats")
    meeting = firm.outlook().appoint("Demo", MORNING + DAY, attendees=[ANN], is_sent=False)
    firm.cycle()
    assert (firm.history(deal.number), outcome(firm, "Demo")) == ([], [(BOB, Outcome.SKIPPED, "draft")])

    firm.outlook().send(meeting)
    firm.simulator.sent.clear()
    firm.cycle()

    assert firm.history(deal.number) == ["Demo"]


def test_meeting_requests_and_answers_in_mail_folders_are_no_mail(firm: Firm):
    deal = firm.opportunity("200 seats")
    for method in (b"REQUEST", b"REPLY", b"CANCEL"):
        firm.outlook().deliver(a_meeting_mail(method))

    firm.cycle()

    assert firm.history(deal.number) == []
    found = [rule for method in ("REQUEST", "REPLY", "CANCEL") for _, _, rule in outcome(firm, f"Demo {method}")]
    assert found == ["meeting message"] * 3


# --- series -----------------------------------------------------------------------------------------------------------


def test_each_past_occurrence_is_an_item_and_the_series_is_none(firm: Firm):
    deal = firm.opportunity("200 seats")
    series = weekly(firm)

    firm.cycle()

    assert times(firm, deal.number) == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK]
    assert firm.categories(series) == [f"OPP-{deal.number} 200 seats"]
    with firm.store.read() as unit:
        assert [hit.line.occurred_at for hit in unit.search.find("weekly")] == list(reversed(times(firm, deal.number)))
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


def test_a_long_series_costs_few_requests(firm: Firm):
    deal = firm.opportunity("200 seats", created_at=MORNING - 200 * DAY)
    firm.outlook().appoint("Daily", MORNING - 200 * DAY, attendees=[ANN], rule="FREQ=DAILY")
    firm.simulator.journal.clear()

    firm.cycle(BOB)

    assert len(times(firm, deal.number)) == 90
    assert (asked(firm), asked(firm, "GetItem")) == (1, 3)  # the series, its occurrences, and it once more beside them


def test_a_calendar_that_refuses_to_show_its_series_is_left_alone_for_a_while(firm: Firm):
    deal = firm.opportunity("200 seats")
    weekly(firm)
    firm.simulator.faults.inject(Fault(FaultKind.REFUSED, "FindItem", code="ErrorCalendarViewRangeTooBig", times=2))

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


# --- linking of series ------------------------------------------------------------------------------------------------


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
    series = weekly(firm)
    firm.cycle()
    firm.cycle()

    occurrence = firm.outlook().occurrence(series, FIRST + WEEK)
    firm.outlook().remove_category(occurrence, f"OPP-{deal.number} 200 seats")
    firm.cycle()
    firm.cycle()

    assert times(firm, deal.number) == [FIRST, FIRST + 2 * WEEK]
    assert firm.categories(series) == [f"OPP-{deal.number} 200 seats"]


# --- calendar files ---------------------------------------------------------------------------------------------------


def an_event(
    uid: str,
    start: datetime,
    *,
    organizer: str = BOB,
    attendees: tuple[str, ...] = (),
    rule: str = "",
    all_day: bool = False,
) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260301T080000Z"]
    if all_day:
        lines += [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{start + DAY:%Y%m%d}"]
    else:
        lines += [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + HOUR:%Y%m%dT%H%M%SZ}"]
    lines += [f"RRULE:{rule}"] if rule else []
    lines += ["SUMMARY:Demo", "DESCRIPTION:Agenda", f"ORGANIZER:mailto:{organizer}"]
    lines += [f"ATTENDEE:mailto:{address}" for address in attendees]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def a_meeting_mail(method: bytes) -> bytes:
    event = an_event("demo@client.example", MORNING + DAY, organizer=ANN, attendees=(BOB,))
    return (
        f"From: {ANN}\r\nTo: {BOB}\r\nSubject: Demo {method.decode()}\r\nMessage-ID: <{method.decode()}@x>\r\n"
        f"Date: Tue, 10 Mar 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/calendar; method={method.decode()}; charset="utf-8"\r\n\r\n'
    ).encode() + event.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:" + method)


def test_a_single_appointment_that_its_user_deleted_is_marked_so_in_the_history_and_in_the_task(firm: Firm):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    start = MORNING + timedelta(days=2)
    _, deleted = (firm.outlook().appoint(name, start, attendees=[ANN]) for name in ("Kept", "Deleted"))
    firm.cycle()
    firm.outlook().delete(deleted)

    firm.cycle()
    firm.clock.tick(timedelta(hours=1))
    firm.cycle()

    with firm.store.read() as unit:
        lines = {line.subject: line for line in unit.opportunities.history(deal.number)}
        item = unit.items.get(lines["Deleted"].item_id)
    (task,) = firm.simulator.mailbox(BOB).folder("tasks").items.values()
    assert {name: line.is_gone for name, line in lines.items()} == {"Kept": False, "Deleted": True}
    assert item.is_gone
    assert "Deleted (deleted from the calendar)" in task.text
    assert "Kept (deleted" not in task.text
