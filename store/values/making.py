"""Frozen values of many fields, made in less than half the time. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from functools import update_wrapper
from typing import Any, TypeVar

V = TypeVar("V", bound=type[Any])

_LEFT_OUT: Any = object()


def quickly_made(cls: V) -> V:
    """The dataclass, frozen and with slots, whose values cost less to make; in all else it is the same.

    A frozen value gets each of its fields by a call, because nothing else may set them. Here it is one of a class of
    the same slots that is not frozen until it has all of them, and of its own from then on.

    How it is made is worked out when the first is, so that whoever makes none waits for nothing.
    """
    slow = cls.__init__

    def first(self: Any, *values: Any, **named: Any) -> None:
        quick = _quick(cls)
        update_wrapper(quick, slow)
        cls.__init__ = quick
        quick(self, *values, **named)

    update_wrapper(first, slow)
    cls.__init__ = first
    return cls


def _quick(cls: type[Any]) -> Callable[..., None]:
    unfrozen = type(cls.__name__, (), {"__slots__": cls.__slots__})
    known = {"FROZEN": cls, "UNFROZEN": unfrozen, "LEFT_OUT": _LEFT_OUT, "set_class": object.__setattr__}
    given, body = [], ["set_class(self, '__class__', UNFROZEN)"]
    for one in fields(cls):
        name, default = one.name, _default(one)
        known |= {f"default_{name}": default, f"make_{name}": one.default_factory}
        given.append(name if default is MISSING else f"{name}=default_{name}")
        made = f"make_{name}() if {name} is LEFT_OUT else {name}" if default is _LEFT_OUT else name
        body.append(f"self.{name} = {made}")
    body.append("self.__class__ = FROZEN")
    text = f"def __init__(self, {', '.join(given)}):\n  " + "\n  ".join(body)
    exec(text, known)  # noqa: S102 - names of fields and nothing else, as dataclasses make theirs
    made_init: Callable[..., None] = known["__init__"]
    return made_init


def _default(one: Field[Any]) -> Any:
    return _LEFT_OUT if one.default_factory is not MISSING else one.default
