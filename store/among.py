"""Whether a column is one of many values, which travel as one: the statement is the same, however many there are.

A list of places for values makes a new statement for each length: SQLAlchemy writes it anew, and the database reads and
plans it anew, which costs more than to look the values up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class _Values(TypeDecorator[list[Any]]):
    """A list, as text: JSON on SQLite, on PostgreSQL what it writes for an array, several times as fast as its driver
    makes one of each value.
    """

    impl = Text
    cache_ok = True

    def __init__(self, *, are_numbers: bool) -> None:
        super().__init__()
        self.are_numbers = are_numbers

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Of no type for PostgreSQL: it then reads the text as an array when it plans, and once. One that is cast is
        read anew for each row that it is compared with.
        """
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else NullType())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        values = list(value or ())
        return json.dumps(values) if dialect.name == "sqlite" else array_text(values)


def array_text(values: Sequence[Any]) -> str:
    """As PostgreSQL reads an array of texts or numbers."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if not isinstance(value, str):
        return "NULL" if value is None else str(value)
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


class _OneOf(ColumnElement[bool]):
    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012  # read by SQLAlchemy while the class is made
        ("column", InternalTraversal.dp_clauseelement),
        ("values", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, values: Any) -> None:
        self.column, self.values = column, values


def one_of(column: Any, name: str) -> ColumnElement[bool]:
    """True where the column, of texts or whole numbers, is one of the values that are given by this name."""
    element = column.__clause_element__() if hasattr(column, "__clause_element__") else column
    return _OneOf(element, bindparam(name, type_=_Values(are_numbers=isinstance(element.type, Integer))))


@compiles(_OneOf, "sqlite")
def _on_sqlite(one: _OneOf, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in (one.column, one.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  # a column and a place for values


@compiles(_OneOf, "postgresql")
def _on_postgresql(one: _OneOf, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in (one.column, one.values))
    kind = "BIGINT" if one.values.type.are_numbers else "TEXT"
    return f"{column} = ANY(CAST({values} AS {kind}[]))"
