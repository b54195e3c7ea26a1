"""When a mailbox or an errand is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Conflict, CredentialsRefused, Throttled, Unreachable
from daemon.schedule import LONGEST, backoff, next_attempt, next_sync

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
EVERY = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("failure", "failures", "wait"),
    [
        (Throttled("bob", timedelta(seconds=5)), 1, EVERY),
        (Throttled("bob", timedelta(seconds=90)), 1, timedelta(seconds=90)),
        (Unreachable("bob", "no answer"), 1, EVERY),
        (Unreachable("bob", "no answer"), 3, timedelta(seconds=120)),
        (Unreachable("bob", "no answer"), 99, LONGEST),
        (CredentialsRefused("bob", "wrong password"), 1, timedelta(minutes=5)),
        (ValueError("a defect"), 2, timedelta(seconds=60)),
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
