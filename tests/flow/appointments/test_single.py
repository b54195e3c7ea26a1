"""Single appointments that change, drafts and meeting mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store.values import HistoryOf, Outcome
from tests.flow.appointments.calendars import DAY, HOUR, an_event, appointments, copies
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.test_linking import outcome


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


def a_meeting_mail(method: bytes) -> bytes:
    event = an_event("demo@client.example", MORNING + DAY, organizer=ANN, attendees=(BOB,))
    return (
        f"From: {ANN}\r\nTo: {BOB}\r\nSubject: Demo {method.decode()}\r\nMessage-ID: <{method.decode()}@x>\r\n"
        f"Date: Tue, 10 Mar 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/calendar; method={method.decode()}; charset="utf-8"\r\n\r\n'
    ).encode() + event.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:" + method)
