"""What each command takes is read once a test process: reading it is four fifths of a command that runs here.

Cyclopts reads the signatures of a command and of what leads to it several times for each call, and for each of those
sorts all commands beside it into their groups. As a user has it, each call in a process of its own, it stays: tests of
processes, completion and help see to that.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cyclopts import App, Group, Parameter
from cyclopts.app_stack import AppStack
from cyclopts.argument import Argument, ArgumentCollection


@contextmanager
def remembered() -> Iterator[None]:
    """Meanwhile, commands know what they take from the first time that they were asked."""
    read = App.assemble_argument_collection
    known: dict[Any, tuple[App, ArgumentCollection]] = {}

    def recalled(
        app: App, *, default_parameter: Parameter | None = None, parse_docstring: bool = False
    ) -> ArgumentCollection:
        key = (id(app), app.default_command, app.app_stack.default_parameter, default_parameter, parse_docstring)
        if key not in known:
            found = read(app, default_parameter=default_parameter, parse_docstring=parse_docstring)
            known[key] = app, found  # with the application, so that no other one gets its id
        return untouched(known[key][1])

    sort = AppStack.command_groups.fget
    sorted_already: dict[tuple[int, ...], tuple[list[App], list[Group]]] = {}

    def groups(stack: AppStack) -> list[Group]:
        command = stack.current_frame[-2:]  # with what it is a command of
        key = tuple(map(id, command))
        if key not in sorted_already:
            if not (found := sort(stack)):
                return found  # what it is a command of may not be loaded yet
            sorted_already[key] = command, found
        return list(sorted_already[key][1])

    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(App, "assemble_argument_collection", recalled)
        patching.setattr(AppStack, "command_groups", property(groups))
        yield


def untouched(collection: ArgumentCollection) -> ArgumentCollection:
    """The same arguments as they are before any word was read into them."""
    copies: dict[int, Argument] = {id(one): copy.copy(one) for one in collection}
    for one in copies.values():
        one.tokens = []
        one.children = ArgumentCollection([copies[id(child)] for child in one.children])
    return ArgumentCollection(list(copies.values()))


@pytest.fixture(scope="session", autouse=True)
def _remember_what_commands_take() -> Iterator[None]:
    with remembered():
        yield
