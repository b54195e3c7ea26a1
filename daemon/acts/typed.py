"""Amounts and numbers that were typed for a record, as its fields take them."""

from __future__ import annotations

from decimal import Decimal

from store.errors import Invalid
from store.rules.typed import amount_of, number_of, per_cent_of
from store.unit import Unit

Typed = Decimal | str | int | None


def typed_number(unit: Unit, field: str, typed: Typed) -> Typed:
    """The number, read as the unit reads texts; raises Invalid."""
    return number_of(field, typed, unit.manner) if isinstance(typed, str) and unit.manner else typed


def typed_per_cent(unit: Unit, field: str, typed: Typed) -> Typed:
    """The same, with a per cent sign or without one."""
    return per_cent_of(field, typed, unit.manner) if isinstance(typed, str) and unit.manner else typed


def typed_amount(unit: Unit, field: str, typed: Typed, *, currency: str | None, default: str) -> tuple[Typed, str]:
    """The amount and its currency: the one that it names, else `currency`, else `default`.

    Raises Invalid for what is no amount, and where it names another currency than the one that is given.
    """
    if not isinstance(typed, str) or not unit.manner:
        return typed, currency or default
    amount, named = amount_of(field, typed, unit.manner, default=(currency or default).strip().upper())
    if currency is not None and named != currency.strip().upper():
        raise Invalid(field, f"{typed!r} is in {named}, and not in {currency.strip().upper()}")
    return amount, named
