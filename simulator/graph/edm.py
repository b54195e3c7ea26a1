"""Microsoft's metadata: which properties a type has, and what their values may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

_EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
_MOMENT = re.compile(r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)$")
_BASE64 = re.compile(r"^[A-Za-z0-9+/_-]*={0,2}$")
_WHOLE = {"Edm.Int16": 15, "Edm.Int32": 31, "Edm.Int64": 63}


@dataclass(frozen=True, slots=True)
class _Property:
    type: str
    nullable: bool


@dataclass
class _Type:
    base: str
    properties: dict[str, _Property]
    is_open: bool = False


@dataclass
class Model:
    """`problems` says what is wrong with a value of a type, a sentence each."""

    types: dict[str, _Type] = field(default_factory=dict)
    enums: dict[str, set[str]] = field(default_factory=dict)
    actions: dict[str, list[dict[str, _Property]]] = field(default_factory=dict)  # by name in lower case
    is_caseless: bool = False  # members of enumerations are right in any case

    def problems(self, value: Any, kind: str, *, adds: bool = False) -> list[str]:
        """What an answer of this kind has that it must not have; `adds`: what is unknown is new, not wrong."""
        return list(self._of(value, _full(kind), kind, adds=adds))

    def request_problems(self, value: Any, kind: str) -> list[str]:
        """The same of a request, whose enumerations the server reads in any case."""
        return replace(self, is_caseless=True).problems(value, kind)

    def action_problems(self, action: str, body: Mapping[str, Any]) -> list[str]:
        """What is wrong with the body of an action, whatever it is bound to."""
        candidates = self.actions.get(action.lower())
        if candidates is None:
            return [f"there is no action {action}"]
        found = [list(self._parameters(known, body, action)) for known in candidates]
        return min(found, key=len)

    def _parameters(self, known: dict[str, _Property], body: Mapping[str, Any], where: str) -> Iterator[str]:
        for name, value in body.items():
            parameter = known.get(name.lower())
            if parameter is None:
                yield f"{where} has no parameter {name}"
            else:
                yield from self._value(value, parameter, f"{where}.{name}", adds=False)

    def _of(self, value: Any, kind: str, where: str, *, adds: bool) -> Iterator[str]:
        if kind.startswith("Collection("):
            rows = value.get("value") if isinstance(value, dict) else value
            if not isinstance(rows, list):
                yield f"{where} holds no list"
                return
            for number, row in enumerate(rows):
                yield from self._of(row, kind[11:-1], f"{where}[{number}]", adds=adds)
        elif kind.startswith("Edm."):
            yield from _primitive(value, kind, where)
        elif kind in self.enums:
            if not adds and not self._is_member(value, self.enums[kind]):
                yield f"{where}: {value!r} is no {kind.rpartition('.')[2]}"
        elif kind not in self.types:
            yield f"{where}: the type {kind} is not known"
        elif not isinstance(value, dict):
            yield f"{where}: {value!r} is no object"
        else:
            yield from self._object(value, kind, where, adds=adds)

    def _is_member(self, value: Any, members: set[str]) -> bool:
        if self.is_caseless and isinstance(value, str):
            return value.lower() in {member.lower() for member in members}
        return isinstance(value, str) and value in members

    def _object(self, value: dict[str, Any], kind: str, where: str, *, adds: bool) -> Iterator[str]:
        named = value.get("@odata.type")
        if isinstance(named, str):
            given = _full(named.removeprefix("#"))
            if not self._is_a(given, kind):
                yield f"{where}: {named} is no {kind}"
                return
            kind = given
        known = self._properties(kind)
        for name, inner in value.items():
            if "@" in name:
                continue
            declared = known.get(name)
            if declared is not None:
                yield from self._value(inner, declared, f"{where}.{name}", adds=adds)
            elif not adds and not self._is_extension(kind):
                yield f"{where}: {kind} has no property {name}"

    def _is_extension(self, kind: str) -> bool:
        return self._is_a(kind, "microsoft.graph.extension")

    def _value(self, value: Any, declared: _Property, where: str, *, adds: bool) -> Iterator[str]:
        if value is None:
            if not declared.nullable:
                yield f"{where} must not be null"
            return
        if self._is_known(declared.type):
            yield from self._of(value, declared.type, where, adds=adds)

    def _is_known(self, kind: str) -> bool:
        """Whether the metadata at hand, which may be cut, has the type."""
        one = kind.removeprefix("Collection(").rstrip(")")
        return one.startswith("Edm.") or one in self.types or one in self.enums

    def _properties(self, kind: str) -> dict[str, _Property]:
        found: dict[str, _Property] = {}
        while kind in self.types:
            found = {**self.types[kind].properties, **found}
            kind = self.types[kind].base
        return found

    def _is_a(self, kind: str, wanted: str) -> bool:
        while kind and kind != wanted:
            kind = self.types[kind].base if kind in self.types else ""
        return kind == wanted


def _full(kind: str) -> str:
    """The name with its namespace: "Collection(message)" → "Collection(microsoft.graph.message)"."""
    if kind.startswith("Collection("):
        return f"Collection({_full(kind[11:-1])})"
    if kind.startswith("graph."):
        return f"microsoft.{kind}"
    return kind if "." in kind else f"microsoft.graph.{kind}"


def _primitive(value: Any, kind: str, where: str) -> Iterator[str]:
    if not _is_primitive(value, kind):
        yield f"{where}: {str(value)[:100]!r} is no {kind}"


def _is_primitive(value: Any, kind: str) -> bool:
    if kind == "Edm.Boolean":
        return isinstance(value, bool)
    if kind in _WHOLE:
        return (
            isinstance(value, int) and not isinstance(value, bool) and -(2 ** _WHOLE[kind]) <= value < 2 ** _WHOLE[kind]
        )
    if kind in ("Edm.Double", "Edm.Single", "Edm.Decimal"):
        return (isinstance(value, float | int) and not isinstance(value, bool)) or value in ("INF", "-INF", "NaN")
    if not isinstance(value, str):
        return False
    try:
        match kind:
            case "Edm.DateTimeOffset":
                return bool(_MOMENT.match(value)) and bool(datetime.fromisoformat(value))
            case "Edm.Date":
                return len(value) == 10 and bool(date.fromisoformat(value))
            case "Edm.TimeOfDay":
                time.fromisoformat(value)
                return True
            case "Edm.Binary" | "Edm.Stream":
                return bool(_BASE64.match(value))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=2)
def load_model(folder: Path) -> Model:
    """Read `metadata.xml` in a folder."""
    model = Model()
    root = etree.parse(folder / "metadata.xml").getroot()
    for schema in root.iter(f"{_EDM}Schema"):
        space = schema.get("Namespace") or ""
        for enum in schema.iterchildren(f"{_EDM}EnumType"):
            members = {member.get("Name") or "" for member in enum.iterchildren(f"{_EDM}Member")}
            model.enums[f"{space}.{enum.get('Name')}"] = members
        for element in schema.iterchildren(f"{_EDM}ComplexType", f"{_EDM}EntityType"):
            properties = {
                child.get("Name") or "": _declared(child)
                for child in element.iterchildren(f"{_EDM}Property", f"{_EDM}NavigationProperty")
            }
            base = element.get("BaseType") or ""
            kind = _Type(_full(base) if base else "", properties, element.get("OpenType") == "true")
            model.types[f"{space}.{element.get('Name')}"] = kind
        for action in schema.iterchildren(f"{_EDM}Action"):
            parameters = {
                (child.get("Name") or "").lower(): _declared(child)
                for child in list(action.iterchildren(f"{_EDM}Parameter"))[1:]
            }
            model.actions.setdefault((action.get("Name") or "").lower(), []).append(parameters)
    return model


def _declared(element: etree._Element) -> _Property:
    return _Property(_full(element.get("Type") or "Edm.String"), element.get("Nullable") != "false")
