"""The day that a task is due, and the moment of its alarm, over zones and both changes of summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.ews.writing.tasks import _due
from connectors.mailbox import Task
from daemon.outlook.tasks.merge import user_change
from store.rules.tasks import day_of
from store.values import FollowedTask, TaskState

GUID = UUID(int=1)
ZONES = [
    "Pacific/Midway",
    "Pacific/Honolulu",
    "Pacific/Marquesas",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Caracas",
    "America/Halifax",
    "America/St_Johns",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Nuuk",
    "Atlantic/Azores",
    "Atlantic/Reykjavik",
    "Europe/London",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Europe/Oslo",
    "Europe/Berlin",
    "Africa/Lagos",
    "Europe/Athens",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Europe/Istanbul",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Australia/Eucla",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=15)
@given(hour=st.integers(0, 365 * 24 - 1), minute=st.sampled_from((0, 15, 59)))
def test_a_due_day_is_the_mailboxs_own_and_travels_as_that_day(name: str, hour: int, minute: int):
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)

    day = day_of(moment, ZoneInfo(name))

    assert _due(day).text == f"{moment.astimezone(ZoneInfo(name)):%Y-%m-%d}T00:00:00Z"


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=15)
@given(start=st.integers(0, 364), days=st.integers(-40, 40).filter(bool), hour=st.integers(0, 23))
def test_a_task_moved_by_its_day_keeps_its_hour_and_lands_on_that_day(name: str, start: int, days: int, hour: int):
    zone, before = ZoneInfo(name), date(2026, 1, 1) + timedelta(days=start)
    alarm = datetime(before.year, before.month, before.day, hour, 30, tzinfo=zone).astimezone(UTC)
    state = TaskState("Call", day_of(alarm, zone), alarm, is_complete=False)
    assert state.due is not None
    moved = state.due + timedelta(days=days)
    task = Task("id", "key", None, "Call", due=moved, reminder_at=alarm)

    followed = FollowedTask(guid=GUID, mailbox_id=1, number=1, agreed=state, seen=state)
    change = user_change(task, followed, state, None, zone)

    assert change.moment is not None
    assert day_of(change.moment, zone) == moved
