"""A value that is quickly made is in nothing else than one that is not."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from inspect import signature
from typing import Any

import pytest

from store.values.making import quickly_made


@dataclass(frozen=True, slots=True)
class Plain:
    id: int
    name: str = "x"
    links: dict[int, str] = field(default_factory=dict)
    over: str = field(default="", compare=False, repr=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    id: int
    name: str = "x"
    links: dict[int, str] = field(default_factory=dict)
    over: str = field(default="", compare=False, repr=False)


ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, "y", {1: "a"}, "z"), {}),
    ((), {"id": 1, "links": {2: "b"}}),
    ((1,), {"over": "z"}),
]


@pytest.mark.parametrize(("values", "named"), ARGUMENTS)
def test_it_is_what_a_plain_one_is(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    plain, quick = Plain(*values, **named), Quick(*values, **named)

    assert repr(quick) == repr(plain).replace("Plain", "Quick")
    assert [getattr(quick, one.name) for one in fields(quick)] == [getattr(plain, one.name) for one in fields(plain)]
    assert quick == Quick(*values, **named) != replace(quick, id=2)
    assert replace(quick, name="n").name == "n"
    assert pickle.loads(pickle.dumps(quick)) == quick  # noqa: S301 - our own
    assert type(quick) is Quick
    assert Quick(5).links is not Quick(5).links


def test_nothing_can_be_set_once_it_is_made() -> None:
    quick = Quick(1)

    for act in (lambda: setattr(quick, "id", 2), lambda: delattr(quick, "id")):
        with pytest.raises(FrozenInstanceError):
            act()
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(quick, "other", 2)


def test_it_takes_the_same_arguments_before_and_after_the_first_was_made() -> None:
    @quickly_made
    @dataclass(frozen=True, slots=True)
    class Another:
        id: int
        name: str = "x"

    before = signature(Another)
    with pytest.raises(TypeError):
        Another()  # type: ignore[call-arg]
    Another(1)

    assert signature(Another) == before
    with pytest.raises(TypeError, match="unexpected"):
        Another(1, other=2)  # type: ignore[call-arg]
