"""Work that is done apart is done, whatever becomes of the process that was to do it; and knows nothing of ours."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from structlog.testing import capture_logs

from connectors import apart
from connectors.apart import Apart
from connectors.mailbox import Person
from connectors.stopping import NEVER, Stop, Stopped
from tests.service.process import until

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

    def make(most: int = 1, stop: Stop = NEVER) -> Apart:
        found = Apart(most, look=known, made_of=[Person], loads=[__name__], stop=stop)
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


def test_it_loads_nothing_that_reading_a_mail_does_not_need() -> None:
    loaded = (
        "import sys, connectors.apart_worker, connectors.ews.reading.plain, daemon.link.texts\n"
        "print({'asyncio', 'exchangelib', 'pydantic', 'requests', 'sqlalchemy', 'structlog'} & set(sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", loaded], stdout=subprocess.PIPE, text=True, check=True)

    assert said.stdout == "set()\n"


def test_it_ends_with_a_service_that_is_killed() -> None:
    service = (
        "import os, signal; from connectors.apart import Apart; one = Apart(1, print, (), ()); one.begin()\n"
        "assert one._alive[0]._connection.poll(60); print(one._alive[0]._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )

    ended = subprocess.run([sys.executable, "-c", service], stdout=subprocess.PIPE, text=True, check=False)

    left = int(ended.stdout)
    assert ended.returncode == -signal.SIGKILL
    until(lambda: not psutil.pid_exists(left) or psutil.Process(left).status() == psutil.STATUS_ZOMBIE, "it ended")


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


@pytest.mark.parametrize("size", [apart.MOST + 1, -1])
def test_an_answer_is_no_longer_than_it_may_be(opened: Opened, size: int) -> None:
    """Whatever has become of a process that reads what strangers wrote, it fills nobody's memory."""
    found = opened().do(says_that_it_answers, size)

    assert found is None


def says_that_it_answers(size: int) -> None:
    """So many bytes, and goes on saying something."""
    [line] = [int(one) for one in os.listdir("/proc/self/fd") if is_a_socket(one)]
    os.write(line, struct.pack("!i", size))
    while True:
        os.write(line, b"x" * 100_000)


def is_a_socket(descriptor: str) -> bool:
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:")
    except OSError:  # the folder that is being read
        return False


def test_an_answer_that_comes_in_drips_is_given_up(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 1)

    found = opened().do(drips)

    assert found is None


def drips() -> None:
    """An answer of which a byte comes again and again, and the last one never."""
    [line] = [int(one) for one in os.listdir("/proc/self/fd") if is_a_socket(one)]
    os.write(line, struct.pack("!i", apart.MOST))
    while True:
        os.write(line, b"x")


def hangs(beside: Apart) -> None:
    os.kill(beside._alive[0]._process.pid, signal.SIGSTOP)


@pytest.mark.parametrize(
    ("before", "work", "content"),
    [
        (lambda beside: None, sleeps_for_ever, None),
        (lambda beside: None, drips, None),
        (hangs, len, b"few"),
        (hangs, len, b"more than there is room for on the way" * 100_000),
    ],
    ids=["at work", "answering", "stopped", "stopped, and the way is full"],
)
def test_nobody_waits_for_it_once_the_service_is_to_stop(
    opened: Opened, before: Callable[[Apart], None], work: Callable[..., Any], content: bytes | None
) -> None:
    stop = StopsWhenLookedAt()
    beside = opened(stop=stop)
    process = beside._alive[0]._process
    before(beside)

    with capture_logs() as log, pytest.raises(Stopped):
        beside.do(work, *(() if content is None else (content,)))

    assert process.returncode == -signal.SIGKILL
    assert log == []


class StopsWhenLookedAt(Stop):
    """Set once somebody who waits has looked at it twice."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = 0

    def look(self) -> None:
        self._looks += 1
        if self._looks == 3:
            self.set()
        super().look()


def test_nor_does_who_waits_for_one_that_others_have(opened: Opened) -> None:
    stop, ended = Stop(), list[type[BaseException]]()
    beside = opened(stop=stop)

    def do() -> None:
        try:
            beside.do(sleeps_for_ever)
        except Stopped as one:
            ended.append(type(one))

    threads = [threading.Thread(target=do) for _ in range(5)]
    for thread in threads:
        thread.start()
    until(lambda: not beside._idle and len(beside._changed._waiters) == 4, "one is at work, and the others wait")
    stop.set()
    for thread in threads:
        thread.join()

    assert ended == [Stopped] * 5
    assert beside._alive == []


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
