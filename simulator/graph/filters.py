"""$filter: read into a test of an entity's JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from simulator.graph.errors import bad_request

Entity = dict[str, Any]
_Test = Callable[[Any, dict[str, Any]], bool]  # of an entity and what the variables of any() stand for
_Value = Callable[[Any, dict[str, Any]], Any]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*')
    | (?P<moment>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<word>[A-Za-z_@][\w.@]*(?:/[A-Za-z_][\w.]*)*)
    | (?P<mark>[(),:])
    )""",
    re.VERBOSE,
)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: bool(left == right),
    "ne": lambda left, right: bool(left != right),
    "gt": lambda left, right: left is not None and right is not None and bool(left > right),
    "ge": lambda left, right: left is not None and right is not None and bool(left >= right),
    "lt": lambda left, right: left is not None and right is not None and bool(left < right),
    "le": lambda left, right: left is not None and right is not None and bool(left <= right),
}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
    "contains": lambda text, part: part in text,
}
_DEEPEST = 100


@dataclass
class Filter:
    """`names` are the properties that it looks at, `extended` the ids of extended ones; both in their order."""

    test: _Test
    names: list[str] = field(default_factory=list)
    extended: list[str] = field(default_factory=list)

    def __call__(self, entity: Entity) -> bool:
        return self.test(entity, {})


