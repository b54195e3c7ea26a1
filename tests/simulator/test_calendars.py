"""Calendar files as programs really write them: each appointment and series as its user sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.imports.calendar_items import put_calendar
from simulator.imports.ical import read
from simulator.imports.sources import load
from simulator.mailboxes.series import occurrence_at, original_starts
from tests.simulator.calendars import GOOD, WEEKLY, a_mailbox, calendar, shown


def test_an_event_without_a_start_is_left_out_and_said_and_the_others_are_there():
    good = "UID:a\nSUMMARY:Good\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z"

    seen, problems = shown(calendar(good, "UID:b\nSUMMARY:Bad", "UID:c\nSUMMARY:Odd\nDTSTART:tomorrow", good))

    assert [subject for subject, _ in seen] == ["Good", "Good"]
    assert problems[0] == "event b (Bad): it has no start; it is left out"
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("DTSTART:20261005T080000Z\nDTSTART:20261006T080000Z", "it has more than one start, end or length"),
        ("DTSTART;VALUE=TIME:080000", "it names a time of no day"),
    ],
)
def test_an_event_of_two_starts_or_of_no_day_is_left_out_with_the_reason(bad: str, reason: str):
    good = "UID:a\nSUMMARY:Good\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z"

    seen, problems = shown(calendar(f"UID:b\nSUMMARY:Bad\n{bad}", good))

    assert [subject for subject, _ in seen] == ["Good"]
    assert problems == [f"event b (Bad): {reason}; it is left out"]


def test_what_is_left_out_of_a_file_is_named_with_the_file(tmp_path: Path):
    path = tmp_path / "c.ics"
    path.write_bytes(calendar("UID:b\nSUMMARY:Bad"))

    loaded = load(a_mailbox(), path, lambda: datetime(2026, 10, 1, tzinfo=UTC))

    assert loaded.problems == [f"{path}: event b (Bad): it has no start; it is left out"]


def test_occurrences_without_their_series_are_appointments_of_their_own():
    first = "UID:x\nSUMMARY:One\nRECURRENCE-ID:20261005T080000Z\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z"
    second = first.replace("One", "Two").replace("1005", "1012")

    mailbox = a_mailbox()
    items = put_calendar(mailbox, calendar(first, second), mailbox.folder("calendar"))

    assert [(item.get("UID"), item.get("RecurrenceId")[:10]) for item in items] == [
        ("x", "2026-10-05"),
        ("x", "2026-10-12"),
    ]


def test_a_changed_occurrence_that_is_also_deleted_is_gone_and_said():
    changed = "UID:w\nSUMMARY:Moved\nRECURRENCE-ID:20261019T080000Z\nDTSTART:20261020T080000Z\nDTEND:20261020T090000Z"

    seen, problems = shown(calendar(f"{WEEKLY}\nEXDATE:20261019T080000Z", changed))

    assert [start for _, start in seen] == ["10-12 08:00", "10-26 08:00", "11-02 08:00"]
    assert problems == ["event w: its occurrence of 2026-10-19 is changed and deleted; it is left out"]


def test_a_change_of_this_and_the_future_moves_the_later_ones_too():
    changed = (
        "UID:w\nSUMMARY:Later\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261019T080000Z\n"
        "DTSTART:20261019T100000Z\nDTEND:20261019T110000Z"
    )

    seen, _ = shown(calendar(WEEKLY, changed))

    assert seen == [
        ("Later", "10-19 10:00"),
        ("Later", "10-26 10:00"),
        ("Later", "11-02 10:00"),
        ("W", "10-12 08:00"),
    ]


def test_who_sent_it_for_the_organizer_is_kept():
    event = (
        'UID:s\nSUMMARY:S\nDTSTART:20261005T100000Z\nORGANIZER;SENT-BY="mailto:ann@client.example":'
        "mailto:boss@holding.example\nATTENDEE:mailto:bob@us.example"
    )

    [found] = read(calendar(event)).events

    assert (found.organizer, found.sent_by) == (("", "boss@holding.example"), "ann@client.example")


def test_a_recurrence_that_exchange_has_not_is_said_and_its_first_one_kept():
    seen, problems = shown(calendar(WEEKLY.replace("FREQ=WEEKLY", "FREQ=HOURLY")))

    assert [start for _, start in seen] == ["10-12 08:00"]
    assert "Exchange has no such recurrence" in problems[0]


def test_an_endless_series_ends_before_time_does():
    event = GOOD.replace("DTSTART:20261005T080000Z", "DTSTART;TZID=America/New_York:20261231T235959")

    mailbox = a_mailbox()
    [item] = put_calendar(mailbox, calendar(f"{event.split('DTEND')[0]}RRULE:FREQ=YEARLY"), mailbox.folder("calendar"))

    assert max(original_starts(item)).year == 4501  # in UTC


RDATED = (
    "UID:a\nSUMMARY:Weekly\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z\nRRULE:FREQ=WEEKLY;COUNT=2\n"
    "RDATE:20261007T120000Z"
)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("DTSTART:20261007T150000Z\nDTEND:20261007T170000Z", ["2026-10-07T15:00:00Z"]),
        ("DTSTART:20261007T120000Z\nDTEND:20261007T130000Z\nSTATUS:CANCELLED", []),
    ],
)
def test_what_changes_a_date_beside_the_rule_is_that_dates_appointment(
    change: str, expected: list[str], is_first: bool
):
    mailbox = a_mailbox()
    changed = f"UID:a\nSUMMARY:Extra\nRECURRENCE-ID:20261007T120000Z\n{change}"

    items = put_calendar(
        mailbox, calendar(*((changed, RDATED) if is_first else (RDATED, changed))), mailbox.folder("calendar")
    )

    assert [item.get("Start") for item in items if item.series is None] == expected
    [master] = [item for item in items if item.series is not None]
    assert master.series is not None
    assert master.series.deleted == set()


def test_a_whole_day_of_a_series_ends_with_it_where_the_day_has_no_midnight():
    mailbox = a_mailbox("America/Santiago")
    [master] = put_calendar(
        mailbox,
        calendar("UID:d\nSUMMARY:Days\nDTSTART;VALUE=DATE:20260904\nRRULE:FREQ=DAILY;COUNT=4"),
        mailbox.folder("calendar"),
    )

    seen = [occurrence_at(mailbox, master, start) for start in original_starts(master)]

    assert [(one.get("Start"), one.get("End")) for one in seen] == [
        ("2026-09-04T04:00:00Z", "2026-09-05T04:00:00Z"),
        ("2026-09-05T04:00:00Z", "2026-09-06T04:00:00Z"),
        ("2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"),
        ("2026-09-07T03:00:00Z", "2026-09-08T03:00:00Z"),
    ]
