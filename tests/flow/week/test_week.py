"""A day of a week: real processes on both servers, faults and deaths by chance, and all agree at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.flow.week.week import Size, live
from tests.sampled import seed

A_DAY = Size(people=4, days=1, acts=2)
Recorder = Callable[[str, object], None]


def test_a_day_of_faults_and_deaths_ends_with_all_in_agreement(tmp_path: Path, record_property: Recorder):
    told = live(f"{seed()} week", A_DAY, tmp_path)

    assert not told.differences, "\n".join(told.differences)
    assert not told.unexpected
    assert told.mails > 20
    assert told.struck
    assert not told.grown
    record_property("counted", f"a day: {told.mails} mails, {told.struck.total()} troubles, {told.deaths} deaths")
