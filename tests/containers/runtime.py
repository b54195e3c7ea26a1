"""What runs the image here: podman, from a storage of its own, and as strictly as Compose and Kubernetes do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.service.process import PATIENCE, Daemon

# runc, as crun refuses machines with control groups of both kinds.
_PODMAN = ("--runtime", "runc", "--cgroup-manager", "cgroupfs")
_PODMAN_ITSELF = 125  # failed, and not what was to be run
_POSSIBLE = (
    "--pull=never",
    "--ulimit=nofile=1024:1024",  # podman's own limits are beyond those of many a machine
    "--ulimit=nproc=1024:1024",
)
_STRICT = (
    *_POSSIBLE,
    "--read-only",
    "--read-only-tmpfs=false",  # only what is said is there to be written to
    "--cap-drop=all",
    "--security-opt=no-new-privileges",
    "--health-interval=disable",  # the test asks
)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Podman:
    storage: Path
    image: str = ""

    def load(self, archive: Path) -> Podman:
        done = self("load", "--quiet", "--input", str(archive))
        assert done.code == 0, done.err
        return Podman(self.storage, done.out.partition(": ")[2].strip())

    def refused(self) -> str:
        """What podman itself says against any container on this machine; "" where it runs them."""
        ran = self("run", "--rm", "--network=none", *_POSSIBLE, self.image, "--version")
        return ran.err.strip()[-500:] if ran.code == _PODMAN_ITSELF else ""

    def run(self, *words: str, options: Sequence[str] = (), network: str = "none") -> Ran:
        """A container that ends by itself, with this command of the program."""
        return self("run", "--rm", *_STRICT, f"--network={network}", *options, self.image, *words)

    @contextmanager
    def running(
        self, name: str, *words: str, options: Sequence[str] = (), network: str = "none"
    ) -> Iterator[Container]:
        """A container that goes on; it is gone at the end, whatever became of it."""
        given = ("--rm", "--name", name, f"--network={network}", *_STRICT, *options)
        command = self._words("run", *given, self.image, *words)
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        daemon = Container(subprocess.Popen(command, text=True, **pipes))
        daemon.listen()
        try:
            yield daemon
        finally:
            self("rm", "--force", "--time=0", name)
            daemon.close()

    def __call__(self, *words: str) -> Ran:
        done = subprocess.run(
            self._words(*words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=4 * PATIENCE,
            check=False,
        )
        return Ran(done.returncode, done.stdout, _without_podmans(done.stderr))

    def _words(self, *words: str) -> list[str]:
        places = (
            "--root",
            f"{self.storage}/root",
            "--runroot",
            f"{self.storage}/run",
            "--tmpdir",
            f"{self.storage}/tmp",
        )
        return ["podman", *_PODMAN, *places, *words]


class Container(Daemon):
    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in _without_podmans("".join(self.lines)).splitlines()]


def _without_podmans(text: str) -> str:
    """What the program wrote: where no systemd is, podman says that it makes no timers for health."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith('time="'))
