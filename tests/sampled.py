"""Which share of what repeats one claim many times is run: another share with every commit, all of it in `make soak`.

The commit gives the seed, so that a run can be repeated; SEED gives another. A folder's conftest says of how many rows
of a test one is taken; `@pytest.mark.sampled(one_in=…)` says otherwise of one test.
"""

from __future__ import annotations

import math
import os
import random
import subprocess
import zlib
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
EXAMPLES = 100  # that a law is tried with, where it says nothing of its own


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


def is_named(config: pytest.Config) -> bool:
    """Whether files or folders were named: all of them runs then."""
    return list(config.args) != list(config.getini("testpaths"))


def examples(config: pytest.Config) -> int:
    """How many a law is tried with: half of them where all tests run."""
    return EXAMPLES if is_named(config) else EXAMPLES // 2


def leave_out(config: pytest.Config, items: list[pytest.Item], folder: Path, one_in: int) -> None:
    """Of each test in the folder, keep one row in so many, and at least one; where all tests run.

    What is named by hand runs whole.
    """
    if is_named(config):
        return
    rows: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if str(item.path).startswith(f"{folder}{os.sep}"):  # pathlib takes a hundred times as long
            rows[item.nodeid.partition("[")[0]].append(item)
    left_out = {item for some in rows.values() for item in _drawn(some)[_share(some[0], one_in, len(some)) :]}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _drawn(items: list[pytest.Item]) -> list[pytest.Item]:
    """In the order that this commit draws them; each by its name, so that a new one changes little."""
    return sorted(items, key=lambda item: random.Random(f"{seed()} {item.nodeid}").random())  # noqa: S311 - a sample


def _share(item: pytest.Item, one_in: int, count: int) -> int:
    """How many of so many rows of a test are kept."""
    mark = item.get_closest_marker("sampled")
    return math.ceil(count / (mark.kwargs["one_in"] if mark else one_in))
