"""What an `edit` changes: the options that were given, and the fields to clear. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def adjusted(
    what: str, base: Sequence[str], more: Sequence[str], fewer: Sequence[str], same: Callable[[str], str]
) -> tuple[str, ...]:
    """The texts that there were with some added and some taken off; `same` gives the form they are compared in.

    Raises NotFound for one that is to be taken off and is not there.
    """
    from store.errors import NotFound

    left_out = {same(text) for text in fewer}
    if unknown := left_out - {same(text) for text in base}:
        raise NotFound(what, sorted(unknown)[0], base)
    return tuple(text for text in (*base, *more) if same(text) not in left_out)
