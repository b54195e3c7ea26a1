"""Words for people: how many there are, which opportunity is meant, and when it was."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from daemon.shapes import keyed, localised, many

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("count", "told"), [(0, "no things are"), (1, "1 thing is"), (2, "2 things are"), (-1, "-1 things are")]
)
def test_what_there_is_one_of_is_told_so(count: int, told: str):
    assert many(count, "thing", "is", "are") == told


def test_what_ends_otherwise_has_its_plural():
    assert many(2, "opportunity") == "2 opportunities"
    assert many(1, "opportunity") == "1 opportunity"
    assert many(90, "day") == "90 days"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("opportunity 2: is closed; reopen it first", "OPP-2: is closed; reopen it first"),
        ("product Seat: is in USD, and opportunity 12 is in EUR", "product Seat: is in USD, and OPP-12 is in EUR"),
        ("activity of opportunity 3: there is none", "activity of OPP-3: there is none"),
        ("nearest: opportunity 1 Chairs, opportunity 3 Lamps", "nearest: OPP-1 Chairs, OPP-3 Lamps"),
        ("'Big opportunity 2024': several", "'Big opportunity 2024': several"),
        ("opportunity: there is none for 'OPP-9'", "opportunity: there is none for 'OPP-9'"),
    ],
)
def test_an_opportunity_is_told_by_its_key(sentence: str, told: str):
    assert keyed(sentence, "OPP") == told


def test_moments_in_the_audit_trail_are_those_of_the_zone():
    assert localised("2026-11-24 09:00:00+00:00", OSLO) == "2026-11-24 10:00"
    assert localised("2026-07-01 09:00:00.123456+00:00", OSLO) == "2026-07-01 11:00"
    assert localised("meet at 9:00", OSLO) == "meet at 9:00"
    assert localised(None, OSLO) == ""
