"""The query of a request: OData's options, with or without their dollar sign, and Graph's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from simulator.graph.errors import bad_request
from simulator.graph.filters import Filter, parse_filter

_OPTIONS = {
    *("select", "expand", "filter", "top", "skip", "count", "orderby", "search", "skiptoken", "deltatoken", "format"),
    "levels",
}


@dataclass(frozen=True, slots=True)
class Expansion:
    """A related thing that comes along, with its own options."""

    name: str  # in lower case
    options: dict[str, str] = field(default_factory=dict)  # names in lower case, without `$`


@dataclass
class Options:
    select: list[str] = field(default_factory=list)  # as written
    expand: list[Expansion] = field(default_factory=list)
    filter: Filter | None = None
    filter_text: str = ""
    top: int | None = None
    skip: int = 0
    count: bool = False
    orderby: list[tuple[str, bool]] = field(default_factory=list)  # (path, descending)
    search: str = ""
    skiptoken: str = ""
    deltatoken: str | None = None
    others: dict[str, str] = field(default_factory=dict)  # Graph's own, names in lower case
    text: dict[str, str] = field(default_factory=dict)  # everything as written, by name in lower case without `$`

    def other(self, name: str) -> str:
        """A parameter of Graph's own: `startDateTime`, `includeHiddenFolders` …; "" where there is none."""
        return self.others.get(name.lower(), "")

    def expansion(self, name: str) -> Expansion | None:
        return next((one for one in self.expand if one.name == name.lower()), None)

    def selects(self, name: str) -> bool:
        """Whether a property is named in $select."""
        return any(one.lower() == name.lower() for one in self.select)


def options(query: str) -> Options:
    """Read a query; raises GraphError for what makes no sense."""
    found = Options()
    for key, value in parse_qsl(query, keep_blank_values=True):
        name = key.lower().removeprefix("$")
        if key.startswith("$") and name not in _OPTIONS:
            raise bad_request(f"Query option '{key}' was not recognized.")
        if name in found.text:
            raise bad_request(
                f"Query option '{key}' was specified more than once, but it must be specified at most once."
            )
        found.text[name] = value
        _take(found, name, value)
    return found


def _take(found: Options, name: str, value: str) -> None:
    match name:
        case "select":
            found.select = [one.strip() for one in value.split(",") if one.strip()]
        case "expand":
            found.expand = [_expansion(one) for one in split(value, ",") if one.strip()]
        case "filter" if value.strip():
            found.filter, found.filter_text = parse_filter(value), value
        case "top":
            found.top = _number("$top", value)
            if found.top > 1000:
                raise bad_request("The limit of '1000' for Top query has been exceeded.")
        case "skip":
            found.skip = _number("$skip", value)
        case "count":
            if value.lower() not in ("true", "false"):
                raise bad_request(f"Invalid value '{value}' for $count query option found.")
            found.count = value.lower() == "true"
        case "orderby":
            found.orderby = [_order(one) for one in value.split(",") if one.strip()]
        case "search":
            found.search = value.strip().strip('"')
        case "skiptoken":
            found.skiptoken = value
        case "deltatoken":
            found.deltatoken = value
        case "format" | "filter" | "levels":
            pass
        case _:
            found.others[name] = value


def _number(name: str, value: str) -> int:
    if not value.isdecimal() or len(value) > 9:
        raise bad_request(
            f"Invalid value '{value}' for {name} query option found. "
            f"The {name} query option requires a non-negative integer value."
        )
    return int(value)


def _order(text: str) -> tuple[str, bool]:
    words = text.split()
    if len(words) > 2 or (len(words) == 2 and words[1].lower() not in ("asc", "desc")):
        raise bad_request(f"Syntax error in '{text}'.")
    return words[0], len(words) == 2 and words[1].lower() == "desc"


def _expansion(text: str) -> Expansion:
    name, opening, inner = text.strip().partition("(")
    if not opening:
        return Expansion(name.strip().lower())
    if not inner.endswith(")"):
        raise bad_request(f"Found an unbalanced bracket expression in '{text}'.")
    own: dict[str, str] = {}
    for part in split(inner[:-1], ";"):
        key, _, value = part.partition("=")
        own[key.strip().lower().removeprefix("$")] = value.strip()
    return Expansion(name.strip().lower(), own)


def split(text: str, separator: str) -> Iterator[str]:
    """The parts of a list whose brackets and quotes may hold the separator; raises GraphError where they do not end."""
    depth, quoted, start = 0, False, 0
    for at, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == separator and depth == 0:
            yield text[start:at]
            start = at + 1
    if quoted or depth:
        raise bad_request(f"Found an unbalanced bracket expression in '{text[:200]}'.")
    yield text[start:]
