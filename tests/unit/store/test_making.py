"""A class whose methods are written when they are called has values like those of any frozen dataclass."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from inspect import signature
from typing import Any

import pytest

from store.values import making


@dataclass(frozen=True, slots=True)
class Plain:
    id: int
    name: str = "x"
    links: dict[int, str] = field(default_factory=dict)
    over: str = field(default="", compare=False, repr=False)


@making.dataclass(frozen=True, slots=True)
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
    assert quick.__match_args__ == plain.__match_args__
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
    @making.dataclass(frozen=True, slots=True)
    class Another:
        id: int
        name: str = "x"

    with pytest.raises(TypeError):
        Another()  # type: ignore[call-arg]
    Another(1)

    assert str(signature(Another)) == "(id, name='x')"
    with pytest.raises(TypeError, match="unexpected"):
        Another(1, other=2)  # type: ignore[call-arg]


@making.dataclass(frozen=True, slots=True)
class Key:
    """What it is, said."""

    id: int
    names: tuple[str, ...] = ()


@making.dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    id: int
    name: str = "x"


def test_it_is_found_by_what_it_holds() -> None:
    assert {Key(1): "one", Key(1, ("a",)): "another"}[Key(1)] == "one"
    assert Key(1) != Named(id=1)
    assert Key(1).__eq__(5) is NotImplemented
    with pytest.raises(TypeError):
        hash(Quick(1))


def test_it_says_what_it_is() -> None:
    assert Key.__doc__ == "What it is, said."
    assert asdict(Key(1, ("a",))) == {"id": 1, "names": ("a",)}
    assert copy.deepcopy(Quick(1, links={1: "a"})) == Quick(1, links={1: "a"})


def test_one_by_names_takes_names_alone() -> None:
    assert Named(id=1) == Named(name="x", id=1)
    with pytest.raises(TypeError):
        Named(1)  # type: ignore[misc]
