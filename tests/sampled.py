"""Which share of what repeats one claim many times is run: another share with every commit, all of it in `make soak`.

The commit gives the seed, so that a run can be repeated; SEED gives another.
"""

from __future__ import annotations

import os
import random
import subprocess
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@cache
def seed() -> str:
    """SEED, else the commit that is tested, else always the same."""
    if given := os.environ.get("SEED"):
        return given
    command = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def offset(of: str, every: int) -> int:
    """Where in each `every` the sample of this commit lies: 0 to `every` - 1; `of` tells samples apart."""
    return random.Random(f"{seed()} {of}").randrange(every)  # noqa: S311 - a sample, no secret


def one_of(of: str, found: Sequence[T]) -> T:
    """The one that this commit takes."""
    return found[offset(of, len(found))]


def is_among(of: str, name: str, every: int) -> bool:
    """Whether one is in the sample; by its name, so that it makes no difference what else there is."""
    return zlib.crc32(name.encode()) % every == offset(of, every)
