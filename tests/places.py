"""Where tests put what they write."""

from __future__ import annotations

import os
import shutil
import tempfile


def memory(enough: int) -> str | None:
    """A folder in memory with so many MiB to spare, else None; a new database takes a twentieth of the time there."""
    folder = "/dev/shm"
    return folder if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > enough * 1024 * 1024 else None


def prefer_memory() -> None:
    """Let temporary files of this process and its children be in memory, but for where TMPDIR says something else.

    Each commit waits for the disk otherwise, and no test promises anything of power cuts.
    """
    if "TMPDIR" not in os.environ and (found := memory(2048)):
        os.environ["TMPDIR"] = tempfile.tempdir = found
