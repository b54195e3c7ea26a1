"""Work that is done apart is done, whatever becomes of the process that was to do it; and knows nothing of ours."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors import apart
from connectors.apart import Apart
from connectors.mailbox import Person

Opened = Callable[..., Apart]
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def known(name: str) -> tuple[Person, datetime, frozenset[str]]:
    return Person(f"{name}@us.example", name), AT, frozenset({name})


def a_stranger() -> Path:
    return Path("/")


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fails() -> None:
    raise ValueError("a sentence with a secret in it")


def sleeps_for_ever() -> None:
    signal.pause()


def says() -> tuple[int, dict[str, str], frozenset[str]]:
    """Itself, what it was given as an environment, and what it has open."""
    opened = (Path(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd"))
    return os.getpid(), dict(os.environ), frozenset(str(one.readlink()) for one in opened if one.is_symlink())


@pytest.fixture
def opened() -> Iterator[Opened]:
    """`opened(most)`: needed already, and its processes ready; they are ended after the test."""
    begun: list[Apart] = []

    def make(most: int = 1) -> Apart:
        found = Apart(most, look=known, made_of=[Person], loads=[__name__])
        for _ in range(most):
            begun.append(found)
            found.begin()
            all_ready(found)
        return found

    yield make
    for one in begun:
        one.end()


def all_ready(found: Apart) -> None:
    for process in found._alive:
        assert process._connection.poll(60)


def pid(found: Apart) -> int:
    told = found.do(says)
    assert told
    return told[0]


def is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_what_it_makes_is_what_would_have_been_made_here(opened: Opened) -> None:
    found = opened().do(known, "ann")

    assert found == known("ann")


def test_it_is_done_by_another_process_that_ends_when_nobody_needs_it(opened: Opened) -> None:
    beside = opened()
    other = pid(beside)

    beside.begin()
    beside.end()
    is_kept = is_there(other)
    beside.end()
    is_left = is_there(other)
    beside.begin()
    all_ready(beside)

    assert other != os.getpid()
    assert (is_kept, is_left) == (True, False)
    assert pid(beside) not in (other, os.getpid())


def test_nobody_waits_for_a_process_that_has_yet_to_begin() -> None:
    nobody = Apart(1, look=known, made_of=[Person], loads=[__name__])

    before = nobody.do(known, "ann")

    assert before is None


@pytest.mark.parametrize("work", [dies, fails, a_stranger, lambda: None])
def test_what_comes_to_nothing_is_none(opened: Opened, work: Callable[[], Any]) -> None:
    """It dies over it, raises, answers with what nobody said that it may answer with, or cannot be told."""
    found = opened().do(work)

    assert found is None


def test_another_takes_the_place_of_one_that_died_three_times_and_no_more(opened: Opened) -> None:
    beside, seen = opened(), set()

    for _ in range(apart.MOST_DEATHS):
        all_ready(beside)
        seen.add(pid(beside))
        assert beside.do(dies) is None

    assert len(seen) == apart.MOST_DEATHS
    assert not any(map(is_there, seen))
    assert beside.do(known, "ann") is None


def test_one_that_does_not_come_to_an_end_is_given_up(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 1)
    beside = opened()
    before = beside._alive[0]._process.pid

    found = beside.do(sleeps_for_ever)

    assert found is None
    assert not is_there(before)


def test_what_ends_the_service_does_not_end_what_it_has_under_way(opened: Opened) -> None:
    """systemd tells every process of a service: who asked decides when it is over."""
    beside = opened()
    other = pid(beside)

    os.kill(other, signal.SIGTERM)
    os.kill(other, signal.SIGINT)

    assert beside.do(known, "ann") == known("ann")
    assert pid(beside) == other


def test_it_is_told_nothing_but_where_its_modules_are(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_EXCHANGE__PASSWORD", "sesame-open")

    told = opened().do(says)

    assert told
    _, environment, files = told
    assert environment.keys() - {"LC_CTYPE"} == {"PYTHONPATH"}  # which Python sets for itself where nobody says one
    assert environment["PYTHONPATH"] == os.pathsep.join(filter(None, sys.path))
    assert {one.partition(":")[0] for one in files} <= {"/dev/null", "socket"} | {f"/proc/{told[0]}/fd"}
    assert sum(one.startswith("socket:") for one in files) == 1


def test_many_threads_share_few_processes(opened: Opened) -> None:
    beside = opened(2)
    seen: list[Any] = []

    threads = [threading.Thread(target=lambda n=n: seen.append((n, beside.do(known, f"n{n}")))) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(beside._alive) == 2
    assert dict(seen) == {n: known(f"n{n}") for n in range(40)}
