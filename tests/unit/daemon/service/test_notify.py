"""The notify protocol, spoken to a real socket."""

import contextlib
import os
import socket
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from daemon.service.notify import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, str]]:
    """A service manager's socket and what NOTIFY_SOCKET would be."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        path = f"{folder}/notify"  # short, as a socket's path may have 107 bytes only
        listening.bind(path if request.param == "path" else "\0" + path)
        listening.setblocking(False)
        yield listening, path if request.param == "path" else "@" + path


def test_each_message_is_one_datagram(manager: tuple[socket.socket, str]) -> None:
    listening, address = manager
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": address})

    notifier.ready()
    notifier.watchdog()
    notifier.status("Mailbox of Åse:\n2 parked")
    notifier.stopping()

    heard = [listening.recv(4096).decode() for _ in range(4)]
    assert heard == ["READY=1", "WATCHDOG=1", "STATUS=Mailbox of Åse: 2 parked", "STOPPING=1"]


def test_no_socket_is_left_open(manager: tuple[socket.socket, str]) -> None:
    listening, address = manager
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": address})
    before = psutil.Process().num_fds()

    for _ in range(5):
        notifier.watchdog()
        listening.recv(4096)

    assert psutil.Process().num_fds() == before


NOBODY = ["", "/does/not/exist", "@nobody-listens-here", "vsock:2:1", "/nul\0", "/" + "x" * 500]


@pytest.mark.parametrize("address", NOBODY)
def test_a_manager_that_is_not_there_does_no_harm(address: str) -> None:
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": address})

    notifier.ready()
    notifier.status("\udc80 a text that cannot be encoded")


def test_a_manager_that_does_not_read_does_not_stop_the_daemon(manager: tuple[socket.socket, str]) -> None:
    _, address = manager
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": address})

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as crowd:
        crowd.setblocking(False)
        with contextlib.suppress(BlockingIOError):  # the queue is full
            while True:
                crowd.sendto(b"x", address.replace("@", "\0"))
    notifier.watchdog()


def test_a_file_in_place_of_the_socket_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "notify").touch()

    Notifier.from_environment({"NOTIFY_SOCKET": str(tmp_path / "notify")}).ready()


WATCHED = [
    ({}, None),
    ({"WATCHDOG_USEC": "60000000"}, timedelta(seconds=30)),
    ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=30)),
    ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
    ({"WATCHDOG_USEC": "0"}, None),
    ({"WATCHDOG_USEC": "soon"}, None),
    ({"WATCHDOG_USEC": ""}, None),
]


@pytest.mark.parametrize(("environ", "every"), WATCHED)
def test_the_watchdog_is_fed_twice_as_often_as_it_must_be(environ: dict[str, str], every: timedelta | None) -> None:
    assert Notifier.from_environment(environ).watchdog_every == every
