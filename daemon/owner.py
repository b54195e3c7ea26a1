"""Who holds a lease: one process of one machine, recognised so that a dead one's leases need not run out."""

from __future__ import annotations

import os
import socket

import psutil


def this_process() -> str:
    """`host/pid/start`: the start tells a process from a later one of the same number."""
    return f"{socket.gethostname()}/{os.getpid()}/{psutil.Process().create_time():.2f}"


def is_gone(owner: str) -> bool:
    """True when the owner was a process of this machine that has ended; of other machines nothing is known."""
    host, _, process = owner.rpartition("/")[0].rpartition("/")
    if host != socket.gethostname():
        return False
    try:
        started = psutil.Process(int(process)).create_time()
    except (psutil.NoSuchProcess, ValueError):
        return True
    return f"{started:.2f}" != owner.rpartition("/")[2]
