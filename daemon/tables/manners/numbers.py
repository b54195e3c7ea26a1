"""Numbers as tables write them: with a decimal point or comma, and groups parted by the other, or by blanks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from daemon.tables.cells import Number

BLANKS = "\u0020\u00a0\u202f\u2009'\u2019"

_PLAIN = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+)(?:(?P<mark>[.,])(?P<rest>\d+))?")
_GROUPED = re.compile(
    rf"(?P<sign>[+-]?)(?P<whole>\d{{1,3}}([.,{BLANKS}])\d{{3}}(?:\3\d{{3}})*)(?:(?P<mark>[.,])(?P<rest>\d+))?"
)
_LAKHS = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,2}(?:,\d\d)+,\d{3})(?:(?P<mark>\.)(?P<rest>\d+))?")
_LONGEST = 60


def number_of(text: str, decimal: str) -> str | None:
    """The number in plain digits with a decimal point; None for what is none where `decimal` parts its fraction."""
    if isinstance(text, Number):
        return text
    text = text.strip().replace("\u2212", "-")
    if len(text) > _LONGEST:
        return None
    found = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text) or _LAKHS.fullmatch(text)
    if not found:
        return None
    sign, whole, mark, fraction = found["sign"], found["whole"], found["mark"], found["rest"] or ""
    grouped = {one for one in whole if not one.isdigit()}
    if not (whole + fraction).isascii() and not all(one.isascii() for one in whole + fraction if one.isdigit()):
        return None  # digits of other scripts
    if mark and mark != decimal:
        if grouped or len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
            return None
        whole, fraction = whole + fraction, ""  # 1.234 where a comma parts the fraction
    if decimal in grouped:
        return None
    digits = "".join(one for one in whole if one.isdigit())
    return f"{sign.strip('+')}{digits}" + (f".{fraction}" if fraction else "")


def decimals_of(text: str) -> str:
    """By which signs a cell's fraction may be parted: "." or "," where it shows that, ".," where it may be either.

    "" for what is no number by any. Whole numbers say nothing: all of them are the same by both.
    """
    if isinstance(text, Number):
        return ".,"
    return "".join(decimal for decimal in ".," if number_of(text, decimal) is not None)


def is_doubtful(text: str) -> bool:
    """Whether it is a number by both signs, and another one by each: 1.234."""
    readings = {number_of(text, decimal) for decimal in ".,"}
    return None not in readings and len({Decimal(one) for one in readings if one is not None}) > 1


def shown(number: str, decimal: str) -> str:
    """A plain number as a cell that cannot be taken for another one: three places of a fraction get a fourth."""
    whole, point, fraction = number.partition(".")
    if not point:
        return number
    return f"{whole}{decimal}{fraction}{'0' if len(fraction) == 3 else ''}"


def short(number: str) -> str:
    """Without zeros at the end of its fraction, or before it."""
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    if number[:1] == "0" and len(number) > 1 and number[1] != ".":
        number = number.lstrip("0")
        number = f"0{number}" if number[:1] in ("", ".") else number
    return number


def settled(cells: Iterable[str]) -> str:
    """What parts the fractions of a column's numbers, if any shows it without a doubt; "" where none or both do."""
    ways = {decimals for cell in cells if len(decimals := decimals_of(cell)) == 1}
    return ways.pop() if len(ways) == 1 else ""
