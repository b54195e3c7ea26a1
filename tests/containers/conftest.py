"""The image that `make image` makes, and what runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.containers.runtime import Podman


@pytest.fixture(scope="session")
def archive() -> Path:
    if not os.environ.get("IMAGE"):
        pytest.skip("`make image` makes the image and runs these tests")
    return Path(os.environ["IMAGE"]).resolve()


@pytest.fixture(scope="session")
def podman(archive: Path) -> Iterator[Podman]:
    """With the image."""
    for name in ("podman", "runc"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed: Debian's package of that name has it")
    if subprocess.run(["unshare", "--mount", "--pid", "--uts", "--ipc", "--fork", "true"], check=False).returncode:
        pytest.skip("namespaces of one's own are not allowed here, as in many a container")
    # Not below pytest's own folder: podman takes no path of more than 50 characters.
    with TemporaryDirectory(prefix="podman-", ignore_cleanup_errors=True) as storage:
        made = Podman(Path(storage)).load(archive)
        try:
            if refused := made.refused():
                pytest.skip(f"podman runs nothing here: {refused}")
            yield made
        finally:
            made("system", "reset", "--force")
