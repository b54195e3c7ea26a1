"""Search restrictions turned into functions from an item to yes or no."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from lxml import etree

from simulator.mailboxes.items import Item
from simulator.mailboxes.mapi import extended_value
from simulator.mailboxes.properties import field_name, property_key
from simulator.soap import EwsError
from simulator.xml import moment, timestamp

Test = Callable[[Item], bool]

_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "IsEqualTo": operator.eq,
    "IsNotEqualTo": operator.ne,
    "IsGreaterThan": operator.gt,
    "IsGreaterThanOrEqualTo": operator.ge,
    "IsLessThan": operator.lt,
    "IsLessThanOrEqualTo": operator.le,
}


def compile_restriction(element: etree._Element) -> Test:
    """The test that one search expression stands for; raises EwsError for what a server refuses to search by."""
    kind = etree.QName(element).localname
    if not len(element):
        raise EwsError("ErrorInvalidRestriction", "A part of the restriction is empty.")
    if kind in ("And", "Or"):
        tests = [compile_restriction(child) for child in element.iterchildren(tag=etree.Element)]
        every = all if kind == "And" else any
        return lambda item: every(test(item) for test in tests)
    if kind == "Not":
        inner = compile_restriction(element[0])
        return lambda item: not inner(item)
    values = path_values(element[0])
    if kind != "Exists" and (len(element) < 2 or (kind in _COMPARISONS and not len(element[1]))):
        raise EwsError("ErrorInvalidRestriction", f"{kind} has nothing to compare with.")
    if kind == "Exists":
        return lambda item: bool(values(item))
    if kind in _COMPARISONS:
        return _comparison(_COMPARISONS[kind], values, element[1][0], when_absent=kind == "IsNotEqualTo")
    if kind == "Contains":
        return _contains(element, values)
    if kind == "Excludes":
        mask = int(element[1].get("Value") or "0", 0)
        return lambda item: not any(int(value) & mask for value in values(item))
    raise EwsError("ErrorUnsupportedPathForQuery", f"This server does not search by {kind}.")


def path_values(path: etree._Element) -> Callable[[Item], tuple[str, ...]]:
    """What a path means on an item: no value, one, or each of a list."""
    if etree.QName(path).localname == "ExtendedFieldURI":
        try:
            key = property_key(path)
        except ValueError as problem:
            raise EwsError("ErrorInvalidExtendedProperty", str(problem)) from problem

        def extended(item: Item) -> tuple[str, ...]:
            value = extended_value(item, key)
            return value.values if value else ()

        return extended
    name = field_name(path.get("FieldURI") or "")
    match name:
        case "Categories":
            return lambda item: tuple(item.categories)
        case "ItemClass":
            return lambda item: (item.item_class,)
        case "Body" | "TextBody":
            return lambda item: (item.text,)
        case _:
            return lambda item: (item.get(name),) if name in item.fields else ()


def sortable(text: str) -> str:
    """Text as it is compared: times in one zone, numbers by their size, letters in one case."""
    if len(text) >= 19 and text[4:5] == "-" and text[10:11] == "T":
        try:
            return timestamp(moment(text))
        except ValueError:
            pass
    return f"{int(text) + 10**18:020d}" if _NUMBER.fullmatch(text) else text.casefold()


_NUMBER = re.compile(r"-?\d{1,18}")


def _comparison(
    compare: Callable[[str, str], bool],
    values: Callable[[Item], tuple[str, ...]],
    operand: etree._Element,
    *,
    when_absent: bool,
) -> Test:
    if etree.QName(operand).localname != "Constant":
        raise EwsError("ErrorUnsupportedPathForQuery", "This server compares a property with a constant only.")
    constant = sortable(operand.get("Value") or "")

    def test(item: Item) -> bool:
        found = values(item)
        return any(compare(sortable(value), constant) for value in found) if found else when_absent

    return test


def _contains(element: etree._Element, values: Callable[[Item], tuple[str, ...]]) -> Test:
    mode = element.get("ContainmentMode") or "Substring"
    fold: Callable[[str], str] = str if element.get("ContainmentComparison") in (None, "Exact") else str.casefold
    wanted = fold(element[1].get("Value") or "")

    def test(item: Item) -> bool:
        for value in map(fold, values(item)):
            if mode == "FullString":
                matches = value == wanted
            elif mode in ("Prefixed", "PrefixOnWords"):
                matches = value.startswith(wanted)
            else:
                matches = wanted in value
            if matches:
                return True
        return False

    return test
