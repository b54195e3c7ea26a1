"""When the events of calendar files are: zones, lengths, ends and periods as programs write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from simulator.imports.calendar_items import put_calendar
from simulator.imports.ical import read
from simulator.mailboxes.series import in_window
from simulator.mailboxes.zones import windows_name
from simulator.xml import moment
from tests.simulator.calendars import WEEKLY, YEAR, a_mailbox, a_zone, calendar, starts


@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Eastern Standard Time", "New Zealand Standard Time"])
def test_a_series_in_utc_stays_at_its_hour_over_a_change_of_summer_time(zone: str):
    assert starts(calendar(WEEKLY), zone) == ["10-12 08:00", "10-19 08:00", "10-26 08:00", "11-02 08:00"]


def test_a_series_in_a_zone_keeps_its_local_time():
    local = WEEKLY.replace("DTSTART:20261012T080000Z", "DTSTART;TZID=Europe/Berlin:20261012T100000")

    assert starts(calendar(local)) == ["10-12 08:00", "10-19 08:00", "10-26 09:00", "11-02 09:00"]


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
