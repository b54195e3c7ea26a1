"""Save and new: after a record is saved, the next is asked for, with the same settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from cyclopts import Parameter

from daemon.cli.base.output import say_json, tell

AndNew = Annotated[
    bool,
    Parameter(
        name="--and-new",
        help="Then ask for the next one, by name alone and with the same settings, until an empty line; names are read "
        "from standard input, a line each. Each is saved by itself, and the first that is refused ends it.",
    ),
]


def save_each(first: str, and_new: bool, as_json: bool, save: Callable[[str], tuple[Any, str]]) -> None:
    """Save the first, and after it whatever is asked for; tell of each as it is saved, as JSON of all at the end."""
    shapes: list[Any] = []
    try:
        for name in _names(first, and_new):
            shape, line = save(name)
            shapes.append(shape)
            if not (and_new and as_json):
                tell(shape, line, as_json)
    finally:
        if and_new and as_json:
            say_json(shapes)


def _names(first: str, and_new: bool) -> Iterator[str]:
    yield first
    while and_new:
        if sys.stdin.isatty():
            print("next (nothing to end): ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline().strip()
        if not line:
            return
        yield line
