"""Texts, days and hours in somebody's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from daemon.language import ENGLISH, language_of

DAY = date(2026, 11, 9)
AT = datetime(2026, 11, 9, 23, 30, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("locale", "day", "whole", "month", "moment"),
    [
        ("en", "Nov 9, 2026", "Monday, November 9, 2026", "November 2026", "Nov 10, 2026, 12:30\u202fAM"),
        ("en_GB", "9 Nov 2026", "Monday, 9 November 2026", "November 2026", "10 Nov 2026, 00:30"),
        ("nb_NO", "9. nov. 2026", "mandag 9. november 2026", "november 2026", "10. nov. 2026, 00:30"),
        ("de", "09.11.2026", "Montag, 9. November 2026", "November 2026", "10.11.2026, 00:30"),
    ],
)
def test_a_day_a_month_and_a_moment_in_the_zone(locale: str, day: str, whole: str, month: str, moment: str) -> None:
    language = language_of(locale)

    assert language.date(DAY) == day
    assert language.long_date(DAY) == whole
    assert language.month(DAY) == month
    assert language.moment(AT, OSLO) == moment
    assert language.time(AT, OSLO) == moment.rpartition(", ")[2]


def test_no_day_is_nothing() -> None:
    assert [ENGLISH.date(None), ENGLISH.moment(None, OSLO), ENGLISH.month(None), ENGLISH.relative_day(None, DAY)] == [
        ""
    ] * 4


@pytest.mark.parametrize(
    ("days", "en", "nb", "de"),
    [
        (0, "today", "i dag", "heute"),
        (1, "tomorrow", "i morgen", "morgen"),
        (-1, "yesterday", "i går", "gestern"),
        (2, "in 2 days", "om 2 dager", "in 2 Tagen"),
        (-3, "3 days ago", "for 3 dager siden", "vor 3 Tagen"),
        (1000, "in 1,000 days", "om 1\xa0000 dager", "in 1.000 Tagen"),
    ],
)
def test_a_day_beside_today(days: int, en: str, nb: str, de: str) -> None:
    day = date.fromordinal(DAY.toordinal() + days)

    assert [language_of(one).relative_day(day, DAY) for one in ("en", "nb_NO", "de_AT")] == [en, nb, de]


def test_values_are_put_into_a_text_by_their_names() -> None:
    assert ENGLISH.gettext("%(name)s closed 100%% of them", name="Kari %(x)s") == "Kari %(x)s closed 100% of them"
    assert ENGLISH.pgettext("verb", "File") == "File"
    assert ENGLISH.ngettext("%(num)s deal of %(who)s", "%(num)s deals of %(who)s", 2, who="Ann") == "2 deals of Ann"
