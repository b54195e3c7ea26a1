"""Money: decimal, with a currency, kept as whole numbers of the currency's smallest unit; never a float. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache

from store.errors import Invalid
from store.rules.currencies import PLACES

LARGEST = 10**15  # smallest units: fits a 64-bit column even when multiplied by a percentage
USUAL = 2  # decimal places


def digits(currency: str) -> int:
    """How many decimal places amounts of the currency have (ISO 4217: EUR 2, JPY 0, KWD 3)."""
    return PLACES.get(currency, USUAL)


@cache
def currencies_by_digits() -> dict[int, tuple[str, ...]]:
    """The currencies that do not have two decimal places, by how many they have."""
    found: dict[int, list[str]] = {}
    for currency, places in sorted(PLACES.items()):
        if places != USUAL:
            found.setdefault(places, []).append(currency)
    return {places: tuple(codes) for places, codes in found.items()}


def known_currency(field: str, code: str) -> str:
    """The ISO 4217 code in capitals; raises Invalid for one that is none."""
    found = code.strip().upper()
    if found not in PLACES:
        near = ", ".join(get_close_matches(found, PLACES, n=3, cutoff=0.6))
        raise Invalid(field, f"{code!r} is not a currency", f"nearest: {near}" if near else "write EUR, USD, NOK …")
    return found


def to_minor(field: str, amount: Decimal | str | int, currency: str) -> int:
    """The amount in the currency's smallest unit; raises Invalid for what is no amount of it."""
    value = decimal_of(field, amount)
    scaled = value.scaleb(digits(currency))
    if scaled != scaled.to_integral_value():
        raise Invalid(field, f"{amount} has more decimal places than {currency} has ({digits(currency)})")
    return bounded(field, int(scaled))


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-digits(currency))


def decimal_of(field: str, number: Decimal | str | int) -> Decimal:
    """The number that was written; raises Invalid for anything else, infinities included."""
    if isinstance(number, bool | float):
        raise Invalid(field, f"must be a decimal number, not {number!r}")
    try:
        value = Decimal(number.strip() if isinstance(number, str) else number)
    except InvalidOperation:
        raise Invalid(field, f"{number!r} is not a number", "write 1234.50") from None
    if not value.is_finite():
        raise Invalid(field, f"{number!r} is not a number", "write 1234.50")
    if abs(value) > LARGEST:
        raise Invalid(field, f"{number} is too large")
    return value


def bounded(field: str, minor: int) -> int:
    if minor < 0:
        raise Invalid(field, "must not be negative")
    if minor > LARGEST:
        raise Invalid(field, "is too large")
    return minor


def line_total(quantity_milli: int, price_minor: int, discount_bp: int) -> int:
    """Quantity (thousandths) times unit price less the discount (hundredths of a per cent), half a unit upwards."""
    exact = quantity_milli * price_minor * (10_000 - discount_bp)
    return (2 * exact + 10_000_000) // 20_000_000


def expected_revenue(total_minor: int, probability: int) -> int:
    """Probability (per cent) of the total, half a unit upwards: the same in SQL, where both are whole numbers, too."""
    return (total_minor * probability + 50) // 100