def parse_filter(text: str) -> Filter:
    """Raises GraphError for what is no filter."""
    reader = _Reader(text)
    test = reader.either(0)
    if reader.kind != "end":
        raise reader.error()
    return Filter(test, list(dict.fromkeys(reader.names)), list(dict.fromkeys(reader.extended)))


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.names: list[str] = []
        self.extended: list[str] = []
        self._variables: list[tuple[str, str]] = []
        self.kind, self.value = "", ""
        self._next()

    def error(self) -> Exception:
        return bad_request(f"Invalid filter clause: Syntax error at position {self._at} in '{self._text[:200]}'.")

    def _next(self) -> None:
        if not self._text[self._at :].strip():
            self.kind, self.value = "end", ""
            return
        found = _TOKEN.match(self._text, self._at)
        if found is None or found.lastgroup is None:
            raise self.error()
        self._at = found.end()
        self.kind, self.value = found.lastgroup, found[found.lastgroup]

    def _take(self, mark: str) -> None:
        if self.value != mark or self.kind not in ("mark", "word"):
            raise self.error()
        self._next()

    def either(self, depth: int) -> _Test:
        tests = [self._both(depth)]
        while self.kind == "word" and self.value.lower() == "or":
            self._next()
            tests.append(self._both(depth))
        return tests[0] if len(tests) == 1 else lambda entity, bound: any(test(entity, bound) for test in tests)

    def _both(self, depth: int) -> _Test:
        tests = [self._one(depth)]
        while self.kind == "word" and self.value.lower() == "and":
            self._next()
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda entity, bound: all(test(entity, bound) for test in tests)

    def _one(self, depth: int) -> _Test:
        if depth > _DEEPEST:
            raise bad_request("The node count limit of '100' has been exceeded.")
        if self.kind == "mark" and self.value == "(":
            self._next()
            inner = self.either(depth + 1)
            self._take(")")
            return inner
        word = self.value
        if self.kind == "word" and word.lower() == "not":
            self._next()
            denied = self._one(depth + 1)
            return lambda entity, bound: not denied(entity, bound)
        if self.kind == "word" and word.lower() in _FUNCTIONS:
            return self._function(_FUNCTIONS[word.lower()])
        if self.kind == "word" and word.lower().endswith(("/any", "/all")):
            path, _, kind = word.rpartition("/")
            return self._lambda(path, kind, depth)
        return self._comparison()

    def _function(self, function: Callable[[str, str], bool]) -> _Test:
        self._next()
        self._take("(")
        left = self._operand()
        self._take(",")
        right = self._operand()
        self._take(")")
        self._optional_truth()
        return lambda entity, bound: function(_text(left(entity, bound)), _text(right(entity, bound)))

    def _optional_truth(self) -> None:
        """`contains(…) eq true`, as some clients write."""
        if self.kind == "word" and self.value.lower() == "eq":
            self._next()
            if self.value.lower() != "true":
                raise self.error()
            self._next()

    def _lambda(self, path: str, kind: str, depth: int) -> _Test:
        self._next()
        self._take("(")
        if self.kind != "word" or "/" in self.value:
            raise self.error()
        variable = self.value
        self._next()
        self._take(":")
        self.names.append(path.split("/")[0])
        self._variables.append((variable, path.lower()))
        inner = self.either(depth + 1)
        self._variables.pop()
        self._take(")")
        combine = any if kind.lower() == "any" else all

        def test(entity: Any, bound: dict[str, Any]) -> bool:
            found = _at(entity, path.split("/"))
            many = found if isinstance(found, list) else []
            return combine(inner(entity, {**bound, variable: one}) for one in many)

        return test

    def _comparison(self) -> _Test:
        is_id = self._is_property_id()
        left = self._operand()
        name = self.value.lower()
        if self.kind == "word" and name == "in":
            return self._membership(left)
        compare = _COMPARISONS.get(name)
        if self.kind != "word" or compare is None:
            raise self.error()
        self._next()
        if is_id and self.kind == "string":
            self.extended.append(_unquoted(self.value))
        right = self._operand()
        return lambda entity, bound: compare(*_alike(left(entity, bound), right(entity, bound)))

    def _membership(self, left: _Value) -> _Test:
        """`id in ('a', 'b')`"""
        self._next()
        self._take("(")
        members = [self._operand()]
        while self.value == "," and self.kind == "mark":
            self._next()
            members.append(self._operand())
        self._take(")")
        return lambda entity, bound: any(
            _COMPARISONS["eq"](*_alike(left(entity, bound), one(entity, bound))) for one in members
        )

    def _is_property_id(self) -> bool:
        """Whether an operand is the id of an extended property, within any()."""
        variable, _, rest = self.value.partition("/")
        return rest.lower() == "id" and (variable, "singlevalueextendedproperties") in self._variables

    def _operand(self) -> _Value:
        kind, value = self.kind, self.value
        self._next()
        if kind == "string":
            text = _unquoted(value)
            return lambda _entity, _bound: text
        if kind == "moment":
            at = value
            return lambda _entity, _bound: at
        if kind == "number":
            number = float(value)
            return lambda _entity, _bound: number
        if kind != "word":
            raise self.error()
        lowered = value.lower()
        if lowered in ("tolower", "toupper") and self.value == "(":
            self._next()
            inner = self._operand()
            self._take(")")
            change = str.lower if lowered == "tolower" else str.upper
            return lambda entity, bound: change(_text(inner(entity, bound)))
        if lowered in ("true", "false", "null"):
            constant = {"true": True, "false": False, "null": None}[lowered]
            return lambda _entity, _bound: constant
        if lowered == "cast" and self.value == "(":  # cast(ep/value, Edm.Int32)
            self._next()
            inner = self._operand()
            self._take(",")
            self._next()
            self._take(")")
            return lambda entity, bound: _number(inner(entity, bound))
        return self._path(value)

    def _path(self, text: str) -> _Value:
        steps = text.split("/")
        if any(steps[0] == variable for variable, _ in self._variables):
            return lambda _entity, bound: _at(bound.get(steps[0]), steps[1:])
        self.names.append(steps[0])
        return lambda entity, _bound: _at(entity, steps)


def _unquoted(value: str) -> str:
    return value[1:-1].replace("''", "'")


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower()


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _at(entity: Any, steps: list[str]) -> Any:
    for step in steps:
        if not isinstance(entity, dict):
            return None
        if step not in entity:
            step = next((name for name in entity if name.lower() == step.lower()), step)
        entity = entity.get(step)
    return entity


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Both in one kind: moments where both are, numbers where one is, else texts in one case."""
    if isinstance(left, str) and isinstance(right, str):
        first, second = _moment(left), _moment(right)
        if first is not None and second is not None:
            return first, second
        return left.lower(), right.lower()
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return left, right
    if isinstance(left, float | int) or isinstance(right, float | int):
        return _number(left), _number(right)
    return left, right


_MOMENT = re.compile(r"^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$")


def _moment(text: str) -> datetime | None:
    if not _MOMENT.match(text):
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
