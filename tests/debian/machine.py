"""A machine that has nothing but Debian's smallest system, and what dpkg and people do there."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

# A mount of its own, gone with the process: systemd's tools ask /proc, and Python wants /dev.
_INSIDE = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec "$@"'
_AROUND = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
_RECORDER = """\
#!/bin/sh
echo "$@" >> /systemctl.log
"""


@dataclass(frozen=True)
class Machine:
    root: Path

    def dpkg(self, *words: str | Path) -> str:
        """What it does, told on both its outputs; it has to succeed."""
        return self._did("dpkg", f"--root={self.root}", *words)

    def did(self, *words: str) -> str:
        """What a program of the machine says, run there as root."""
        return self._did("chroot", str(self.root), *words)

    def dealtrail(self, *words: str) -> str:
        """What the program says to the service's user."""
        return self.did("runuser", "-u", "dealtrail", "--", "dealtrail", *words)

    def has(self, path: str) -> bool:
        return (self.root / path).exists() or (self.root / path).is_symlink()

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def let_systemd_run(self) -> None:
        """From now on scripts take systemd to run here; what they ask of it is written down."""
        (self.root / "run/systemd/system").mkdir(parents=True)
        recorder = self.root / "usr/local/bin/systemctl"
        recorder.write_text(_RECORDER)
        recorder.chmod(0o755)

    def asked_of_systemd(self) -> list[str]:
        """Since it was asked last."""
        log = self.root / "systemctl.log"
        told = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return told

    def _did(self, *command: str | Path) -> str:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", _INSIDE, self.root, *command],
            env=_AROUND,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout
