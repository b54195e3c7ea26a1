import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.positions import lines_of

CASES = [
    ("a = 1", {("a",): 1}),
    ("\n# note\na.b = 1 # after", {("a",): 3, ("a", "b"): 3}),
    ("[sync]\ninterval = 1", {("sync",): 1, ("sync", "interval"): 2}),
    ('[a."b c"]\n"d\\u0065" = 1', {("a", "b c"): 1, ("a", "b c", "de"): 2}),
    ("[[m]]\nx = 1\n[[m]]\nx = 2", {("m",): 1, ("m", 0): 1, ("m", 0, "x"): 2, ("m", 1): 3, ("m", 1, "x"): 4}),
    (
        "[[m]]\n[[m]]\n[m.sub]\nk = 1",
        {("m",): 1, ("m", 0): 1, ("m", 1): 2, ("m", 1, "sub"): 3, ("m", 1, "sub", "k"): 4},
    ),
    ("a = [\n 1, # one\n 2,\n]", {("a",): 1, ("a", 0): 2, ("a", 1): 3}),
    ("a = {b = [\n{c = 1}]}", {("a",): 1, ("a", "b"): 1, ("a", "b", 0): 2, ("a", "b", 0, "c"): 2}),
    ('a = """\nx\n"""\nb = 1', {("a",): 1, ("b",): 4}),
]


@pytest.mark.parametrize(("text", "lines"), CASES)
def test_every_key_has_the_line_that_it_stands_on(text: str, lines: dict[tuple[str | int, ...], int]) -> None:
    assert lines_of(text) == lines


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(0, 9), max_size=5))
def test_any_key_that_toml_can_quote_is_found(values: dict[str, int]) -> None:
    text = "".join(f"{_quoted(key)} = {value}\n" for key, value in values.items())

    lines = lines_of(text)

    assert lines == {(key,): line for line, key in enumerate(tomllib.loads(text), start=1)}


def _quoted(key: str) -> Any:
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in key) + '"'
