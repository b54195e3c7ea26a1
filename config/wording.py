"""Turns what pydantic found wrong into sentences of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from config.errors import Problem, found, nearest
from config.keys import MAILBOX, Key, keys_of, name_of
from config.positions import KeyPath
from config.sources import Layers

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def problem_of(detail: ErrorDetails, layers: Layers, model: type[BaseModel]) -> Problem:
    """One rejected value as a sentence: key, what was found (never of a secret), what is allowed."""
    path: KeyPath = detail["loc"]
    place = layers.place(path)
    name = name_of(path, layers.values())
    known = keys_of(model)
    sections = {str(key.path[0]) for key in known}
    if detail["type"] == "extra_forbidden":
        names = {name_of(_like(key, path), layers.values()) for key in known} | sections
        meant = nearest(name, names)
        return Problem(place, f"{name} is not a known key" + (f"; did you mean {meant}?" if meant else ""))
    if path[0] == MAILBOX and len(path) <= 2:
        shape = "a table" if len(path) == 2 else "tables, each begun with [[mailbox]] in double brackets"
        return Problem(place, f"{name} is {_kind(detail['input'])}; allowed: {shape}")
    if len(path) == 1:
        return Problem(place, f"{name} is {_kind(detail['input'])}; allowed: a section [{name}]")
    key = next(key for key in known if key.path[0] == path[0] and key.path[-1] == path[2 if path[0] == MAILBOX else 1])
    if detail["type"] == "missing":
        return Problem(place, f"{name} is missing; allowed: {key.allowed}")
    shown = "a value that is not shown here" if key.is_secret else found(detail["input"])
    return Problem(place, f"{name} is {shown}; allowed: {key.allowed}")


def _like(key: Key, path: KeyPath) -> KeyPath:
    """The known key's path, in the mailbox that `path` is in."""
    is_same_list = key.path[0] == MAILBOX and path[0] == MAILBOX and len(path) > 1
    return (MAILBOX, path[1], key.path[-1]) if is_same_list else key.path


def _kind(value: Any) -> str:
    return found(value) if isinstance(value, dict | list) else "a single value"
