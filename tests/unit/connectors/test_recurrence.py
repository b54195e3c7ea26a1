"""When a series takes place, by its rule: as Exchange has it."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.relativedelta import SU, relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from connectors.ews.reading.recurring import rule, zone
from connectors.ews.wire.xml import T
from connectors.recurrence import MOST, Frequency, Rule, end_of, starts

OSLO = ZoneInfo("Europe/Oslo")
FAR = datetime(2100, 1, 1, tzinfo=UTC)
WORKDAYS, WEEKEND, ALL = frozenset(range(5)), frozenset({5, 6}), frozenset(range(7))
DAILY, WEEKLY, MONTHLY, YEARLY = Frequency


def days(rule: Rule, first: datetime, count: int, zone: tzinfo = OSLO) -> list[str]:
    """The local days of the first few, without the year's century."""
    found = [one for _, one in zip(range(count), starts(rule, first, zone, FAR), strict=False)]
    return [f"{one.astimezone(zone):%y-%m-%d}" for one in found]


def at(text: str, zone: tzinfo = OSLO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("rule", "first", "wanted"),
    [
        (Rule(DAILY, 3), "2026-02-27 10:00", ["26-02-27", "26-03-02", "26-03-05"]),
        (Rule(WEEKLY, weekdays=WORKDAYS), "2026-03-06 10:00", ["26-03-06", "26-03-09", "26-03-10"]),
        # Every second week, on Sunday and Tuesday: where weeks begin decides which Sunday belongs to which Tuesday.
        (Rule(WEEKLY, 2, frozenset({1, 6})), "2026-03-03 10:00", ["26-03-03", "26-03-15", "26-03-17"]),
        (Rule(WEEKLY, 2, frozenset({1, 6}), week_start=0), "2026-03-03 10:00", ["26-03-03", "26-03-08", "26-03-17"]),
        (Rule(MONTHLY, day=31), "2026-01-31 10:00", ["26-01-31", "26-02-28", "26-03-31", "26-04-30"]),
        (Rule(MONTHLY, day=30), "2028-01-30 10:00", ["28-01-30", "28-02-29", "28-03-30"]),
        (Rule(MONTHLY, day=29), "2026-01-29 10:00", ["26-01-29", "26-02-28", "26-03-29"]),
        (Rule(MONTHLY, 24, day=5), "2026-01-05 10:00", ["26-01-05", "28-01-05"]),
        (Rule(MONTHLY, weekdays=frozenset({1}), position=2), "2026-03-10 10:00", ["26-03-10", "26-04-14"]),
        (Rule(MONTHLY, weekdays=WORKDAYS, position=-1), "2026-01-30 10:00", ["26-01-30", "26-02-27", "26-03-31"]),
        (Rule(MONTHLY, weekdays=WORKDAYS, position=1), "2026-01-01 10:00", ["26-01-01", "26-02-02", "26-03-02"]),
        (Rule(MONTHLY, weekdays=WEEKEND, position=-1), "2026-01-31 10:00", ["26-01-31", "26-02-28", "26-03-29"]),
        (Rule(MONTHLY, weekdays=ALL, position=-1), "2026-01-31 10:00", ["26-01-31", "26-02-28", "26-03-31"]),
        (Rule(MONTHLY, weekdays=ALL, position=3), "2026-01-03 10:00", ["26-01-03", "26-02-03"]),
        (
            Rule(YEARLY, day=29, month=2),
            "2024-02-29 10:00",
            ["24-02-29", "25-02-28", "26-02-28", "27-02-28", "28-02-29"],
        ),
        (
            Rule(YEARLY, weekdays=WORKDAYS, position=-1, month=12),
            "2026-12-31 10:00",
            ["26-12-31", "27-12-31", "28-12-29"],
        ),
        (Rule(DAILY, until=date(2026, 3, 2)), "2026-03-01 23:30", ["26-03-01", "26-03-02"]),
        (Rule(WEEKLY, weekdays=frozenset({0}), count=2), "2026-03-02 10:00", ["26-03-02", "26-03-09"]),
    ],
)
def test_a_rule_goes_on_as_exchange_has_it(rule: Rule, first: str, wanted: list[str]):
    assert days(rule, at(first), len(wanted) if rule.until is None and rule.count is None else 9) == wanted


