"""What a process cost so far."""

from __future__ import annotations

import os
import resource


def cpu_seconds() -> float:
    """User and system time of this process, its threads included and its children not."""
    times = os.times()
    return times.user + times.system


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
