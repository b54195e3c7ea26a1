"""Values of a firm's own fields: from the text that people type, and back to it; and filters on them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from store.errors import Ambiguous, Invalid, NotFound
from store.rules.money import decimal_of, from_minor, known_currency, to_minor
from store.text import fold, line
from store.values import Comparison, Field, FieldKind, FieldValue, Record

if TYPE_CHECKING:
    from store.rules.typed import Manner  # most commands read none

RECORDS = (Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT)
OPERATORS = (">=", "<=", "!=", "=", "~", ">", "<")  # the longer ones first, as they are looked for

_PLACES = 6
_LARGEST = 10**12  # of a number: in millionths it fits a 64-bit column
_INDEXED = 2000  # bytes of a text that PostgreSQL takes into an index for certain
_YES, _NO = ("yes", "true", "y", "1", "ja", "j"), ("no", "false", "n", "0", "nein", "nei")
_FILTER = re.compile(r"\s*([^=~<>!]+?)\s*(>=|<=|!=|=|~|>|<)(.*)", re.DOTALL)
_AMOUNT = re.compile(r"([A-Za-z]{3})?\s*(\S+?)\s*([A-Za-z]{3})?")


def checked_name(text: str) -> str:
    """A field's name as it is stored; it must be tellable from the operator of a filter."""
    name = line("name of the field", text, longest=60)
    if found := re.search(r"[=~<>!]", name):
        raise Invalid("name of the field", f"must not contain {found[0]!r}, which filters begin with")
    return name


def checked_choices(kind: FieldKind, choices: Sequence[str]) -> tuple[str, ...]:
    """The choices of a field of kind choice, each once; other kinds have none."""
    if kind is not FieldKind.CHOICE:
        if choices:
            raise Invalid("choices", f"belong to a field of kind choice, not {kind.value}")
        return ()
    names = [_indexable("choice", line("choice", text)) for text in choices]
    if not names:
        raise Invalid("choices", "must be one or more", "name them with --choice")
    for place, name in enumerate(names):
        if fold(name) in {fold(other) for other in names[:place]}:
            raise Invalid("choices", f"{name!r} is there twice")
    return tuple(names)


def parsed(field: Field, text: str, manner: Manner | None = None) -> FieldValue | None:
    """The value that the text means, None for an empty one; raises Invalid, naming the field.

    Dates and numbers are read as somebody writes them, or without a manner as programs do, and `shown` does.
    """
    text = text.strip()
    if not text:
        return None
    match field.kind:
        case FieldKind.TEXT:
            return FieldValue(text=_indexable(field.name, line(field.name, text)))
        case FieldKind.NUMBER:
            return FieldValue(number=_millionths(field.name, text, manner))
        case FieldKind.MONEY:
            return _money(field.name, text, manner)
        case FieldKind.DATE:
            return FieldValue(day=_day(field.name, text, manner))
        case FieldKind.YES_NO:
            return FieldValue(number=_yes_or_no(field.name, text))
        case FieldKind.CHOICE:
            return FieldValue(text=_choice(field, text))


def shown(field: Field, value: FieldValue) -> str:
    """The value as text, which means the same when it is parsed."""
    match field.kind:
        case FieldKind.NUMBER:
            return _plain(Decimal(value.number or 0).scaleb(-_PLACES))
        case FieldKind.MONEY:
            currency = value.currency or ""
            return f"{from_minor(value.number or 0, currency):f} {currency}"
        case FieldKind.DATE:
            return value.day.isoformat() if value.day else ""
        case FieldKind.YES_NO:
            return "yes" if value.number else "no"
        case _:
            return value.text or ""


def split_filter(text: str) -> tuple[str, str, str]:
    """ "Seats >= 100" as name, operator and text; raises Invalid for what is no filter."""
    found = _FILTER.fullmatch(text)
    if not found:
        raise Invalid("filter", f"{text!r} has no operator", 'write "NAME=VALUE", or one of != ~ > >= < <= for the =')
    return found[1], found[2], found[3].strip()


