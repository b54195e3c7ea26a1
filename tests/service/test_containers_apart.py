"""Processes of containers that share a name and a database: none takes another one for dead."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from daemon.service.owner import is_gone
from tests.databases import a_file
from tests.service.install.tools import tool

NAMED = "from daemon.service.owner import this_process; print(this_process(), flush=True); "
# A sign of life 15 seconds after the first one.
BEATING = """
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from daemon.progress import Progress
from daemon.service.alive import Heart
from daemon.service.owner import this_process
from store.database import open_store

now = datetime.now(UTC)
store = open_store(sys.argv[1])
context = SimpleNamespace(store=store, owner=this_process(), takes="*", is_worker=True, progress=Progress())
context.clock = lambda: now
heart = Heart(context)
heart.begin()
now += timedelta(seconds=15)
print(heart.beat())
store.close()
"""


@contextmanager
def container(code: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process that counts from 1, with this machine's name; it ends when its input does."""
    command = [tool("unshare"), "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, "-c", code, *words]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], text=True, **pipes) as running:
        yield running


@pytest.fixture(autouse=True)
def allowed() -> None:
    if subprocess.run([tool("unshare"), "--pid", "--fork", "--mount-proc", "true"], check=False).returncode:
        pytest.skip("only root makes namespaces of processes here")


def test_the_living_of_another_container_of_that_name_is_not_dead() -> None:
    ask = "import sys; from daemon.service.owner import is_gone; print(is_gone(sys.argv[1]))"

    with container(NAMED + "input()") as one:
        owner = one.stdout.readline().strip()
        with container(ask, owner) as other:
            found = other.stdout.read()
        outside = is_gone(owner)
        one.stdin.write("\n")

    assert (found, outside) == ("False\n", False)
    assert "/1/" in owner


def test_the_dead_of_the_same_container_is() -> None:
    both = "import subprocess, sys; from daemon.service.owner import is_gone; "
    both += f"print(is_gone(subprocess.check_output([sys.executable, '-c', {NAMED!r}], text=True).strip()))"

    with container(both) as one:
        assert one.stdout.read() == "True\n"


def test_in_a_container_a_sign_comes_often_enough_on_sqlite_too(tmp_path: Path) -> None:
    database = tmp_path / "dealtrail.sqlite"
    a_file(database)

    with container(BEATING, f"sqlite:///{database}") as one:
        inside = one.stdout.read()
    outside = subprocess.run(
        [sys.executable, "-c", BEATING, f"sqlite:///{database}"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout

    assert (inside, outside) == ("True\n", "False\n")
