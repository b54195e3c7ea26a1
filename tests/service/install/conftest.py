"""A release, as the Makefile makes it of the source that a release has."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.service.install.release import DAY, Release

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Made once, by the first of the test processes that asks."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "release"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make(folder)
            (folder / "made").touch()
    (tree,) = (folder / "trees").iterdir()
    return Release(tree)


def _make(folder: Path) -> None:
    """What is in the checkout, unpacked as a release is, makes the release."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(int(DAY.timestamp()))}
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "trees", filter="data")
    (tree,) = (folder / "trees").iterdir()
    make = ["make", "-s", "dist", f"BIN={Path(sys.executable).parent}", "READY="]
    subprocess.run(make, cwd=tree, env=environment, check=True)
