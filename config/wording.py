"""Turns what pydantic found wrong into sentences of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from config.errors import Problem, found, nearest
from config.keys import MAILBOX, SERVER, Key, keys_of, name_of
from config.positions import KeyPath
from config.sources import Layers

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def problem_of(detail: ErrorDetails, layers: Layers, model: type[BaseModel]) -> Problem:
    """One rejected value as a sentence: key, what was found (never of a secret), what is allowed."""
    path: KeyPath = _without_kind(detail["loc"])
    if path[0] == SERVER and (sentence := _about_a_server(detail, path, model)):
        is_of_kind = detail["type"] == "union_tag_invalid"
        return Problem(layers.place((*path, "kind") if is_of_kind else path), sentence)
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
    if len(path) == 1 or any(key.path[: len(path)] == path != key.path for key in known):
        return Problem(place, f"{name} is {_kind(detail['input'])}; allowed: a section [{name}]")
    key = next(key for key in known if _is_at(key, path))
    if detail["type"] == "missing":
        return Problem(place, f"{name} is missing; allowed: {key.allowed}")
    shown = "a value that is not shown here" if key.is_secret else found(detail["input"])
    return Problem(place, f"{name} is {shown}; allowed: {key.allowed}")


def _is_at(key: Key, path: KeyPath) -> bool:
    """Whether what is at this path is the key, of whichever mailbox or server, or a part of its value."""
    if path[0] in (MAILBOX, SERVER):
        return (key.path[0], key.path[-1]) == (path[0], path[2])
    return path[: len(key.path)] == key.path


def _without_kind(path: KeyPath) -> KeyPath:
    """Where it stands in the file: pydantic names the kind of a server as well."""
    return (*path[:2], *path[3:]) if path[0] == SERVER and path[2:3] and path[2] in _KINDS else path


_KINDS = ("ews", "graph")


def _about_a_server(detail: ErrorDetails, path: KeyPath, model: type[BaseModel]) -> str:
    """What is wrong with a [server.NAME] as a whole or with its kind, as a sentence; "" where it is one of its keys."""
    if len(path) == 1:
        return f"{SERVER} is {_kind(detail['input'])}; allowed: sections with a name each, such as [{SERVER}.cloud]"
    name, kinds = f"{SERVER}.{path[1]}", f"allowed: one of {', '.join(_KINDS)}"
    match detail["type"]:
        case "union_tag_not_found":
            return f"{name}.kind is missing; {kinds}"
        case "union_tag_invalid":
            return f"{name}.kind is {found(detail['input'].get('kind'))}; {kinds}"
    if path[2:] == ("[key]",):
        rule = "a name of letters in lower case, digits and single underscores that begins with a letter"
        return f"{found(path[1])} is the name of a server; allowed: {rule}, of at most 32 characters"
    if detail["type"] == "extra_forbidden" and path[-1] in {
        key.path[-1] for key in keys_of(model) if key.path[0] == SERVER
    }:
        return f"{name}.{path[-1]} is not a key of a server of the kind {detail['loc'][2]}"
    return f"{name} is {_kind(detail['input'])}; allowed: a section [{name}]" if len(path) == 2 else ""


def _like(key: Key, path: KeyPath) -> KeyPath:
    """The known key's path, in the mailbox or server that `path` is in."""
    is_same = key.path[0] == path[0] and path[0] in (MAILBOX, SERVER) and len(path) > 1
    return (path[0], path[1], key.path[-1]) if is_same else key.path


def _kind(value: Any) -> str:
    return found(value) if isinstance(value, dict | list) else "a single value"
