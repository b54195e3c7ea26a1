"""Who holds a lease: one process of one machine, recognised so that a dead one's leases need not run out."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_process() -> str:
    """`host/pid/start`: the start tells a process from a later one of the same number."""
    return f"{socket.gethostname()}/{os.getpid()}/{_start_of(os.getpid())}"


def is_gone(owner: str) -> bool:
    """True when the owner was a process of this machine that has ended; of other machines nothing is known."""
    host, _, process = owner.rpartition("/")[0].rpartition("/")
    if host != socket.gethostname():
        return False
    try:
        started = _start_of(int(process))
    except (OSError, ValueError, IndexError):
        return True
    return started != owner.rpartition("/")[2]


def _start_of(process: int) -> str:
    """In the kernel's ticks since it booted: hardened services see no more of /proc than the processes themselves."""
    return Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[19]
