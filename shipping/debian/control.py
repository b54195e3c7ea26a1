"""What dpkg is told of the package: which version, for which machines, and what it needs there."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

_TEXT = """\
Package: dealtrail
Version: {version}
Architecture: {architecture}
Maintainer: The dealtrail project <dealtrail@localhost>
Installed-Size: {size}
Depends: python3 (>= {python}), python3 (<< {next}), libc6 (>= 2.28), systemd | systemd-standalone-sysusers, \
systemd | systemd-standalone-tmpfiles
Recommends: ca-certificates
Suggests: bash-completion, postgresql-client
Section: mail
Priority: optional
Description: keeps a firm's Outlook and its sales opportunities in step
 A service reads the mailboxes of a firm, on Exchange Server or in Microsoft 365,
 and links what it finds with the firm's sales opportunities. People work with the
 same records in a browser or by commands. Nothing is started before it is
 configured: /usr/share/doc/dealtrail/operations.md.
"""


@dataclass(frozen=True)
class Target:
    """The machines that a package is for."""

    architecture: str
    python: tuple[int, int]

    @classmethod
    def of(cls, python: str) -> Target:
        """Those like this one, with this Python."""
        asked = [python, "-c", "import sys; print(*sys.version_info[:2])"]
        major, minor = map(int, _said_by(*asked).split())
        return cls(_said_by("dpkg", "--print-architecture"), (major, minor))


def version_of(wheel: Path) -> str:
    """As Debian counts: what comes before a release sorts before it."""
    return re.sub(r"\.?(a|b|rc|dev)(\d+)", r"~\1\2", wheel.name.split("-")[1])


def control(wheel: Path, target: Target, root: Path) -> str:
    """The file of that name, for what lies below `root`."""
    major, minor = target.python
    return _TEXT.format(
        version=version_of(wheel),
        architecture=target.architecture,
        size=sum(map(_kibibytes, root.rglob("*"))),
        python=f"{major}.{minor}",
        next=f"{major}.{minor + 1}",
    )


def _kibibytes(path: Path) -> int:
    """As dpkg counts: what a folder takes depends on where it was made."""
    return -(-path.stat().st_size // 1024) if path.is_file() and not path.is_symlink() else 1


def _said_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
