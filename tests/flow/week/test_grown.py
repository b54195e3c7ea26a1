"""What is called flat of a process that lives on: nothing grows from day to day, once it did a whole day's work."""

from __future__ import annotations

from datetime import timedelta

from tests.flow.week.site import MONDAY, Taken
from tests.flow.week.week import Told


def told_of(*taken: tuple[int, float, int]) -> list[str]:
    return Told([], [Taken(MONDAY + timedelta(hours=hours), 1, mib, 2, files) for hours, mib, files in taken]).grown


def test_what_came_in_the_first_day_is_no_growth():
    assert told_of((0, 120, 13), (10, 130, 30), (34, 141, 68), (58, 142, 67), (82, 141, 68)) == []


def test_what_comes_day_by_day_is():
    assert told_of((0, 120, 13), (34, 141, 68), (58, 150, 68), (82, 166, 80)) == [
        "141 MiB, on 12 March 16:00 166",
        "68 files, on 12 March 16:00 80",
    ]


def test_a_life_without_a_whole_day_is_held_against_its_beginning():
    assert told_of((0, 120, 13), (10, 150, 13)) == ["120 MiB, on 09 March 16:00 150"]
