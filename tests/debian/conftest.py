"""The package that `make deb` makes, and machines that it is tried on."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.debian.machine import Machine

_FETCHING = re.compile("Failed to fetch|Could not (resolve|connect)|Temporary failure|unable to fetch", re.IGNORECASE)

# Python's, and what makes users and folders: what the package depends on.
DEPENDENCIES = "python3,systemd"


@pytest.fixture(scope="session")
def package() -> Path:
    if "DEB" not in os.environ:
        pytest.skip("`make deb` makes the package and runs these tests")
    return Path(os.environ["DEB"]).resolve()


@pytest.fixture(scope="session")
def smallest(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of Debian's smallest system with what the package depends on."""
    for name in ("mmdebstrap", "unshare"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    if os.geteuid():
        pytest.skip("only root makes the root of a machine")
    if subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("mounts of one's own are not allowed here, as in many a container")
    archive = tmp_path_factory.mktemp("debian") / "root.tar"
    suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
    # Told to be quiet, it would not say why nothing could be fetched.
    command = ["mmdebstrap", "--variant=minbase", f"--include={DEPENDENCIES}", suite, archive]
    made = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if made.returncode and _FETCHING.search(made.stderr):
        pytest.skip(f"no mirror of Debian's is in reach: {made.stderr[-500:]}")
    assert made.returncode == 0, made.stderr
    return archive


@pytest.fixture
def machine(smallest: Path, tmp_path: Path) -> Iterator[Machine]:
    root = tmp_path / "root"
    root.mkdir()
    subprocess.run(["tar", "--extract", "--numeric-owner", "--file", smallest, "--directory", root], check=True)
    yield Machine(root)
    shutil.rmtree(root)
