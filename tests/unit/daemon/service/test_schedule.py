"""When a mailbox or an errand is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import AccessRefused, Conflict, CredentialsRefused, LoginRefused, Throttled, Unreachable
from daemon.attempts import LONGEST, backoff, next_attempt
from daemon.reconcile.night import last_night
from daemon.service.schedule import next_sync
from store.errors import DatabaseFull, DatabaseUnreachable

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
EVERY = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("failure", "failures", "wait"),
    [
        (Throttled("bob", timedelta(seconds=5)), 1, EVERY),
        (Throttled("bob", timedelta(seconds=90)), 1, timedelta(seconds=90)),
        (Unreachable("bob", "no answer"), 1, EVERY),
        (Unreachable("bob", "no answer"), 3, timedelta(seconds=120)),
        (Unreachable("bob", "no answer"), 99, timedelta(minutes=5)),
        (DatabaseUnreachable("database", "the server closed the connection"), 9, EVERY),
        (DatabaseFull("database", "no space left"), 2, timedelta(seconds=60)),
        (DatabaseFull("database", "no space left"), 99, timedelta(minutes=5)),
        (LoginRefused("bob", "wrong password"), 1, timedelta(hours=1)),
        (CredentialsRefused("bob", "its password has expired"), 1, timedelta(hours=1)),
        (AccessRefused("bob", "no right"), 1, timedelta(minutes=5)),
        (ValueError("a defect"), 2, timedelta(seconds=60)),
        (ValueError("a defect"), 99, LONGEST),
    ],
)
def test_a_mailbox_waits_as_its_failure_asks(failure: Exception, failures: int, wait: timedelta):
    assert next_sync(NOW, EVERY, failure, failures) == NOW + wait


def test_an_errand_waits_at_least_as_long_as_the_server_asks():
    assert next_attempt(NOW, Throttled("bob", timedelta(minutes=10)), 1) == NOW + timedelta(minutes=10)
    assert next_attempt(NOW, Conflict("bob", "changed"), 2) == NOW + timedelta(seconds=60)


@given(st.integers(0, 10_000))
def test_waiting_grows_and_is_bounded(failures: int):
    assert timedelta(0) < backoff(failures) <= backoff(failures + 1) <= LONGEST


OSLO = ZoneInfo("Europe/Oslo")


def test_the_night_begins_at_its_time_in_the_zone():
    in_winter, in_summer = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)

    nights = [last_night(now, time(3), OSLO, mailbox_id=0) for now in (in_winter, in_summer)]

    assert nights == [datetime(2026, 1, 15, 2, tzinfo=UTC), datetime(2026, 7, 15, 1, tzinfo=UTC)]


def test_before_its_time_the_latest_night_is_that_of_the_day_before():
    now = datetime(2026, 1, 15, 1, 59, tzinfo=UTC)

    assert last_night(now, time(3), OSLO, mailbox_id=0) == datetime(2026, 1, 14, 2, tzinfo=UTC)


def test_mailboxes_begin_apart_within_the_hour():
    begins = {last_night(NOW, time(3), UTC, id) - NOW.replace(hour=3) for id in range(3600)}

    assert len(begins) == 3600
    assert (min(begins), max(begins)) == (timedelta(0), timedelta(minutes=59, seconds=59))


@given(st.integers(0, 10 * 366 * 24 * 60), st.integers(0, 23), st.integers(0, 59), st.integers(1, 9_999))
def test_a_night_has_begun_and_is_never_two_days_old(minutes: int, hour: int, minute: int, id: int):
    now = NOW + timedelta(minutes=minutes)

    began = last_night(now, time(hour, minute), OSLO, id)

    assert timedelta(0) <= now - began < timedelta(days=1, hours=2)
