"""Who holds a lease: one process of one machine, recognised so that a dead one's leases need not run out."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_A_MACHINES = 0xEFFFFFFC  # the number of the processes' namespace outside of all containers, the same everywhere


def this_process() -> str:
    """`host/pid/start`: the start tells a process from a later one of the same number."""
    return f"{_here()}/{os.getpid()}/{_start_of(os.getpid())}"


def is_here(owner: str) -> bool:
    """Whether the owner is, or was, a process of this machine."""
    return owner.rpartition("/")[0].rpartition("/")[0] == _here()


def is_gone(owner: str) -> bool:
    """True when the owner was a process of this machine that has ended; of other machines nothing is known."""
    if not is_here(owner):
        return False
    process = owner.rpartition("/")[0].rpartition("/")[2]
    try:
        started = _start_of(int(process))
    except (OSError, ValueError, IndexError):
        return True
    return started != owner.rpartition("/")[2]


def is_contained() -> bool:
    """Whether processes of this machine do not see this one, or it not them."""
    return _counted_by() != _A_MACHINES


def _here() -> str:
    """This machine; or a container, which counts its processes from 1, sees only its own, and may have the name of
    another: those of one pod have, and those that have their machine's network.
    """
    return f"{socket.gethostname()}:{_counted_by()}" if is_contained() else socket.gethostname()


def _counted_by() -> int:
    return os.stat("/proc/self/ns/pid").st_ino


def _start_of(process: int) -> str:
    """In the kernel's ticks since it booted: hardened services see no more of /proc than the processes themselves."""
    return Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[19]
