"""What a comparison with a firm's own field is in SQL, for the lists of the records that have such fields."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, select

from store.models import FieldValueRow
from store.text import fold
from store.values import Comparison, Field, FieldKind, FieldValue


def holds(key: Column[int], asked: Comparison) -> ColumnElement[bool]:
    """A condition on a record's id."""
    mine = select(FieldValueRow.record_id).where(FieldValueRow.field_id == asked.field.id)
    if asked.op == "~":
        return key.in_(mine.where(FieldValueRow.folded.contains(fold(asked.part), autoescape=True)))
    if asked.value is None:
        return key.not_in(mine) if asked.op == "=" else key.in_(mine)
    if asked.op == "!=":
        return key.not_in(mine.where(_compare(asked.field, "=", asked.value)))
    return key.in_(mine.where(_compare(asked.field, asked.op, asked.value)))


def column_of(field: Field) -> Any:
    """Where the values of a field are kept, as they compare."""
    match field.kind:
        case FieldKind.TEXT | FieldKind.CHOICE:
            return FieldValueRow.folded
        case FieldKind.DATE:
            return FieldValueRow.day
        case _:
            return FieldValueRow.number


def _compare(field: Field, op: str, value: FieldValue) -> ColumnElement[bool]:
    column, wanted = column_of(field), fold(value.text) if value.text is not None else value.day or value.number
    compared: dict[str, ColumnElement[bool]] = {
        "=": column == wanted,
        ">": column > wanted,
        ">=": column >= wanted,
        "<": column < wanted,
        "<=": column <= wanted,
    }
    if field.kind is FieldKind.MONEY:
        return compared[op] & (FieldValueRow.currency == value.currency)
    return compared[op]
