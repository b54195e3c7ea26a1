"""How somebody writes dates and numbers, and when and where it is read. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

ORDERS = ("dmy", "mdy", "ymd")
MARKS = (".", ",")
LONGEST = 80  # characters of a date or an amount

# Invisible marks that programs put around numbers, and the minus and dashes that they write.
_REWRITTEN = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-"}) | dict.fromkeys(
    (0x200B, 0x200E, 0x200F, 0x2060, 0x00AD, 0xFEFF)
)


class Toward(StrEnum):
    """Where a day lies that was named without its year or week."""

    FUTURE = "future"  # what is due
    PAST = "past"  # what happened
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Manner:
    """`dates` and `numbers` name locales, or else an order (`dmy`) and a decimal mark (`,`); "" is not known."""

    now: datetime
    zone: ZoneInfo
    dates: str = ""
    numbers: str = ""

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def order(self) -> str:
        return order_of(self.dates)

    @property
    def mark(self) -> str:
        return mark_of(self.numbers)

    @property
    def territory(self) -> str:
        """The country that the locale names: "NO" of nb_NO; "" when it names none."""
        locale = known_locale(self.numbers) or known_locale(self.dates) or ""
        country = locale.rpartition("_")[2]
        return country if len(country) == 2 and country.isupper() else ""


def known_locale(name: str) -> str | None:
    """The locale as Babel spells it: "de_DE" of de-DE or de_DE.UTF-8; None for one that is not known, and for C."""
    return _known(name.split(".")[0].split("@")[0].strip())


def order_of(name: str) -> str:
    """The order of day, month and year: of a locale or of itself. "en" alone has two, and so none."""
    return name if name in ORDERS else _order(known_locale(name))


def mark_of(name: str) -> str:
    """The decimal mark: of a locale or itself; "" where it is not known."""
    return name if name in MARKS else _mark(known_locale(name))


def plain(text: str) -> str:
    """In small letters, with simple blanks, without marks that nobody sees; "" of what is too long to be meant."""
    if len(text) > LONGEST:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_REWRITTEN).casefold().split())


@cache
def _known(name: str) -> str | None:
    if not name or not name.isascii() or name.upper() in ("C", "POSIX"):
        return None
    from babel import Locale, UnknownLocaleError  # slow to load, and few who type need it

    try:
        found = Locale.parse(name.replace("-", "_"))
    except (ValueError, TypeError, UnknownLocaleError):
        return None
    return str(found)


@cache
def _order(locale: str | None) -> str:
    if locale is None or locale == "en":
        return ""
    from babel import Locale

    pattern = Locale.parse(locale).date_formats["short"].pattern.lower()
    places = sorted("dmy", key=pattern.find)
    order = "".join(places)
    return order if order in ORDERS else ""


@cache
def _mark(locale: str | None) -> str:
    if locale is None:
        return ""
    from babel.numbers import get_decimal_symbol

    mark = get_decimal_symbol(locale)
    return mark if mark in MARKS else ""
