"""The line items of a deal in one cell: name | quantity | price | discount | description; with semicolons. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from daemon.tables.manners.numbers import number_of, short, shown
from store.errors import Invalid
from store.values import LineItem

_ITEM = re.compile(r"((?:\\.|[^;\\]|\\$)*)(?:;|$)", re.DOTALL)
_FIELD = re.compile(r"((?:\\.|[^|\\]|\\$)*)(?:\||$)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;|])")
REMEDY = "write name | quantity | price | discount | description, with semicolons between the items"


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    quantity: str = "1"
    price: str = "0"
    discount: str = "0"
    description: str = ""


def items_cell(items: Sequence[LineItem], decimal: str = ".") -> str:
    """The items as a cell that reads back the same."""
    return cell_of([as_item(one) for one in items], decimal)


def as_item(one: LineItem) -> Item:
    numbers = (short(f"{number:f}") for number in (one.quantity, one.price, one.discount))
    quantity, price, discount = numbers
    return Item(one.name, quantity, price, discount, one.description)


def cell_of(items: Sequence[Item], decimal: str = ".") -> str:
    return ";".join(_text(one, decimal) for one in items)


def _text(one: Item, decimal: str) -> str:
    numbers = (shown(number, decimal) for number in (one.quantity, one.price, one.discount))
    fields = [_escaped(one.name), *numbers, _escaped(one.description)]
    while len(fields) > 3 and fields[-1] in ("", "0"):
        fields.pop()
    return " | ".join(fields)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace(";", "\\;")


def items_of(cell: str, decimal: str = ".") -> list[Item]:
    """The items that a cell names; raises Invalid for what is none."""
    found = []
    for text in filter(None, (one.strip() for one in _ITEM.findall(cell))):
        fields = [_ESCAPED.sub(r"\1", one).strip() for one in _FIELD.findall(text)][:-1] or [text]
        if len(fields) > 5 or not fields[0]:
            raise Invalid("items", f"{text!r} is no line item", REMEDY)
        numbers = []
        for number, usual in zip([*fields[1:4], "", "", ""], ("1", "0", "0"), strict=False):
            read = number_of(number.removesuffix("%").strip(), decimal) if number else usual
            if read is None:
                raise Invalid("items", f"{number!r} is not a number in {text!r}", REMEDY)
            numbers.append(short(read))
        quantity, price, discount = numbers
        found.append(Item(fields[0], quantity, price, discount, fields[4] if len(fields) > 4 else ""))
    return found
