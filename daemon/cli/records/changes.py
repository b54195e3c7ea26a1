"""What an `edit` changes: the options that were given, and the fields to clear. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daemon.cli.base.errors import WrongUse


def changes(given: dict[str, Any], cleared: Sequence[str] = (), empty: dict[str, Any] | None = None) -> dict[str, Any]:
    """The fields that were named, with their new values; `empty` says what a cleared field holds ("" if it does not).

    Raises WrongUse when nothing was named, or a field both ways.
    """
    named = {name: value for name, value in given.items() if value is not None}
    for name in cleared:
        if name in named:
            raise WrongUse(f"{name} is both given and cleared; choose one")
    named |= {name: (empty or {}).get(name, "") for name in cleared}
    if not named:
        raise WrongUse("nothing to change was named; the options of edit say what can be changed")
    return named
