"""Processes of firms are kept running, whatever becomes of one: small ones here, that do what a test wants."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

import pytest

from daemon.service.supervising import FIRST_PAUSE, HANGS, LONGEST_PAUSE, FirmProcess, Supervisor

READY = """
import os, socket, sys, time
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
"""
STAYS = READY + 'print(\'{"event": "here"}\', file=sys.stderr, flush=True)\ntime.sleep(600)'
ENDS = 'import sys; print("dealtrail: the configuration is wrong", file=sys.stderr); sys.exit(1)'
PATIENCE = 60.0


class Time:
    """Seconds go on as they do, and further where a test says so."""

    def __init__(self) -> None:
        self.more = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.more


def a_firm(name: str, program: str, **environment: str) -> FirmProcess:
    return FirmProcess(name, [sys.executable, "-c", program], {"PATH": os.environ["PATH"], **environment})


def run(
    firms: Sequence[FirmProcess],
    is_enough: Callable[[list[dict[str, Any]]], bool],
    capsys: pytest.CaptureFixture[str],
    clock: Time | None = None,
    hindrance: Callable[[str, Sequence[str]], str] = lambda name, running: "",
    told: Callable[[Supervisor], object] = lambda supervisor: None,
) -> list[dict[str, Any]]:
    """What is said by the processes and of them, until it is enough."""
    clock = clock or Time()
    stop, give_up_at, lines = Event(), time.monotonic() + PATIENCE, list[dict[str, Any]]()
    supervisor = Supervisor(firms, hindrance, clock)

    def tick() -> None:
        out, err = capsys.readouterr()
        lines.extend(_event(line) for line in (out + err).splitlines())
        told(supervisor)
        assert time.monotonic() < give_up_at, lines
        if is_enough(lines):
            stop.set()

    supervisor.forever(stop, tick)
    out, err = capsys.readouterr()
    return [*lines, *(_event(line) for line in (out + err).splitlines())]


def _event(line: str) -> dict[str, Any]:
    """Of a process as it passes through, or of this one's log, which is text in tests."""
    if line.startswith("{"):
        return dict(json.loads(line))
    return {"event": "", "line": line}


def events(lines: list[dict[str, Any]], name: str) -> list[str]:
    return [one["firm"] for one in lines if one["event"] == name]


def logged(lines: list[dict[str, Any]], words: str) -> list[str]:
    return [one["line"] for one in lines if words in one.get("line", "")]


def test_each_line_of_a_process_has_its_firm_and_nobody_can_say_another(capsys: pytest.CaptureFixture[str]) -> None:
    lies = READY + 'print(\'{"event": "mine", "firm": "oslo"}\', file=sys.stderr, flush=True)\ntime.sleep(600)'

    lines = run([a_firm("oslo", STAYS), a_firm("bergen", lies)], lambda lines: bool(events(lines, "mine")), capsys)

    assert events(lines, "mine") == ["bergen"]


def test_one_that_ends_is_begun_again_later_and_later_and_the_others_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    clock, ended = Time(), "a firm's process ended"

    def is_enough(lines: list[dict[str, Any]]) -> bool:
        times = len(logged(lines, ended))
        clock.more = LONGEST_PAUSE / 8 * times  # nobody is to wait for what is to be waited for
        return times >= 3 and bool(events(lines, "here"))

    lines = run([a_firm("bergen", ENDS), a_firm("oslo", STAYS)], is_enough, capsys, clock)

    assert events(lines, "here") == ["oslo"]
    told = logged(lines, ended)
    assert all("the configuration is wrong" in line and "exit code 1" in line for line in told)
    pauses = [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert [f"again_in_seconds={pause}" in line for pause, line in zip(pauses, told, strict=False)] == [True] * 3


def test_one_that_hangs_is_ended_and_begun_again(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Time()

    def wait(_: Supervisor) -> None:
        clock.more += HANGS / 10

    lines = run([a_firm("oslo", STAYS)], lambda lines: len(events(lines, "here")) >= 2, capsys, clock, told=wait)

    assert logged(lines, "a firm's process hangs, and is ended")


def test_one_that_may_not_start_is_told_and_the_others_start(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[Sequence[str]] = []

    def hindrance(name: str, running: Sequence[str]) -> str:
        asked.append(running)
        return "its database is that of firm oslo" if name == "twin" else ""

    firms = [a_firm("oslo", STAYS), a_firm("twin", STAYS), a_firm("bergen", STAYS)]
    lines = run(firms, lambda lines: len(events(lines, "here")) == 2, capsys, hindrance=hindrance)

    assert sorted(events(lines, "here")) == ["bergen", "oslo"]
    assert "its database is that of firm oslo" in logged(lines, "a firm is not started")[0]
    assert ["oslo"] in asked


def test_systemd_is_told_who_does_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []
    firms = [a_firm("oslo", STAYS), a_firm("bergen", STAYS)]

    run(firms, lambda lines: len(events(lines, "here")) == 2, capsys, told=lambda one: seen.append(one.line))

    assert seen[0] == "2 firms; not running: oslo, bergen"
    assert seen[-1] == "2 firms; all run"


def test_a_line_without_an_end_is_passed_on_in_pieces(capsys: pytest.CaptureFixture[str]) -> None:
    long = READY + 'sys.stderr.write("x" * 300_000); sys.stderr.flush()\ntime.sleep(600)'

    lines = run([a_firm("oslo", long)], lambda lines: len(lines) >= 3, capsys)

    assert max(len(one["event"]) for one in lines) <= 200_000