@pytest.mark.parametrize(
    ("first", "zone", "wanted"),
    [
        ("2026-03-27 10:00", OSLO, [9, 9, 8, 8]),  # the clock goes forward on the 29th
        ("2026-10-23 10:00", OSLO, [8, 8, 9, 9]),
        ("2026-03-07 10:00", ZoneInfo("America/New_York"), [15, 14, 14, 14]),
        ("2026-03-27 10:00", UTC, [10, 10, 10, 10]),
        ("2026-03-27 02:30", OSLO, [1, 1, 1, 0]),  # there is no half past two on the 29th: an hour later it is
        ("2026-03-27 00:00", OSLO, [23, 23, 23, 22]),  # a whole day begins at midnight where it is kept
    ],
)
def test_local_time_is_kept_when_the_clock_changes(first: str, zone: tzinfo, wanted: list[int]):
    found = starts(Rule(DAILY, count=4), at(first, zone), zone, FAR)

    assert [one.hour for one in found] == wanted


@pytest.mark.parametrize(
    ("first", "end", "day", "hours"),
    [
        (
            "2026-03-01 00:00",
            "2026-03-02 00:00",
            "2026-03-29 00:00",
            23,
        ),  # a whole day, on which the clock goes forward
        ("2026-03-01 00:00", "2026-03-02 00:00", "2026-10-25 00:00", 25),
        ("2026-03-01 22:00", "2026-03-02 06:00", "2026-03-28 22:00", 7),  # a night shift
        ("2026-03-01 10:00", "2026-03-01 11:00", "2026-03-29 10:00", 1),
        ("2026-03-01 10:00", "2026-03-01 10:00", "2026-03-29 10:00", 0),
    ],
)
def test_an_occurrence_ends_by_the_clock_on_the_wall(first: str, end: str, day: str, hours: int):
    assert end_of(at(day), at(first), at(end), OSLO) - at(day) == timedelta(hours=hours)


def test_what_is_asked_for_ends_and_so_does_what_never_does():
    first = at("1990-01-01 10:00")

    assert sum(1 for _ in starts(Rule(DAILY), first, OSLO, first + timedelta(days=30))) == 30
    assert sum(1 for _ in starts(Rule(DAILY, count=10**9), first, OSLO, datetime(9000, 1, 1, tzinfo=UTC))) <= MOST


@pytest.mark.parametrize(
    "parts",
    [
        {"frequency": DAILY, "interval": 0},
        {"frequency": DAILY, "interval": 10**9},
        {"frequency": DAILY, "count": 0},
        {"frequency": WEEKLY},
        {"frequency": WEEKLY, "weekdays": frozenset({7})},
        {"frequency": MONTHLY},
        {"frequency": MONTHLY, "day": 32},
        {"frequency": MONTHLY, "weekdays": frozenset({1})},
        {"frequency": MONTHLY, "weekdays": frozenset({1}), "position": 5},
        {"frequency": YEARLY, "day": 3},
        {"frequency": YEARLY, "day": 3, "month": 13},
    ],
)
def test_a_rule_that_no_calendar_has_is_refused(parts: dict[str, Any]):
    with pytest.raises(ValueError, match=r"\w"):
        Rule(**parts)


SOME_DAYS = st.frozensets(st.integers(0, 6), min_size=1)
RULES = st.one_of(
    st.builds(Rule, st.just(DAILY), st.integers(1, 400)),
    st.builds(Rule, st.just(WEEKLY), st.integers(1, 60), SOME_DAYS, week_start=st.integers(0, 6)),
    st.builds(Rule, st.just(MONTHLY), st.integers(1, 30), day=st.integers(1, 31)),
    st.builds(Rule, st.just(MONTHLY), st.integers(1, 30), SOME_DAYS, st.sampled_from([1, 2, 3, 4, -1])),
    st.builds(Rule, st.just(YEARLY), day=st.integers(1, 31), month=st.integers(1, 12)),
)


