"""Trying again: reads, within seconds, and only what may be better the next time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.errors import Conflict, CredentialsRefused, ItemGone, MailboxError, Refused, Throttled, Unreachable
from connectors.retry import ATTEMPTS, reads


class Flaky:
    def __init__(self, failure: Exception, times: int) -> None:
        self.failure, self.times, self.calls = failure, times, 0

    def __call__(self, question: str) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.failure
        return f"answer to {question}"


def test_what_cannot_be_reached_is_tried_again() -> None:
    waits: list[float] = []
    flaky = Flaky(Unreachable("x", "reset"), times=ATTEMPTS - 1)

    assert reads(waits.append)(flaky, "it") == "answer to it"
    assert len(waits) == ATTEMPTS - 1
    assert 0 <= waits[0] <= 0.05  # what failed by chance works at once
    assert all(0.5 <= wait <= 1 for wait in waits[1:])


def test_the_last_failure_is_told() -> None:
    waits: list[float] = []
    flaky = Flaky(Unreachable("x", "reset"), times=100)

    with pytest.raises(Unreachable, match="x: reset"):
        reads(waits.append)(flaky, "it")

    assert flaky.calls == ATTEMPTS


@pytest.mark.parametrize(
    "failure",
    [
        Throttled("x", timedelta(seconds=1)),
        CredentialsRefused("x", "no"),
        Refused("x", "no"),
        Conflict("x", "no"),
        ItemGone("x", "no"),
    ],
)
def test_nothing_else_is_tried_again(failure: MailboxError) -> None:
    waits: list[float] = []
    flaky = Flaky(failure, times=100)

    with pytest.raises(type(failure)):
        reads(waits.append)(flaky, "it")

    assert (flaky.calls, waits) == (1, [])
