"""What may be typed for a whole number."""

from __future__ import annotations

from typing import Annotated, get_args

import pytest
from cyclopts import App, CycloptsError, Parameter

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.when import PER_CENT
from daemon.cli.reference import commands


def read(typed: str) -> int | None:
    app, seen = App(), list[int | None]()

    @app.default
    def command(*, count: Annotated[int | None, WHOLE, Parameter(help="How many.")] = None) -> None:
        seen.append(count)

    app([f"--count={typed}"], exit_on_error=False, print_error=False, result_action="return_value")
    return seen[0]


def test_every_number_of_every_command_is_read_as_a_whole_one():
    takers = [
        (*path, argument.name, argument.parameter.converter)
        for path, command in commands()
        if command.default_command is not None
        for argument in command.assemble_argument_collection()
        if argument.hint is int or int in get_args(argument.hint)
    ]

    assert len(takers) > 50
    assert [one for one in takers if one[-1] not in (WHOLE.converter, PER_CENT.converter)] == []
    assert {name for *_, name, reader in takers if reader is PER_CENT.converter} == {
        "--probability",
        "--min-probability",
        "--max-probability",
        "--percent",
    }


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), ("+3", 3), ("-1", -1), ("0012", 12), ("0", 0), ("9" * 30, 10**30 - 1)]
)
def test_digits_are_a_number(typed: str, number: int):
    assert read(typed) == number


@pytest.mark.parametrize(
    "typed", ["12.6", "12.0", "0.5", "-0.4", "1e3", "0x10", "1_000", "12,5", "many", " 12", "²", "١٢", "9" * 101, ""]
)
def test_what_is_not_whole_is_refused_and_never_rounded(typed: str):
    with pytest.raises(CycloptsError, match="whole number is wanted"):
        read(typed)
