"""Fronts of folders that load a file behind them when something of it is first asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

# What a front says to type checkers: `    from store.values.people import DAEMON, Account`, one line or several.
_SAID = re.compile(r"^    from (\S+) import (?:\(([^)]*)\)|(.*))$", re.MULTILINE)
_NAME = re.compile(r"\w+")


def lazily(front: str, in_order: Sequence[str] = ()) -> Callable[[str], Any]:
    """A `__getattr__` for the front: hands on what it says to type checkers, from the file that it says.

    Of files that are `in_order`, those before that one are loaded as well.
    """
    module = sys.modules[front]

    @cache
    def homes() -> dict[str, str]:
        source = module.__loader__.get_source(front)  # type: ignore[union-attr]
        return {
            name: file
            for file, one_line, several in _SAID.findall(source)
            for name in _NAME.findall(one_line or several)
        }

    def found(name: str) -> Any:
        home = homes().get(name)
        if home is None:
            raise AttributeError(name)
        before = in_order.index(home.rpartition(".")[2]) if in_order else 0
        for file in in_order[:before]:
            import_module(f"{front}.{file}")
        value = getattr(import_module(home), name)
        setattr(module, name, value)
        return value

    return found
