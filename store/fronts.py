"""Fronts of folders that load a file behind them when something of it is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FunctionType
from typing import Any


def lazily(front: str, files: Sequence[str]) -> Callable[[str], Any]:
    """A `__getattr__` for the front: what of `__all__` is asked for is looked for in one file after the other.

    A class or function is handed on by the file that it was made in: others may import it, or a namesake of it.
    """
    said = vars(sys.modules[front])

    def found(name: str) -> Any:
        for file in files if name in said["__all__"] else ():
            module = f"{front}.{file}"
            value = vars(import_module(module)).get(name)
            if value is not None and (not isinstance(value, type | FunctionType) or value.__module__ == module):
                said[name] = value
                return value
        raise AttributeError(name)

    return found
