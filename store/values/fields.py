"""Fields of a firm's own, and their values. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from store.values.audit import Record
from store.values.making import dataclass


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yesno"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    id: int
    record: Record  # opportunity, account or contact
    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()  # of kind choice, in their order


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What a record has in a field; of the parts, those of the field's kind are set."""

    text: str | None = None  # of text and choice
    number: int | None = None  # millionths of a number, smallest units of money, 0 or 1
    currency: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list asks of a field: = != > >= < <= a value, or ~ a part; without a value = has none, != has one."""

    field: Field
    op: str
    value: FieldValue | None = None
    part: str = ""
