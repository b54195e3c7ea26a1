"""Line items: what a quantity, a price and a discount may be, and what they come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from store.errors import Invalid
from store.rules.money import LARGEST, bounded, decimal_of, line_total, to_minor
from store.text import line, prose
from store.values import LineItem

Fields = dict[str, Any]

FIELDS = ("name", "description", "quantity", "price", "discount")
MOST_LINES = 500


def checked(given: Mapping[str, Any], currency: str) -> Fields:
    """The fields as they are stored: thousandths, the currency's smallest unit, hundredths of a per cent."""
    fields: Fields = {}
    for name, value in given.items():
        match name:
            case "name":
                fields[name] = line(name, value)
            case "description":
                fields[name] = prose(name, value, longest=10_000)
            case "quantity":
                fields["quantity_milli"] = quantity_milli(value)
            case "price":
                fields["price_minor"] = to_minor(name, value, currency)
            case "discount":
                fields["discount_bp"] = discount_bp(value)
            case _:
                fields[name] = value
    return fields


def totalled(fields: Fields) -> Fields:
    """The fields with their total; raises Invalid where it is too large to keep."""
    total = line_total(fields["quantity_milli"], fields["price_minor"], fields["discount_bp"])
    return fields | {"total_minor": bounded("line total", total)}


def is_one_sum(lines: Sequence[LineItem]) -> bool:
    """Whether they are no more than what a deal is worth: one free line, once, without a discount."""
    return len(lines) == 1 and lines[0].product_id is None and lines[0].quantity == 1 and not lines[0].discount


def sum_of(totals: Iterable[int]) -> int:
    return bounded("total", sum(totals))


def quantity_milli(value: Decimal | str | int) -> int:
    return _scaled("quantity", value, 3)


def discount_bp(value: Decimal | str | int) -> int:
    scaled = _scaled("discount", value, 2)
    if scaled > 10_000:
        raise Invalid("discount", f"must be from 0 to 100 per cent, not {value}")
    return scaled


def quantity_of(milli: int) -> Decimal:
    """Without zeros at its end: 2, not 2.000."""
    return _short(Decimal(milli).scaleb(-3))


def discount_of(bp: int) -> Decimal:
    return _short(Decimal(bp).scaleb(-2))


def _scaled(field: str, value: Decimal | str | int, places: int) -> int:
    number = decimal_of(field, value)
    if number < 0:
        raise Invalid(field, "must not be negative")
    scaled = number.scaleb(places)
    if scaled != scaled.to_integral_value():
        raise Invalid(field, f"{value} has more than {places} decimal places")
    if scaled > LARGEST:
        raise Invalid(field, f"{value} is too large")
    return int(scaled)


def _short(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
