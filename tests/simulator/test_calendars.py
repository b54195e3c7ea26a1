"""Calendar files as programs really write them: each event right, or left out and said; never a failure of all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.imports.ical import put_calendar, read
from simulator.imports.sources import load
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import in_window, original_starts
from simulator.mailboxes.zones import windows_name
from simulator.xml import moment

BOB = "bob@us.example"
YEAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> bytes:
    whole = "".join(f"BEGIN:VEVENT\nDTSTAMP:20260901T080000Z\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n{head}{whole}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def a_mailbox(zone: str = "W. Europe Standard Time") -> Mailbox:
    return Mailbox(BOB, "Bob", zone, lambda: datetime(2026, 10, 1, tzinfo=UTC))


def shown(content: bytes, zone: str = "W. Europe Standard Time") -> tuple[list[tuple[str, str]], list[str]]:
    """(subject, start) of every appointment that a user sees in the year, and what was left out."""
    mailbox, problems = a_mailbox(zone), list[str]()
    items = put_calendar(mailbox, content, mailbox.folder("calendar"), problems)
    seen = [one for item in items for one in in_window(mailbox, item, *YEAR)]
    return sorted((one.get("Subject"), f"{moment(one.get('Start')):%m-%d %H:%M}") for one in seen), problems


def starts(content: bytes, zone: str = "W. Europe Standard Time") -> list[str]:
    seen, problems = shown(content, zone)
    assert problems == []
    return sorted(start for _, start in seen)


WEEKLY = "UID:w\nSUMMARY:W\nDTSTART:20261012T080000Z\nDTEND:20261012T090000Z\nRRULE:FREQ=WEEKLY;COUNT=4"


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


@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Eastern Standard Time", "New Zealand Standard Time"])
def test_a_series_in_utc_stays_at_its_hour_over_a_change_of_summer_time(zone: str):
    assert starts(calendar(WEEKLY), zone) == ["10-12 08:00", "10-19 08:00", "10-26 08:00", "11-02 08:00"]


def test_a_series_in_a_zone_keeps_its_local_time():
    local = WEEKLY.replace("DTSTART:20261012T080000Z", "DTSTART;TZID=Europe/Berlin:20261012T100000")

    assert starts(calendar(local)) == ["10-12 08:00", "10-19 08:00", "10-26 09:00", "11-02 09:00"]


def a_zone(name: str, standard: str, summer: str, october: str = "BYDAY=-1SU;BYMONTH=10") -> str:
    return (
        f"BEGIN:VTIMEZONE\nTZID:{name}\n"
        f"BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:{summer}\nTZOFFSETTO:{standard}\n"
        f"RRULE:FREQ=YEARLY;{october}\nEND:STANDARD\n"
        f"BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:{standard}\nTZOFFSETTO:{summer}\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
    )


@pytest.mark.parametrize(
    ("standard", "summer", "expected"),
    [
        ("+0100", "+0200", ["10-12 08:00", "10-19 08:00", "10-26 09:00", "11-02 09:00"]),
        ("+0200", "+0300", ["10-12 07:00", "10-19 07:00", "10-26 08:00", "11-02 08:00"]),
        ("+0000", "+0100", ["10-12 09:00", "10-19 09:00", "10-26 10:00", "11-02 10:00"]),
    ],
)
def test_a_zone_made_at_home_is_what_its_file_says_whatever_came_before(
    standard: str, summer: str, expected: list[str]
):
    name = "Customized Time Zone"
    local = WEEKLY.replace("DTSTART:20261012T080000Z", f"DTSTART;TZID={name}:20261012T100000")
    local = local.replace("DTEND:20261012T090000Z", f"DTEND;TZID={name}:20261012T110000")

    assert starts(calendar(local, head=a_zone(name, standard, summer)), "Eastern Standard Time") == expected


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (";TZID=FLE Standard Time:20261005T000000", ";TZID=FLE Standard Time:20261006T000000"),
        (":20261005T000000", ":20261006T000000"),
        (":20261005T090000", ":20261005T170000"),
    ],
)
@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Hawaiian Standard Time"])
def test_outlooks_flag_makes_whole_days_of_times(begin: str, end: str, zone: str):
    flagged = f"UID:d\nSUMMARY:D\nDTSTART{begin}\nDTEND{end}\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
    as_day = "UID:d\nSUMMARY:D\nDTSTART;VALUE=DATE:20261005\nDTEND;VALUE=DATE:20261006"

    mailbox = a_mailbox(zone)
    folder = mailbox.folder("calendar")
    one, other = (put_calendar(mailbox, calendar(event), folder)[0] for event in (flagged, as_day))

    assert [one.get(name) for name in ("Start", "End", "IsAllDayEvent")] == [
        other.get(name) for name in ("Start", "End", "IsAllDayEvent")
    ]


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


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            "UID:s\nSUMMARY:S\nDTSTART:20261005T080000Z\nDTEND:20261005T070000Z",
            ["10-05 08:00"],
        ),  # ends before it begins
        ("UID:s\nSUMMARY:S\nDTSTART:20261005T080000Z\nDURATION:PT1H", ["10-05 08:00"]),
        (WEEKLY.replace("COUNT=4", "UNTIL=20261026"), ["10-12 08:00", "10-19 08:00", "10-26 08:00"]),
        (f"{WEEKLY.replace('4', '1')}\nRDATE:20261014T080000Z", ["10-12 08:00", "10-14 08:00"]),
        ("UID:s\nSUMMARY:S\nDTSTART:20261005T100000\nDTEND:20261005T110000", ["10-05 08:00"]),  # the mailbox's time
    ],
)
def test_ends_durations_dates_beside_a_rule_and_floating_times(event: str, expected: list[str]):
    assert starts(calendar(event)) == expected


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("DTSTART;VALUE=DATE:20250330", "2025-03-31T00:00:00+02:00"),
        ("DTSTART;VALUE=DATE:20251026", "2025-10-27T00:00:00+01:00"),
        ("DTSTART;VALUE=DATE:20250330\nDURATION:P2D", "2025-04-01T00:00:00+02:00"),
        ("DTSTART;VALUE=DATE:20251025\nDURATION:P1W", "2025-11-01T00:00:00+01:00"),
        ("DTSTART;VALUE=DATE:20251025\nDURATION:PT36H", "2025-10-27T00:00:00+01:00"),
        ("DTSTART;TZID=Europe/Berlin:20250329T120000\nDURATION:P1D", "2025-03-30T12:00:00+02:00"),
        ("DTSTART;TZID=Europe/Berlin:20250329T120000\nDURATION:PT24H", "2025-03-30T13:00:00+02:00"),
        ('DTSTART;TZID=Europe/Berlin:20251025T120000\nDURATION;X-WHY="a:b":P1DT2H', "2025-10-26T14:00:00+01:00"),
        ("DTSTART;TZID=Europe/Berlin:20251025T120000\nDURATION:PT36H", "2025-10-26T23:00:00+01:00"),
        ("DTSTART;TZID=Europe/Berlin:20251025T120000\nDURATION;X-WRITTEN=P9D:PT24H", "2025-10-26T11:00:00+01:00"),
        ("DTSTART;TZID=Europe/Berlin:20250329T120000\nDURATION:-P1D", "2025-03-29T12:00:00+01:00"),
        ("DTSTART:20250329T120000Z\nDURATION:P1D", "2025-03-30T14:00:00+02:00"),
    ],
)
def test_days_of_a_length_go_by_the_clock_on_the_wall_and_hours_are_exact(written: str, end: str):
    [found] = read(calendar(f"UID:s\n{written}"), ZoneInfo("Europe/Berlin")).events

    assert found.end.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == end


def test_a_day_whose_midnight_the_clocks_leave_out_ends_at_the_next_one():
    chile = ZoneInfo("America/Santiago")

    [found] = read(calendar("UID:s\nDTSTART;VALUE=DATE:20250907"), chile).events

    assert found.end.astimezone(chile).isoformat() == "2025-09-08T00:00:00-03:00"


def test_days_beside_a_rule_are_whole_days_too():
    mailbox = a_mailbox()
    content = calendar("UID:s\nDTSTART;VALUE=DATE:20250328\nRDATE;VALUE=DATE:20250330,20251026")

    items = put_calendar(mailbox, content, mailbox.folder("calendar"))

    assert [item.get("End") for item in items] == [
        "2025-03-28T23:00:00Z",
        "2025-03-30T22:00:00Z",
        "2025-10-26T23:00:00Z",
    ]


def spans(content: bytes) -> list[tuple[str, str, str]]:
    """What an appointment is, and its start and end, of all that a user sees in the year."""
    mailbox, problems = a_mailbox(), list[str]()
    items = put_calendar(mailbox, content, mailbox.folder("calendar"), problems)
    seen = [one for item in items for one in in_window(mailbox, item, *YEAR)]
    assert problems == []
    return sorted(
        (*(f"{moment(one.get(name)):%m-%d %H:%M}" for name in ("Start", "End")), one.get("CalendarItemType"))
        for one in seen
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("20261014T080000Z/PT3H", ("10-14 08:00", "10-14 11:00", "Single")),
        ("20261014T080000Z/20261014T093000Z", ("10-14 08:00", "10-14 09:30", "Single")),
        ("20261024T080000Z/P1D", ("10-24 08:00", "10-25 09:00", "Single")),  # the clocks change
        ("20261024T080000Z/PT24H", ("10-24 08:00", "10-25 08:00", "Single")),
        ("20261014T080000Z/20261014T070000Z", ("10-14 08:00", "10-14 08:00", "Single")),  # ends before it begins
        ("20261019T080000Z/PT3H", ("10-19 08:00", "10-19 11:00", "Exception")),
        ("20261012T080000Z/PT3H", ("10-12 08:00", "10-12 11:00", "Exception")),
    ],
)
def test_a_period_beside_a_rule_has_an_end_of_its_own(dates: str, expected: tuple[str, str, str]):
    event = WEEKLY.replace("DTSTART:20261012T080000Z", "DTSTART;TZID=Europe/Oslo:20261012T100000")
    rule = [(f"{day} 0{hour}:00", f"{day} {hour + 1:02}:00", "Occurrence") for day, hour in WEEKS]

    found = spans(calendar(f"{event}\nRDATE;VALUE=PERIOD:{dates}"))

    assert found == sorted([expected, *(one for one in rule if one[0] != expected[0])])


WEEKS = [("10-12", 8), ("10-19", 8), ("10-26", 9), ("11-02", 9)]


def test_periods_without_a_rule_have_their_own_ends_the_first_too():
    dates = "RDATE;VALUE=PERIOD:20261005T080000Z/PT2H,20261006T080000Z/PT3H,20261007T080000Z/P1D"

    found = spans(calendar(f"UID:s\nSUMMARY:S\nDTSTART:20261005T080000Z\n{dates}\nRDATE:20261009T080000Z"))

    assert [one[:2] for one in found] == [
        ("10-05 08:00", "10-05 10:00"),
        ("10-06 08:00", "10-06 11:00"),
        ("10-07 08:00", "10-08 08:00"),
        ("10-09 08:00", "10-09 08:00"),  # no period: as long as the event, which has no length
    ]


def test_a_date_that_the_rule_has_as_well_or_that_is_taken_out_is_no_second_appointment():
    dates = "RDATE:20261019T080000Z,20261014T080000Z\nEXDATE:20261014T080000Z"

    assert starts(calendar(f"{WEEKLY}\n{dates}")) == ["10-12 08:00", "10-19 08:00", "10-26 08:00", "11-02 08:00"]


def test_floating_times_are_in_the_zone_that_the_calendar_names():
    event = "UID:s\nSUMMARY:S\nDTSTART:20261005T100000\nDTEND:20261005T110000"

    assert starts(calendar(event, head="X-WR-TIMEZONE:Eastern Standard Time\n")) == ["10-05 14:00"]


@pytest.mark.parametrize(
    ("windows", "iana", "hour"),
    [
        ("British Columbia Standard Time", "America/Vancouver", 17),
        ("Alberta Standard Time", "America/Edmonton", 16),
        ("Manitoba Standard Time", "America/Winnipeg", 15),
        ("Mountain Standard Time", "America/Denver", 16),
    ],
)
def test_zones_are_known_by_their_windows_names_the_newest_too(windows: str, iana: str, hour: int):
    event = f"UID:s\nSUMMARY:S\nDTSTART;TZID={windows}:20261005T100000\nDTEND;TZID={windows}:20261005T110000"

    assert starts(calendar(event)) == [f"10-05 {hour}:00"]
    assert windows_name(iana) == windows


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


LINES = st.sampled_from(
    [
        *("UID:w", "SUMMARY:x", "DTSTART:20261012T080000Z", "DTSTART;TZID=Nowhere:20261012T080000", "DTSTART:x"),
        *("DTSTART;VALUE=DATE:20261012", "DTEND:20261012T090000Z", "DTEND;VALUE=DATE:20261011", "DURATION:-PT1H"),
        *(
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "RRULE:FREQ=DAILY",
            "RRULE:FREQ=NEVER",
            "RRULE:COUNT=2",
            "RDATE:20261014T080000Z",
        ),
        *("EXDATE:20261019T080000Z", "EXDATE;VALUE=DATE:20261019", "RECURRENCE-ID:20261019T080000Z"),
        *("RECURRENCE-ID;RANGE=THISANDFUTURE:20261019T080000Z", "RECURRENCE-ID;VALUE=DATE:20261019", "SEQUENCE:x"),
        *("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "STATUS:CANCELLED", "ORGANIZER:mailto:ann@client.example", "ATTENDEE:x"),
        *("RDATE;VALUE=PERIOD:20261014T080000Z/PT1H", "CATEGORIES:a,b", "CLASS:PRIVATE", "BEGIN:VALARM\nEND:VALARM"),
    ]
)


@settings(max_examples=150)
@given(st.lists(st.lists(LINES, max_size=8).map("\n".join), min_size=1, max_size=4))
def test_no_event_however_odd_keeps_the_good_ones_out(odd: list[str]):
    good = "UID:good\nSUMMARY:Good\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z"

    seen, _ = shown(calendar(*odd, good))

    assert ("Good", "10-05 08:00") in seen


GOOD = "UID:good\nSUMMARY:Good\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z"


@pytest.mark.parametrize(
    "bad",
    [
        "UID:b\nDTSTART:00010101T000000Z",
        "UID:b\nDTSTART:99991231T235959Z\nDURATION:P9W",
        "UID:b\nDTSTART:20261012T080000Z\nDURATION:P99999999D",
    ],
)
def test_a_damaged_event_is_left_out_and_said(bad: str):
    seen, problems = shown(calendar(bad, GOOD))

    assert seen == [("Good", "10-05 08:00")]
    assert [problem.split(":")[0] for problem in problems] == ["event b"]


@pytest.mark.parametrize(
    "damage",
    [
        "METHOD\n",
        "BEGIN:VTODO\nDUE:x\nEND:VTODO\n",
        "BEGIN:VTIMEZONE\nTZID:Empty\nEND:VTIMEZONE\n",
        "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:x\nEND:STANDARD\nEND:VTIMEZONE\n",
    ],
)
def test_damage_beside_the_events_takes_none_of_them_away(damage: str):
    name = "Customized Time Zone"
    local = GOOD.replace("DTSTART:20261005T080000Z", f"DTSTART;TZID={name}:20261005T100000")

    seen, _ = shown(calendar(local, head=damage + a_zone(name, "+0100", "+0200")), "Eastern Standard Time")

    assert seen == [("Good", "10-05 08:00")]


@pytest.mark.parametrize(
    "content",
    [
        calendar(GOOD).replace(b"END:VCALENDAR\r\n", b""),
        calendar(GOOD).replace(b"\r\n", b"\r"),
        calendar(GOOD).replace(b"\r\n", b"\n"),
        b"\xef\xbb\xbf" + calendar(GOOD),
    ],
)
def test_a_file_that_is_cut_off_or_has_other_line_ends_is_read(content: bytes):
    assert starts(content) == ["10-05 08:00"]


@pytest.mark.parametrize(
    "written", ["Grüße".encode("cp1252"), "Gr\u00fc".encode()[:3] + b"\r\n " + "ü".encode()[1:] + "ße".encode()]
)
def test_letters_are_right_in_an_old_character_set_and_over_a_fold(written: bytes):
    [found] = read(calendar(GOOD).replace(b"Good", written)).events

    assert found.summary == "Grüße"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1;COUNT=3",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;WKST=QQ",
        "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
        "FREQ=WEEKLY;UNTIL=rubbish",
    ],
)
def test_a_rule_that_makes_no_sense_is_said_and_its_first_one_kept(rule: str):
    seen, problems = shown(calendar(f"{GOOD}\nRRULE:{rule}"))

    assert seen == [("Good", "10-05 08:00")]
    assert len(problems) == 1


def test_an_endless_series_ends_before_time_does():
    event = GOOD.replace("DTSTART:20261005T080000Z", "DTSTART;TZID=America/New_York:20261231T235959")

    mailbox = a_mailbox()
    [item] = put_calendar(mailbox, calendar(f"{event.split('DTEND')[0]}RRULE:FREQ=YEARLY"), mailbox.folder("calendar"))

    assert max(original_starts(item)).year == 4501  # in UTC


@pytest.mark.parametrize(
    ("broken", "said", "seen"),
    [
        ("EXDATE:2026-10-19 8h", "its EXDATE '2026-10-19 8h' cannot be read", 4),
        ("EXDATE:20261019T080000Z,rubbish,20261026T080000Z", "its EXDATE 'rubbish' cannot be read", 2),
        ("EXDATE;TZID=Europe/Oslo:xx,20261019T100000", "its EXDATE 'xx' cannot be read", 3),
        ("EXDATE;VALUE=TIME:080000,20261019T080000Z", "its EXDATE 080000 cannot be read", None),
        ("RDATE:rubbish", "its RDATE 'rubbish' cannot be read", 4),
        ("RDATE:20261013T080000Z,rubbish", "its RDATE 'rubbish' cannot be read", 5),
        ("RDATE;VALUE=PERIOD:rubbish/PT1H,20261013T080000Z/PT1H", "its RDATE 'rubbish/PT1H' cannot be read", 5),
        ("RDATE;VALUE=PERIOD:20261013T080000Z/soon", "the end of its RDATE '20261013T080000Z/soon' cannot be read", 5),
        ("SEQUENCE:first", "its SEQUENCE 'first' cannot be read", 4),
        ('ATTENDEE;CN="Ann:mailto:ann@client.example', "a line ATTENDEE cannot be read, but for its address ann@", 4),
        ('ORGANIZER;CN="Ann:mailto:ann@client.example', "a line ORGANIZER cannot be read, but for its address ann@", 4),
        ('CATEGORIES;X=":Red', "a line CATEGORIES cannot be read", 4),
        ("BEGIN:VALARM\nTRIGGER:rubbish\nACTION:DISPLAY\nEND:VALARM", "an alarm cannot be read", 4),
        ("BEGIN:VALARM\nTRIGGER:-PT15M\nREPEAT:often\nEND:VALARM", "an alarm cannot be read", 4),
    ],
)
def test_a_broken_property_costs_no_more_than_itself_and_is_said(broken: str, said: str, seen: int | None):
    good = "UID:a\nSUMMARY:Good\nDTSTART:20261005T080000Z\nDTEND:20261005T090000Z"

    found, problems = shown(calendar(f"{WEEKLY}\n{broken}", good))

    subjects = [subject for subject, _ in found]
    assert subjects.count("Good") == 1
    assert "W" in subjects
    if seen is not None:
        assert subjects.count("W") == seen
        assert [said in problem for problem in problems] == [True]
        assert problems[0].endswith("the rest of it comes in")


def test_an_alarm_that_is_not_closed_or_says_twice_when_costs_nothing():
    unclosed = f"{WEEKLY}\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M"
    twice = f"{WEEKLY.replace('UID:w', 'UID:v')}\nBEGIN:VALARM\nTRIGGER:-PT5M\nTRIGGER:-PT15M\nEND:VALARM"

    found, problems = shown(calendar(unclosed, twice))

    assert len(found) == 8
    assert problems == []


@pytest.mark.parametrize(
    ("line", "minutes"), [("DTEND:later", 0), ("DURATION:long", 0), ("DTEND:x\nDURATION:PT2H", 120)]
)
def test_an_end_that_cannot_be_read_is_said_and_the_event_is_there(line: str, minutes: int):
    [event] = (found := read(calendar(f"UID:b\nSUMMARY:Bad\nDTSTART:20261005T080000Z\n{line}"))).events

    assert (event.end - event.start).total_seconds() == 60 * minutes
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("DTSTART:tomorrow", "its start cannot be read"),
        (
            "DTSTART:20261019T080000Z\nRECURRENCE-ID:then",
            "it changes an occurrence, and nobody can read which (RECURRENCE-ID)",
        ),
    ],
)
def test_an_event_of_which_nobody_knows_when_it_is_is_left_out(line: str, reason: str):
    _, problems = shown(calendar(f"UID:b\nSUMMARY:Bad\n{line}"))

    assert problems == [f"event b (Bad): {reason}; it is left out"]


@given(
    st.sampled_from(
        ["EXDATE", "RDATE", "DTEND", "DURATION", "CATEGORIES", "ATTENDEE", "ORGANIZER", "SEQUENCE", "RRULE"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=30),
    st.sampled_from([":", ";TZID=Europe/Oslo:", ';CN=":', ";VALUE=DATE:", ";=:"]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_one_property_holds_the_event_is_there(name: str, value: str, joint: str):
    event = f"UID:b\nSUMMARY:Bad\nDTSTART:20261005T080000Z\n{name}{joint}{value}"

    found, _ = shown(calendar(event))

    assert "Bad" in [subject for subject, _ in found]
