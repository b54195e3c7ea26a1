"""Numbers, amounts and per cents as people type them: "1.234,50", "1 234,50 kr", "$1,234.50", "50 %". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from store.errors import Invalid
from store.rules.currencies import PLACES
from store.rules.money import known_currency
from store.rules.typed.manner import MARKS, Manner, plain

_NUMBER = re.compile(r"[0-9.,' \u2019]*[0-9](?:[.,]-+)?")
_SIGN = re.compile(r"[.,' \u2019]")
_SCIENTIFIC = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,20})?e[+-]?[0-9]{1,2}")
_AMOUNT = re.compile(
    r"(?P<minus>-?) ?(?P<before>[^\W\d_]+\.?|[^\W\d_]*[^\w\s.,'\u2019+-])? ?(?P<sign>[+-]?) ?"
    r"(?P<body>[.,]?[0-9](?:[0-9.,' \u2019]*[0-9])?(?:[.,]-+)?) ?(?P<after>.*)"
)
_TIMES: Mapping[str, int] = {
    **dict.fromkeys(("k", "tsd", "tsd.", "tausend", "tusen", "thousand"), 10**3),
    **dict.fromkeys(("mio", "mio.", "mill", "mill.", "million", "millions", "millionen", "millioner"), 10**6),
}
_PER_CENT = re.compile(r"(.*?) ?(?:%|percent|per cent|prozent|prosent|pst\.?|pct\.?|v\. ?h\.)")

# Signs and words of currencies, in small letters. Those that several countries have are told apart by `_shared`.
_SIGNS: Mapping[str, str] = {
    "€": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "pound": "GBP", "pounds": "GBP", "pfund": "GBP", "pund": "GBP", "quid": "GBP",
    "us$": "USD", "$us": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "r$": "BRL", "mx$": "MXN",
    "₹": "INR", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₩": "KRW", "₪": "ILS", "zł": "PLN", "zl": "PLN", "kč": "CZK",
    "ft": "HUF", "cn¥": "CNY", "jp¥": "JPY", "元": "CNY", "円": "JPY", "yen": "JPY", "yuan": "CNY",
    "fr": "CHF", "fr.": "CHF", "sfr": "CHF", "sfr.": "CHF", "franken": "CHF",
    "nkr": "NOK", "skr": "SEK", "dkr": "DKK", "ikr": "ISK",
}  # fmt: skip
_KRONER = {"NO": "NOK", "SE": "SEK", "DK": "DKK", "IS": "ISK"}
_DOLLARS = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "HK": "HKD", "SG": "SGD"}
_YEN = {"JP": "JPY", "CN": "CNY"}
_SHARED: Mapping[str, tuple[Mapping[str, str], str]] = {
    **dict.fromkeys(("kr", "kr.", "krone", "kroner", "kronor", "kronen"), (_KRONER, "")),
    **dict.fromkeys(("$", "dollar", "dollars"), (_DOLLARS, "USD")),
    "¥": (_YEN, "JPY"),
}


def number_of(field: str, text: str, manner: Manner) -> Decimal:
    """The number that was typed; raises Invalid, naming both readings of what has two: "1,234" without a locale."""
    return _one(field, text, numbers_of(text), manner)


def numbers_of(text: str) -> dict[str, Decimal]:
    """What the text means with each decimal mark, `.` and `,`: with neither where it is no number.

    >>> numbers_of("1.234,50"), numbers_of("1,234")
    ({',': Decimal('1234.50')}, {'.': Decimal('1234'), ',': Decimal('1.234')})
    """
    words = plain(text)
    sign = -1 if words.startswith("-") else 1
    words, times = _multiplied(words[1:].strip() if words[:1] in ("+", "-") else words)
    if _SCIENTIFIC.fullmatch(words):
        return {".": sign * Decimal(words)}
    if not _NUMBER.fullmatch(words):
        return {}
    body, whole = words.rstrip("-"), words.endswith("-")  # "120,-" is 120, and says what its decimal mark is
    marks = (body[-1],) if whole else MARKS
    found = {mark: _with_mark(body[:-1] if whole else body, mark) for mark in marks}
    return {mark: sign * number * times for mark, number in found.items() if number is not None}


def amount_of(field: str, text: str, manner: Manner, default: str = "") -> tuple[Decimal, str]:
    """The amount and its currency, `default` where it names none; "" where there is none of either.

    Raises Invalid for what is no amount, and for a currency that is not known or could be several.
    """
    words = plain(text)
    number, names = _parted(words)
    if number is None or len(names) > 1:
        raise Invalid(field, f"{text!r} is no amount", "write 1234.50, 1.234,50 EUR or NOK 1 234,50")
    currency = _currency(field, text, names[0], manner, default) if names else default
    return _one(field, number, numbers_of(number), manner, text), currency


def per_cent_of(field: str, text: str, manner: Manner) -> Decimal:
    """The per cents: "7,5 %" as 7.5; raises Invalid."""
    return number_of(field, _without_sign(text), manner)


def whole_per_cent(field: str, text: str) -> int:
    """Whole per cents: "50", "50%", "50 %", "50,0 Prozent"; raises Invalid."""
    found = set(numbers_of(_without_sign(text)).values())
    if len(found) != 1 or (value := found.pop()) != value.to_integral_value():
        raise Invalid(field, f"whole per cent are wanted, not {text!r}", "write 50 or 50 %")
    return int(value)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _one(field: str, text: str, found: dict[str, Decimal], manner: Manner, typed: str = "") -> Decimal:
    typed = typed or text
    values = list(dict.fromkeys(found.values()))
    if not values:
        raise Invalid(field, f"{typed!r} is not a number", "write 1234.50 or 1.234,50")
    if len(values) > 1 and manner.mark in found:
        return found[manner.mark]
    if len(values) > 1:
        ways = " or ".join(f"{value:f}" for value in sorted(values, reverse=True))
        remedy = "write it without a sign between thousands, or name a locale, such as de_DE: records.locale, --locale"
        raise Invalid(field, f"{typed!r} can be {ways}", remedy)
    return values[0]


def _with_mark(body: str, mark: str) -> Decimal | None:
    """The number where this is the decimal mark; None where it cannot be."""
    whole, sign, part = body.partition(mark)
    if sign and not (part.isdecimal() and part.isascii()):
        return None
    groups = _SIGN.split(whole)
    signs = set(_SIGN.findall(whole))
    if len(signs) > 1 or mark in signs:
        return None
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and groups[0] != "0" and all(len(g) == 3 for g in groups[1:])):
        return None
    if not whole and not sign:
        return None
    return Decimal(f"{''.join(groups) or '0'}.{part or '0'}") if sign else Decimal("".join(groups))


def _multiplied(words: str) -> tuple[str, int]:
    """The words before "k", "Tsd." or "Mio", and how many times they count."""
    found = re.fullmatch(r"(.*[0-9]) ?([^\W\d]+\.?)", words)
    times = _TIMES.get(found[2]) if found else None
    return (found[1], times) if found and times else (words, 1)


def _without_sign(text: str) -> str:
    words = plain(text)
    found = _PER_CENT.fullmatch(words)
    return found[1] if found else words


# --- currencies -------------------------------------------------------------------------------------------------------


def _parted(words: str) -> tuple[str | None, list[str]]:
    """The number with its sign and multiplier, and the names of currencies around it."""
    found = _AMOUNT.fullmatch(words)
    if not found or (found["sign"] and found["minus"]):
        return None, []
    before, after = found["before"] or "", found["after"]
    minus = "-" if "-" in (found["minus"], found["sign"]) else ""
    times = ""
    first, _, rest = after.partition(" ")
    if first in _TIMES:
        times, after = first, rest.strip()
    elif (joined := re.fullmatch(r"(t)([a-z]{3}|€|\$|£)", after)) and (
        joined[2].upper() in PLACES or joined[2] in _SIGNS
    ):
        times, after = "k", joined[2]  # TEUR, T€: thousands
    names = [name for name in (before, after) if name]
    return f"{minus}{found['body']}{times}", names


def _currency(field: str, text: str, name: str, manner: Manner, default: str) -> str:
    code = name.upper()
    if code in PLACES:
        return code
    if name in _SIGNS:
        return _SIGNS[name]
    if name in _SHARED:
        by_country, usual = _SHARED[name]
        if default in by_country.values():
            return default
        if found := by_country.get(manner.territory, usual):
            return found
        codes = ", ".join(by_country.values())
        raise Invalid(field, f"{name!r} in {text!r} can be {codes}", "write the code")
    if len(code) == 3 and code.isalpha():
        return known_currency(field, code)  # raises, with the nearest
    raise Invalid(field, f"{text!r} is no amount", "write 1234.50, 1.234,50 EUR or NOK 1 234,50")
