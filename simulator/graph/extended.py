"""Extended properties as Graph names them: "Integer 0x36", "String {guid} Name dealtrail"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from simulator.graph.call import Json
from simulator.graph.errors import GraphError
from simulator.graph.filters import parse_filter
from simulator.graph.options import Expansion
from simulator.mailboxes.items import Item
from simulator.mailboxes.mapi import extended_value, put_alias
from simulator.mailboxes.properties import ExtendedValue, PropertyKey, named
from simulator.xml import clean

_TYPES = {
    *("ApplicationTime", "Binary", "Boolean", "CLSID", "Currency", "Double", "Error", "Float", "Integer", "Long"),
    *("Null", "Object", "Short", "String", "SystemTime"),
}
_BY_LOWER = {one.lower(): one for one in _TYPES}
_ID = re.compile(
    r"^(?P<type>[A-Za-z]+?)(?P<array>Array)?\s+(?:(?P<tag>0x[0-9a-fA-F]{1,8}|\d{1,9})"
    r"|\{?(?P<set>[0-9a-fA-F-]{36})\}?\s+(?:Name\s+(?P<name>.+)|Id\s+(?P<id>0x[0-9a-fA-F]{1,8}|\d{1,9})))$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def property_key(given: str) -> tuple[str, PropertyKey]:
    """Type and key of a property's id; raises GraphError for what names none."""
    found = _ID.match(given.strip())
    kind = _BY_LOWER.get(found["type"].lower()) if found else None
    if found is None or kind is None:
        raise GraphError(400, "ErrorInvalidProperty", f"The extended property '{given[:200]}' is not valid.")
    whole = f"{kind}Array" if found["array"] else kind
    if found["tag"]:
        return whole, ("", f"{int(found['tag'], 0):#x}")
    if found["name"]:
        return whole, named(found["set"].lower(), found["name"].strip())
    return whole, (found["set"].lower(), str(int(found["id"], 0)))


@lru_cache(maxsize=1024)
def normal(given: str) -> str:
    """The id as the server writes it, however the client did: "Integer 0x0E08" is "Integer 0xe08"."""
    kind, (guid, name) = property_key(given)
    if not guid:
        return f"{kind} {name}"
    is_numbered = _ID.match(given.strip())["id"] is not None  # type: ignore[index]  # property_key has matched it
    return f"{kind} {{{guid}}} Id {int(name):#x}" if is_numbered else f"{kind} {{{guid}}} Name {name}"


def wanted_ids(expansion: Expansion) -> tuple[str, ...]:
    """The ids that an expansion filters by; raises GraphError for one without."""
    return _ids_in(expansion.options.get("filter", ""))


@lru_cache(maxsize=256)
def _ids_in(text: str) -> tuple[str, ...]:
    if not text:
        raise GraphError(
            400, "ErrorInvalidProperty", "The $expand of extended properties needs a $filter that names their ids."
        )
    # the filter is over `id` alone: every text in it is one
    parse_filter(text)
    return tuple(found.replace("''", "'") for found in re.findall(r"'((?:[^']|'')*)'", text))


def rows(item: Item, wanted: Iterable[str], *, many: bool) -> list[Json]:
    """Those that the item has; `many`: those that hold lists, or the others."""
    found = []
    for own in wanted:
        kind, key = property_key(own)
        if kind.endswith("Array") != many:
            continue
        value = extended_value(item, key)
        if value is None:
            continue
        if many:
            found.append({"id": normal(own), "value": list(value.values)})
        elif not value.type.endswith("Array"):
            found.append({"id": normal(own), "value": value.values[0]})
    return found


def put(item: Item, given: object, *, many: bool) -> list[str]:
    """Set properties from a body; null takes one away. The names of the fields that they stand for."""
    if not isinstance(given, list):
        raise GraphError(400, "RequestBodyRead", "Extended properties are a list.")
    changed = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or "value" not in one:
            raise GraphError(400, "ErrorInvalidProperty", "An extended property has an id and a value.")
        kind, key = property_key(one["id"])
        value = one["value"]
        if value is None:
            item.extended.pop(key, None)
        elif many:
            item.extended[key] = ExtendedValue(kind, tuple(clean(str(part)) for part in value))
        else:
            try:
                alias = put_alias(item, key, clean(str(value)))
            except (ValueError, OverflowError):
                raise GraphError(400, "ErrorInvalidProperty", f"The value of '{one['id']}' is no {kind}.") from None
            if alias is None:
                item.extended[key] = ExtendedValue(kind, (clean(str(value)),))
            else:
                changed.append(alias)
    return changed
