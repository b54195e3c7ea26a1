"""Damaged calendar files: what is broken is left out and said; never a failure of all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.imports.ical import read
from tests.simulator.calendars import GOOD, WEEKLY, a_zone, calendar, shown, starts

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
