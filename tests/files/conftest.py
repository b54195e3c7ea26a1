"""Places that files are kept in: a folder, and a bucket of a real server for S3, which has an environment of its own.

`make s3` makes it, and says where it is by S3_SERVER.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import pytest

from connectors.files import Place
from connectors.files.bucket import Address, Bucket
from connectors.files.folder import Folder
from store.database import Store, open_store
from tests.databases import a_file

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY"
WAIT = 60  # seconds for a server to start, on a busy machine


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2025, 3, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return a_file(tmp_path / "store.sqlite")


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    opened = open_store(url, clock=clock, lock_wait=timedelta(seconds=5))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a server for S3."""
    program = os.environ.get("S3_SERVER")
    if program is None:
        pytest.skip("the environment of the server for S3 is not here: make s3 has it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL) as server:
        try:
            _answers(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _answers(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server does not begin"


@pytest.fixture
def address(s3_server: str) -> Address:
    """A new bucket there."""
    name = f"files-{uuid4().hex[:8]}"
    with closing(HTTPConnection(s3_server.removeprefix("http://"))) as server:
        server.request("PUT", f"/{name}")
        assert server.getresponse().status == 200
    return Address(s3_server, name, "crm/files", "us-east-1", "key", SECRET)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest) -> Place:
    return _place(request)


@pytest.fixture(params=["folder", "s3"])
def opened(request: pytest.FixtureRequest) -> Callable[[], Place]:
    """How the same place is opened each time."""
    found = _place(request)
    return lambda: found


def _place(request: pytest.FixtureRequest) -> Place:
    if request.param == "folder":
        found: Place = request.getfixturevalue("folder")
        return found
    return Bucket(request.getfixturevalue("address"), sleep=lambda seconds: None)