@given(rule=RULES, day=st.dates(date(2015, 1, 1), date(2030, 1, 1)), hour=st.integers(0, 23))
@settings(max_examples=60)
def test_no_day_is_met_twice_and_each_is_one_of_the_rule_at_the_same_local_time(rule: Rule, day: date, hour: int):
    first = datetime.combine(day, time(hour), UTC)
    local = first.astimezone(OSLO)

    found = [one.astimezone(OSLO) for one in starts(rule, first, OSLO, first + timedelta(days=800))]

    assert all(one.date() < other.date() for one, other in pairwise(found))
    for one in found:
        assert (one.hour, one.minute) == (local.hour, local.minute) or (local.hour, one.hour) == (2, 3)
        assert not rule.weekdays or one.weekday() in rule.weekdays
        assert rule.day is None or one.day == min(rule.day, monthrange(one.year, one.month)[1])
        assert rule.month in (None, one.month)


# --- as EWS writes it -------------------------------------------------------------------------------------------------


def element(inner: str, name: str = "Recurrence", attributes: str = "") -> Any:
    return etree.fromstring(f'<t:{name} xmlns:t="{T.strip("{}")}" {attributes}>{inner}</t:{name}>')


END = "<t:NoEndRecurrence><t:StartDate>2026-03-10+01:00</t:StartDate></t:NoEndRecurrence>"


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<t:DailyRecurrence><t:Interval>2</t:Interval></t:DailyRecurrence>" + END, Rule(DAILY, 2)),
        (
            "<t:WeeklyRecurrence><t:Interval>2</t:Interval><t:DaysOfWeek>Monday Weekday</t:DaysOfWeek>"
            "<t:FirstDayOfWeek>Monday</t:FirstDayOfWeek></t:WeeklyRecurrence>" + END,
            Rule(WEEKLY, 2, WORKDAYS, week_start=0),
        ),
        (
            "<t:RelativeMonthlyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>WeekendDay</t:DaysOfWeek>"
            "<t:DayOfWeekIndex>Last</t:DayOfWeekIndex></t:RelativeMonthlyRecurrence>" + END,
            Rule(MONTHLY, 1, WEEKEND, -1),
        ),
        (
            "<t:AbsoluteYearlyRecurrence><t:DayOfMonth>29</t:DayOfMonth><t:Month>February</t:Month>"
            "</t:AbsoluteYearlyRecurrence><t:EndDateRecurrence><t:StartDate>2026-03-10Z</t:StartDate>"
            "<t:EndDate>2027-03-10Z</t:EndDate></t:EndDateRecurrence>",
            Rule(YEARLY, day=29, month=2, until=date(2027, 3, 10)),
        ),
        (  # the end before the pattern, as some servers write it
            "<t:NumberedRecurrence><t:StartDate>2026-03-10</t:StartDate><t:NumberOfOccurrences>5"
            "</t:NumberOfOccurrences></t:NumberedRecurrence><t:AbsoluteMonthlyRecurrence><t:Interval>1</t:Interval>"
            "<t:DayOfMonth>31</t:DayOfMonth></t:AbsoluteMonthlyRecurrence>",
            Rule(MONTHLY, day=31, count=5),
        ),
        ("<t:DailyRegeneration><t:Interval>1</t:Interval></t:DailyRegeneration>" + END, None),  # of tasks
        ("<t:DailyRecurrence><t:Interval>often</t:Interval></t:DailyRecurrence>" + END, None),
        ("<t:WeeklyRecurrence><t:DaysOfWeek>Someday</t:DaysOfWeek></t:WeeklyRecurrence>" + END, None),
        ("<t:LunarRecurrence/>" + END, None),
        ("", None),
    ],
)
def test_a_pattern_is_read_as_it_is_written_or_not_at_all(inner: str, wanted: Rule | None):
    assert rule(element(inner)) == wanted


CUSTOM = """<t:Periods><t:Period Bias="-PT60M" Name="Standard" Id="s"/>
<t:Period Bias="-PT2H" Name="Daylight" Id="d"/></t:Periods>
<t:TransitionsGroups><t:TransitionsGroup Id="0">
<t:RecurringDayTransition><t:To Kind="Period">d</t:To><t:TimeOffset>PT2H</t:TimeOffset><t:Month>3</t:Month>
<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>-1</t:Occurrence></t:RecurringDayTransition>
<t:RecurringDayTransition><t:To Kind="Period">s</t:To><t:TimeOffset>PT3H</t:TimeOffset><t:Month>10</t:Month>
<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>-1</t:Occurrence></t:RecurringDayTransition>
</t:TransitionsGroup></t:TransitionsGroups>"""
FIXED = """<t:Periods><t:Period Bias="PT4H30M" Name="Standard" Id="s"/></t:Periods><t:TransitionsGroups>
<t:TransitionsGroup Id="0"><t:Transition><t:To Kind="Period">s</t:To></t:Transition>
</t:TransitionsGroup></t:TransitionsGroups>"""


