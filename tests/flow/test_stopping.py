"""Told to stop, the service ends at once or within a request, whatever its turns wait for, and says nothing wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from structlog.testing import capture_logs

from daemon.service.loop import Loop
from tests.flow.firm import Firm


class StopsOverATurn(Event):
    """Set as soon as another turn was handed to a thread that has had one."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0

    def wait(self, timeout: float | None = None) -> bool:
        if timeout == 0:  # a turn was handed over: the next one is looked for at once
            self.turns += 1
            if self.turns == 2:
                self.set()
        return super().wait(timeout)


@pytest.fixture
def _no_thread_is_quick() -> Iterator[None]:
    """As on a busy machine: a thread that could go on has to wait for a long time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(3600)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_no_thread_is_quick")
def test_a_turn_that_no_thread_has_begun_is_not_waited_for(firm: Firm) -> None:
    firm.clock.tick()
    stop = StopsOverATurn()
    with capture_logs() as log:
        has_ended = Loop(replace(firm.context, stop=stop, workers=1)).forever(lambda: None, timedelta(milliseconds=20))

    assert has_ended, log
    assert stop.turns == 2
    with firm.store.read() as unit:
        assert unit.mailboxes.owners() == set()
