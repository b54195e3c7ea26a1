"""What this machine lacks to make an image: said in a sentence, before or instead of a failure of somebody else's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

NOT_HERE = 3  # how the program ends then
_PROGRAMS = ("mmdebstrap", "buildah", "zstd", "unshare", "dpkg-deb")
_FETCHING = re.compile("Failed to fetch|Could not (resolve|connect)|Temporary failure|unable to fetch", re.IGNORECASE)


class Lacking(Exception):
    """No image can be made on this machine."""


def require() -> None:
    """Raises Lacking."""
    for name in _PROGRAMS:
        if shutil.which(name) is None:
            raise Lacking(f"{name} is not installed: Debian's package of that name has it")
    if os.geteuid():
        raise Lacking("only root makes the root of an image")
    if subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
        raise Lacking("mounts of one's own are not allowed here, as in many a container")


def fetched(command: list[str]) -> None:
    """Runs what fetches packages of Debian, and is not told to be quiet; raises Lacking where no mirror answers."""
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode and _FETCHING.search(done.stderr):
        raise Lacking(f"no mirror of Debian's is in reach: {done.stderr.strip()[-500:]}")
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()[-2000:]}")
