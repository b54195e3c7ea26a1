"""Folders by name and items by id: what servers cut, leave out and change meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from connectors.errors import Unreachable
from connectors.ews.mailbox import EwsMailbox
from connectors.mailbox import Appointment, AppointmentKind, Attachment, Unreadable, Upserted
from simulator.faults import Fault, FaultKind
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB
from tests.contract.ews.test_reading import fill
from tests.contract.mailbox.user import items, the_folder

START = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_long_folder_is_listed_in_few_requests_and_nothing_twice(simulator: Simulator, mailbox: EwsMailbox) -> None:
    fill(simulator, 2500)
    inbox = the_folder(mailbox, "inbox")
    simulator.journal.clear()

    found = [one.identity for one in mailbox.listed(inbox)]

    assert len(found) == 2500
    assert set(found) == {f"<m{number}@x>" for number in range(2500)}
    assert simulator.journal.counts() == {"FindItem": 3}


def test_a_listing_stops_where_the_mail_is_too_old(simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook) -> None:
    for number in range(1200):
        outlook.deliver_mail("ann@client.example", f"m{number}", sent_at=START + timedelta(minutes=number))
    inbox = the_folder(mailbox, "inbox")
    ats = sorted(one.at for one in mailbox.listed(inbox) if one.at)
    simulator.journal.clear()

    found = list(mailbox.listed(inbox, ats[-1100]))

    assert len(found) == 1100
    assert simulator.journal.counts() == {"FindItem": 2}


def test_what_goes_away_while_a_folder_is_listed_takes_nothing_else_along(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    fill(simulator, 1500)
    listing = mailbox.listed(the_folder(mailbox, "inbox"))
    found = [next(listing)]
    for item in outlook.items()[:40]:
        outlook.delete(item["id"], for_good=True)

    found += listing

    assert len(found) == 1500


@pytest.mark.parametrize("kind", [FaultKind.TRUNCATED, FaultKind.EMPTY, FaultKind.HTML])
def test_a_listing_that_stays_cut_ends_with_an_error(
    simulator: Simulator, mailbox: EwsMailbox, kind: FaultKind
) -> None:
    fill(simulator, 1500)
    inbox = the_folder(mailbox, "inbox")
    simulator.faults.inject(Fault(kind, "FindItem", times=3, after=1))

    with pytest.raises(Unreachable):
        list(mailbox.listed(inbox))

    assert len(list(mailbox.listed(inbox))) == 1500


def test_more_at_one_moment_than_a_server_gives_do_not_make_a_view_endless(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    for number in range(1100):
        outlook.appoint(f"Whole month {number}", START - timedelta(days=1), START + timedelta(days=30))
    outlook.appoint("Daily", START, rule="FREQ=DAILY;COUNT=60")
    calendar = the_folder(mailbox, "calendar")
    simulator.journal.clear()

    found = mailbox.occurrences(calendar, START, START + timedelta(days=60))

    assert {one.at for one in found} >= {START + timedelta(days=days) for days in range(31, 60)}
    assert simulator.journal.count("FindItem") <= 35


def test_a_listed_item_that_makes_no_sense_is_listed_all_the_same(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    fill(simulator, 3)
    bad = outlook.find("m1")[0]
    simulator.faults.show_item_as(bad, "Memo")

    inbox = the_folder(mailbox, "inbox")

    assert bad in {one.item_id for one in mailbox.listed(inbox, START)}
    assert [type(change) for change in mailbox.read(inbox, [bad])] == [Unreadable]


def test_a_server_may_leave_out_what_is_optional_of_a_series(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    master = outlook.appoint("Weekly", START, rule="FREQ=WEEKLY")
    outlook.delete(outlook.occurrence(master, START + timedelta(weeks=1)))
    plain, moved = outlook.occurrence(master, START), outlook.occurrence(master, START + timedelta(weeks=2))
    outlook.edit_appointment(moved, start=START + timedelta(days=13))
    simulator.organization.quirks.leave_out = frozenset({"OriginalStart", "RecurrenceId", "DeletedOccurrences"})

    found = mailbox.read(the_folder(mailbox, "calendar"), [master, plain, moved])

    appointments = [change.item for change in found if isinstance(change, Upserted)]
    assert [one.original_start for one in appointments if isinstance(one, Appointment)] == [None, START, None]
    assert [one.deleted_occurrences for one in appointments if isinstance(one, Appointment)] == [(), (), ()]


def test_one_occurrence_that_a_person_is_invited_to_has_its_place_in_the_series(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    alone, other = outlook.appoint("Weekly", START + timedelta(hours=1)), outlook.appoint("Single", START)
    simulator.mailbox(BOB).items[alone].put("RecurrenceId", "2026-12-01T09:00:00Z")

    found = items(mailbox.read(the_folder(mailbox, "calendar"), [alone, other]))

    assert [(one.kind.value, one.original_start) for one in found] == [("single", START), ("single", None)]


@pytest.mark.parametrize("is_told", [True, False])
def test_attachments_come_by_name_and_size_and_never_whole(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, is_told: bool
) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@client.example", "bob@us.example", "Offer"
    message.set_content("See below.")
    message.add_attachment(b"x" * 1234, "application", "pdf", filename="Offér & more.pdf")
    message.add_attachment(b"y" * 50, "image", "png", filename="logo.png", disposition="inline", cid="<logo>")
    item_id = outlook.deliver(message.as_bytes())
    if not is_told:
        simulator.organization.quirks.leave_out = frozenset({"Attachments"})

    [change] = mailbox.read(the_folder(mailbox, "inbox"), [item_id])

    assert isinstance(change, Upserted)
    assert not isinstance(change.item, Appointment)
    told = (Attachment("Offér & more.pdf", 1234), Attachment("logo.png", 50, is_inline=True)) if is_told else ()
    assert getattr(change.item, "attachments", None) == told
    assert simulator.journal.count("GetAttachment") == 0


# --- calendars that do not show what series consist of ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "left_out", "kinds"),
    [
        ({"masters"}, set(), [AppointmentKind.MASTER]),
        ({"masters", "exceptions"}, set(), [AppointmentKind.MASTER, AppointmentKind.EXCEPTION]),
        ({"masters", "exceptions"}, {"CalendarItemType"}, [None, None, None]),  # the single one, too
        (set(), set(), []),
    ],
)
def test_a_view_that_does_not_expand_gives_what_it_shows(
    simulator: Simulator,
    mailbox: EwsMailbox,
    outlook: Outlook,
    shown: set[str],
    left_out: set[str],
    kinds: list[AppointmentKind | None],
) -> None:
    outlook.appoint("Single", START)
    master = outlook.appoint("Daily", START, rule="FREQ=DAILY")
    outlook.edit_appointment(outlook.occurrence(master, START + timedelta(days=1)), start=START + timedelta(days=2))
    quirks = simulator.organization.quirks
    quirks.expands_no_series, quirks.shows_instead, quirks.leave_out = True, frozenset(shown), frozenset(left_out)

    found = mailbox.occurrences(the_folder(mailbox, "calendar"), START, START + timedelta(days=10))

    assert [one.kind for one in found] == kinds


def test_appointments_without_their_kind_are_looked_at_once_more(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    single, master = outlook.appoint("Single", START), outlook.appoint("Daily", START, rule="FREQ=DAILY")
    ids = [outlook.occurrence(master, START + timedelta(days=day)) for day in range(2)]
    outlook.edit_appointment(ids[1], start=START + timedelta(days=9))
    simulator.organization.quirks.leave_out = frozenset({"CalendarItemType"})
    calendar = the_folder(mailbox, "calendar")
    simulator.journal.clear()

    found = [one.item for one in mailbox.read(calendar, [single, master, *ids]) if isinstance(one, Upserted)]

    assert [one.kind for one in found if isinstance(one, Appointment)] == list(AppointmentKind)
    assert simulator.journal.count("GetItem") == 2


@pytest.mark.parametrize(
    ("quirks", "is_told"),
    [
        ({}, False),
        ({"leave_out": frozenset({"CalendarItemType"})}, False),
        ({"expands_no_series": True}, True),
        ({"forgets_occurrences": True}, True),
        ({"refuses_views": "ErrorInvalidOperation"}, True),
        ({"refuses_views": "ErrorAccessDenied"}, False),
        ({"expands_no_series": True, "shows_instead": frozenset()}, True),
        ({"expands_no_series": True, "shows_instead": frozenset({"masters", "first"})}, True),
    ],
)
@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;COUNT=2", ""])
def test_check_says_that_a_server_does_not_list_what_series_consist_of(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook, quirks: dict[str, Any], is_told: bool, rule: str
) -> None:
    outlook.appoint("Series", START, rule=rule)
    outlook.appoint("Single", START + timedelta(hours=1))
    for name, value in quirks.items():
        setattr(simulator.organization.quirks, name, value)

    warnings = [one for one in mailbox.check().warnings if "computed from the series' rules" in one]

    assert len(warnings) == (is_told and bool(rule))