def split_setting(text: str) -> tuple[str, str]:
    """ "Seats=100" as name and text; raises Invalid."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise Invalid("field", f"{text!r} sets nothing", 'write "NAME=VALUE", or "NAME=" to clear it')
    return name.strip(), value.strip()


def comparison(field: Field, op: str, text: str, manner: Manner | None = None) -> Comparison:
    """What a filter asks of a field; raises Invalid, NotFound for an unknown choice."""
    if op not in OPERATORS:
        raise Invalid("filter", f"there is no operator {op!r}", f"use {' '.join(OPERATORS)}")
    _must_be_comparable(field, op)
    value = parsed(field, text, manner) if op != "~" else None
    if value is None and (op not in ("=", "!=", "~") or (op == "~" and not text)):
        raise Invalid(field.name, f"is to be {op} nothing", "name a value")
    return Comparison(field, op, value, text if op == "~" else "")


def as_json(field: Field, value: FieldValue) -> Any:
    """For programs: yes/no as a boolean, money as amount and currency, everything else as its text."""
    match field.kind:
        case FieldKind.YES_NO:
            return bool(value.number)
        case FieldKind.MONEY:
            currency = value.currency or ""
            return {"amount": f"{from_minor(value.number or 0, currency):f}", "currency": currency}
        case _:
            return shown(field, value)


def _millionths(name: str, text: str, manner: Manner | None) -> int:
    if manner:
        from store.rules.typed import number_of

        value = decimal_of(name, number_of(name, text, manner))
    else:
        value = decimal_of(name, text)
    if abs(value) > _LARGEST:
        raise Invalid(name, f"{text} is too large")
    scaled = value.scaleb(_PLACES)
    if scaled != scaled.to_integral_value():
        raise Invalid(name, f"{text} has more than {_PLACES} decimal places")
    return int(scaled)


def _money(name: str, text: str, manner: Manner | None) -> FieldValue:
    if manner:
        from store.rules.typed import amount_of

        amount, code = amount_of(name, text, manner)
        if not code:
            raise Invalid(name, f"{text!r} is no amount with a currency", "write 1234.50 EUR")
        return FieldValue(number=to_minor(name, amount, code), currency=code)
    found = _AMOUNT.fullmatch(text)
    if not found or bool(found[1]) == bool(found[3]):
        raise Invalid(name, f"{text!r} is no amount with a currency", "write 1234.50 EUR")
    currency = known_currency(name, found[1] or found[3])
    return FieldValue(number=to_minor(name, found[2], currency), currency=currency)


def _day(name: str, text: str, manner: Manner | None) -> date:
    if manner:
        from store.rules.typed import Toward, day_of

        return day_of(name, text, manner, Toward.NEAREST)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(name, f"{text!r} is not a date", "write 2025-03-04") from None


def _yes_or_no(name: str, text: str) -> int:
    if text.lower() in _YES:
        return 1
    if text.lower() in _NO:
        return 0
    raise Invalid(name, f"{text!r} is neither yes nor no")


def _choice(field: Field, text: str) -> str:
    """The choice of that name, or the only one that has it as a part."""
    exact = [choice for choice in field.choices if fold(choice) == fold(text)]
    found = exact or [choice for choice in field.choices if fold(text) in fold(choice)]
    if len(found) > 1:
        raise Ambiguous(field.name, text, found)
    if not found:
        raise NotFound(field.name, text, field.choices)
    return found[0]


def _indexable(name: str, text: str) -> str:
    if len(fold(text).encode()) > _INDEXED:
        raise Invalid(name, "is too long once its letters are taken apart for searching")
    return text


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _must_be_comparable(field: Field, op: str) -> None:
    """Raises Invalid for an operator that the field's kind does not know."""
    has_words = field.kind in (FieldKind.TEXT, FieldKind.CHOICE)
    if op == "~" and not has_words:
        raise Invalid(field.name, f"is a {field.kind.value}, which contains nothing", "use = or a range")
    if op in (">", ">=", "<", "<=") and field.kind not in (FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE):
        raise Invalid(
            field.name, f"is a {field.kind.value}, which has no order", "use =" + (" or ~" if has_words else "")
        )
