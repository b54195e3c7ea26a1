"""Whole numbers as people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cyclopts import Parameter, Token

_WHOLE = re.compile(r"[+-]?[0-9]{1,100}")


def _whole(type_: Any, tokens: Sequence[Token]) -> int:
    """The library alone makes 13 of 12.6, and looks whether that is allowed after it has."""
    typed = tokens[0].value
    if not _WHOLE.fullmatch(typed):
        raise ValueError(f"a whole number is wanted, not {typed!r}")
    return int(typed)


WHOLE = Parameter(converter=_whole)  # each number that a command takes has it
