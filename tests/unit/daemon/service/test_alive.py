"""How the service stands, by what its processes said of themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from daemon.service.standing import ServiceState, service
from store.values import Process
from store.values.mailboxes import LATE

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_process(owner: str = "host/1/1", *, silent: timedelta = MINUTE, ended: bool = False, takes: str = "") -> Process:
    at = NOW - silent
    return Process(owner, NOW - timedelta(days=1), at, at if ended else None, takes)


@pytest.mark.parametrize(
    ("processes", "dead", "state"),
    [
        ([], set(), ServiceState.NEVER),
        ([a_process()], set(), ServiceState.RUNNING),
        ([a_process(silent=LATE - MINUTE)], set(), ServiceState.RUNNING),
        ([a_process(silent=LATE)], set(), ServiceState.DEAD),
        ([a_process()], {"host/1/1"}, ServiceState.DEAD),  # killed a moment ago
        ([a_process(ended=True)], set(), ServiceState.STOPPED),
        ([a_process("new", ended=True), a_process("old", silent=LATE)], set(), ServiceState.STOPPED),
        ([a_process("new", silent=LATE), a_process("old", silent=2 * LATE, ended=True)], set(), ServiceState.DEAD),
        ([a_process("new", ended=True), a_process("old", silent=2 * MINUTE)], set(), ServiceState.RUNNING),
        ([a_process(takes="*")], set(), ServiceState.NEVER),  # a worker is no service
        ([a_process("worker", takes="*"), a_process(silent=LATE)], set(), ServiceState.DEAD),
        ([a_process("worker", takes="*", ended=True), a_process()], set(), ServiceState.RUNNING),
    ],
)
def test_the_service_is_as_its_latest_process(processes: list[Process], dead: set[str], state: ServiceState):
    assert service(processes, NOW, dead.__contains__).state is state


def test_all_that_run_are_told_with_the_longest_at_work():
    one, other = a_process("one"), Process("other", NOW - timedelta(days=2), NOW - 2 * MINUTE)

    found = service([one, other, a_process("over", silent=3 * MINUTE, ended=True)], NOW, set().__contains__)

    assert found.running == (one, other)
    assert (found.alive_at, found.started_at) == (NOW - MINUTE, NOW - timedelta(days=2))
