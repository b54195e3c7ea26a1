"""Sockets that systemd hands over: browsers wait there while nobody serves, and what cannot be is said."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.service.process import Daemon, Manager, dealtrail
from tests.service.test_web_process import a_configuration, a_session

# What systemd does: the sockets from descriptor 3 on, and who they are for, which is known after the fork alone.
ACTIVATE = """
import os, sys
for to, given in enumerate(map(int, sys.argv[1].split(",")), 100):
    os.dup2(given, to, inheritable=False)
number = len(sys.argv[1].split(","))
for place in range(number):
    os.dup2(100 + place, 3 + place)
os.environ |= {"LISTEN_FDS": str(number), "LISTEN_PID": str(os.getpid() + int(sys.argv[2])), "LISTEN_FDNAMES": "a"}
os.execv(sys.argv[3], sys.argv[3:])
"""


@contextmanager
def handed_over(config: Path, *sockets: socket.socket, is_anothers: bool = False, **variables: str) -> Iterator[Daemon]:
    given = [one.fileno() for one in sockets]
    before = [sys.executable, "-c", ACTIVATE, ",".join(map(str, given)), str(int(is_anothers))]
    with dealtrail(config, "web", before=before, pass_fds=given, **variables) as process:
        yield process


@pytest.fixture
def heard() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as made:
        yield made


def test_browsers_wait_while_it_is_not_there_and_are_answered_by_the_next(tmp_path: Path, heard: socket.socket) -> None:
    url = f"http://127.0.0.1:{heard.getsockname()[1]}"
    config = a_configuration(tmp_path, f'listen = "{url.removeprefix("http://")}"\n')
    key = a_session(tmp_path)

    for life in range(2):
        asked = f"GET /me HTTP/1.1\r\nHost: {url[7:]}\r\nCookie: dealtrail={key}\r\n\r\n"
        with (
            closing(socket.create_connection(heard.getsockname(), timeout=30)) as early,
            closing(Manager(str(tmp_path / f"notify{life}"))) as manager,
        ):
            early.sendall(asked.encode())
            with handed_over(config, heard, NOTIFY_SOCKET=manager.address) as server:
                manager.hear("READY=1")
                assert early.recv(12) == b"HTTP/1.1 200"
                assert httpx2.get(f"{url}/me", cookies={"dealtrail": key}).status_code == 200
                assert server.stop() in (0, -signal.SIGTERM), server.lines


def test_several_are_served_alike(tmp_path: Path, heard: socket.socket) -> None:
    config = a_configuration(tmp_path, 'url = "http://localhost:8480"\n')
    a_session(tmp_path)

    with (
        closing(socket.create_server(("127.0.0.1", 0))) as second,
        closing(Manager(str(tmp_path / "n"))) as manager,
        handed_over(config, heard, second, NOTIFY_SOCKET=manager.address),
    ):
        manager.hear("READY=1")
        for one in (heard, second):
            at = f"http://127.0.0.1:{one.getsockname()[1]}/sign-in"
            assert httpx2.get(at, headers={"host": "localhost:8480"}).status_code == 200


def test_what_was_meant_for_another_process_is_left_alone(tmp_path: Path, heard: socket.socket) -> None:
    """A child of a service that was handed sockets has the variables, and not the sockets."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = a_configuration(tmp_path, f'listen = "127.0.0.1:{port}"\n')
    a_session(tmp_path)

    with (
        closing(Manager(str(tmp_path / "n"))) as manager,
        handed_over(config, heard, is_anothers=True, NOTIFY_SOCKET=manager.address),
    ):
        manager.hear("READY=1")
        assert httpx2.get(f"http://127.0.0.1:{port}/sign-in").status_code == 200


def unix(folder: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(folder / "web.sock"))
    made.listen()
    return made


def connected(folder: Path) -> socket.socket:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return socket.create_connection(server.getsockname())


def datagrams(folder: Path) -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def elsewhere(folder: Path) -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def everywhere(folder: Path) -> socket.socket:
    return socket.create_server(("0.0.0.0", 0))  # noqa: S104  # what is refused


@pytest.mark.parametrize(
    ("made", "more", "sentence"),
    [
        (unix, "", "is none of TCP"),
        (datagrams, "", "is none of TCP"),
        (connected, "", "leave Accept= out of the socket unit"),
        (elsewhere, "", "set web.url"),
        (everywhere, 'url = "http://localhost:8480"\n', "set web.url to an https:// address"),
    ],
)
def test_a_socket_that_cannot_be_served_at_is_told(tmp_path: Path, made: object, more: str, sentence: str) -> None:
    assert callable(made)
    config = a_configuration(tmp_path, more)
    a_session(tmp_path)

    with closing(made(tmp_path)) as given, handed_over(config, given) as server:
        assert server.wait() == 1
        assert sentence in "".join(server.lines)


def test_what_is_no_socket_is_told(tmp_path: Path) -> None:
    config = a_configuration(tmp_path, "")
    a_session(tmp_path)

    with (
        config.open() as file,
        dealtrail(
            config, "web", before=[sys.executable, "-c", ACTIVATE, str(file.fileno()), "0"], pass_fds=[file.fileno()]
        ) as server,
    ):
        assert server.wait() == 1
        assert "descriptor 3 of systemd: is no socket" in "".join(server.lines)
