"""An amount with its currency in one cell: by its code, or by a sign that may be that of several. Pure."""

from __future__ import annotations

import re

from store.errors import Invalid
from store.rules.currencies import PLACES

_SIGNS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "us$": ("USD",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "fr.": ("CHF",),
    "sfr.": ("CHF",),
    "kr": ("NOK", "SEK", "DKK", "ISK"),
    "kr.": ("DKK", "NOK", "SEK", "ISK"),
}
_BEFORE = re.compile(r"([^\W\d_]{1,4}\$?\.?|[€£$¥₹])[\s\u00a0\u202f]*(?=[-+]?\d)")
_BEHIND = re.compile(r"(?<=\d)(?:,-|,\u2013)?[\s\u00a0\u202f]*([^\W\d_]{2,4}\.?|[€£$¥₹])$")


def split_money(cell: str) -> tuple[str, str]:
    """The number, and what its currency is called; "" where it has none. A sign of one currency is that one's code."""
    cell = cell.strip().removesuffix(",-").removesuffix(",\u2013")
    if cell[-1:].isdigit() and cell[:1].isdigit():
        return cell, ""
    if found := _BEFORE.match(cell):
        number, unit = cell[found.end() :], found[1]
    elif found := _BEHIND.search(cell[-12:]):
        number, unit = cell[: len(cell[:-12]) + found.start()], found[1]
    else:
        return cell, ""
    if unit.upper() in PLACES:
        return number.strip(), unit.upper()
    meant = _SIGNS.get(unit.casefold())
    if meant is None:
        return cell, ""
    return number.strip(), meant[0] if len(meant) == 1 else unit.casefold()


def currency_of(unit: str, likely: str) -> str:
    """The code of what a currency is called, beside the one that is likely; raises Invalid where none is sure."""
    if not unit or unit in PLACES:
        return unit
    meant = _SIGNS.get(unit, ())
    if likely in meant:
        return likely
    raise Invalid("amount", f"{unit!r} may be {', '.join(meant)}", "name it: 1234.50 NOK, or a column currency")
