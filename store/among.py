"""Whether a column is one of many values, which travel as one: the statement is the same, however many there are.

A list of places for values makes a new statement for each length: SQLAlchemy writes it anew, and the database reads and
plans it anew, which costs more than to look the values up.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Values(TypeDecorator[list[Any]]):
    """A list: JSON on SQLite, an array on PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, *, are_numbers: bool) -> None:
        super().__init__()
        self.are_numbers = are_numbers

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        from sqlalchemy.dialects.postgresql import ARRAY  # its types are only loaded where it is the database

        return dialect.type_descriptor(ARRAY(BigInteger() if self.are_numbers else Text()))

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        values = list(value or ())
        return json.dumps(values) if dialect.name == "sqlite" else values


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
    return f"{column} = ANY({values})"
