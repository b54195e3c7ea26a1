"""Numbers as a locale writes them: Babel says how, once a kind of number, and pages are written without it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import format_currency, format_decimal, format_percent

_DIGITS = re.compile(r"\d(?:.*\d)?")
_MILLIONS = Decimal(1_234_567)


@dataclass(frozen=True, slots=True)
class Style:
    """What stands around a number and in it, as Babel writes 1, -1 and 1234567."""

    around: tuple[str, str]
    around_negative: tuple[str, str]
    group: str  # "" where thousands are not told apart
    by_hundreds: bool  # above a thousand, as in India: 12,34,567
    point: str
    places: int  # decimal places that are written whatever the number is

    def write(self, number: Decimal | int) -> str:
        """The number with all its decimal places, and no fewer than there are at least."""
        value = Decimal(number)
        whole, _, rest = f"{abs(value):f}".partition(".")
        rest = rest.rstrip("0").ljust(self.places, "0")
        before, after = self.around_negative if value < 0 else self.around
        return f"{before}{self._grouped(whole)}{self.point + rest if rest else ''}{after}"

    def _grouped(self, whole: str) -> str:
        if not self.by_hundreds or len(whole) <= 3:
            return f"{int(whole):,}".replace(",", self.group)
        above = whole[:-3]
        pairs = [above[max(0, end - 2) : end] for end in range(len(above), 0, -2)]
        return self.group.join([*reversed(pairs), whole[-3:]])


def style_of(one: str, negative: str, millions: str, point: str) -> Style:
    """The style of a kind of number, of which these are 1, -1 and 1234567."""
    at = _digits(one)
    return Style(
        around=_around(one),
        around_negative=_around(negative),
        group="".join(re.findall(r"\D", _digits(millions).partition(point)[0])[:1]),
        by_hundreds=bool(re.match(r"12\D34", _digits(millions))),
        point=point,
        places=len(at.partition(point)[2]),
    )


@cache
def plain_style(locale: str) -> Style:
    one, negative, millions = (format_decimal(number, locale=locale) for number in (1, -1, _MILLIONS))
    return style_of(one, negative, millions, _point(format_decimal(Decimal("1.5"), locale=locale)))


@cache
def percent_style(locale: str) -> Style:
    """Of per cents: 60 is sixty of a hundred."""
    one, negative, millions = (format_percent(Decimal(n) / 100, locale=locale) for n in (1, -1, _MILLIONS))
    return style_of(one, negative, millions, plain_style(locale).point)


@cache
def money_style(locale: str, currency: str) -> Style:
    one, negative, millions = (format_currency(number, currency, locale=locale) for number in (1, -1, _MILLIONS))
    half = format_currency(Decimal("1.5"), currency, locale=locale, decimal_quantization=False)
    return style_of(one, negative, millions, _point(half))


def _digits(text: str) -> str:
    found = _DIGITS.search(text)
    return found[0] if found else ""


def _around(text: str) -> tuple[str, str]:
    before, _, after = text.partition(_digits(text))
    return (f"{before}\xa0" if before[-1:].isalpha() else before), after  # NOK 5: Babel writes NOK5


def _point(one_and_a_half: str) -> str:
    return re.sub(r"\d", "", _digits(one_and_a_half))
