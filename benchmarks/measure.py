"""What a process cost so far."""

from __future__ import annotations

import os
import re
from pathlib import Path


def cpu_seconds() -> float:
    """User and system time of this process, its threads included and its children not."""
    times = os.times()
    return times.user + times.system


def peak_mib() -> float:
    """The most memory that this process ever had, in MiB.

    Not what getrusage() says: there a process begins with the peak of whoever started it.
    """
    told = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert told
    return int(told[1]) / 1024