@pytest.mark.parametrize(
    ("name", "inner", "wanted"),
    [
        ("W. Europe Standard Time", "", [1, 2]),
        ("Europe/Oslo", "", [1, 2]),
        ("British Columbia Standard Time", "", [-8, -7]),
        ("Alberta Standard Time", "", [-7, -6]),
        ("Manitoba Standard Time", "", [-6, -5]),
        ("tzone://Microsoft/Utc", "", [0, 0]),
        ("Customized Time Zone", CUSTOM, [1, 2]),
        ("tzone://Microsoft/Custom", FIXED, [-4.5, -4.5]),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_rules(name: str, inner: str, wanted: list[float]):
    found = zone(element(inner, "StartTimeZone", f'Id="{name}"'))

    assert found is not None
    offsets = [found.utcoffset(datetime(2026, month, 1, 12, tzinfo=found)) for month in (1, 7)]
    assert [offset / timedelta(hours=1) for offset in offsets if offset is not None] == wanted


@pytest.mark.parametrize(
    "inner", ["", CUSTOM.replace("PT2H</t:TimeOffset>", "soon</t:TimeOffset>"), CUSTOM.replace(">3<", ">99<")]
)
def test_a_zone_that_nobody_knows_is_none(inner: str):
    assert zone(element(inner, "StartTimeZone", 'Id="Home"')) is None


def test_rules_of_a_zone_change_the_clock_when_they_say():
    home = zone(element(CUSTOM, "StartTimeZone", 'Id="Home"'))

    assert home is not None
    for year in (2026, 2027, 2031):
        for hour in range(0, 366 * 24, 7):
            moment = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
            assert moment.astimezone(home).utcoffset() == moment.astimezone(OSLO).utcoffset(), moment


# Standard time four hours behind, summer time an hour less from the midnight of a Sunday in September.
OF_THEIR_OWN = tz.tzrange(
    "std",
    timedelta(hours=-4),
    "dst",
    timedelta(hours=-3),
    start=relativedelta(month=9, day=1, weekday=SU(1)),
    end=relativedelta(month=4, day=1, weekday=SU(1), hours=-1),
)
NUUK = ZoneInfo("America/Nuuk")


@pytest.mark.parametrize(
    ("zone", "first", "lengths"),
    [
        (ZoneInfo("America/Santiago"), "2026-09-05 00:00", [24, 23, 24]),
        (ZoneInfo("Africa/Cairo"), "2026-04-23 00:00", [24, 23, 24]),
        (ZoneInfo("Asia/Beirut"), "2026-03-28 00:00", [24, 23, 24]),
        (ZoneInfo("Asia/Beirut"), "2026-03-26 00:00", [24, 24, 24]),
        (OF_THEIR_OWN, "2026-09-05 00:00", [24, 23, 24]),
    ],
    ids=str,
)
def test_whole_days_of_a_zone_that_leaves_out_a_midnight_follow_each_other(
    zone: tzinfo, first: str, lengths: list[int]
):
    begin = datetime.fromisoformat(first).replace(tzinfo=zone).astimezone(UTC)
    end = begin + timedelta(days=1)

    found = list(starts(Rule(DAILY, count=3), begin, zone, FAR))

    ends = [end_of(start, begin, end, zone) for start in found]
    assert [(over - start) / timedelta(hours=1) for start, over in zip(found, ends, strict=True)] == lengths
    assert ends[:-1] == found[1:]


def test_an_hour_before_midnight_that_is_left_out_belongs_to_its_day():
    begin = datetime(2026, 3, 27, 23, 30, tzinfo=NUUK).astimezone(UTC)
    [_, second] = starts(Rule(DAILY, count=2), begin, NUUK, FAR)

    assert second.astimezone(NUUK).isoformat() == "2026-03-29T00:30:00-01:00"
    assert end_of(second, begin, begin + timedelta(hours=2), NUUK) - second == timedelta(hours=1)
