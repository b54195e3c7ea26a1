"""Whether a text holds another: what SQLite finds by comparing bytes, in less time than its LIKE takes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _place_of(FunctionElement[int]):  # noqa: N801  # a function of SQL
    inherit_cache = True


def containing(column: Any, text: str) -> ColumnElement[bool]:
    """True where the column holds the text as it is written, no sign of which means another."""
    found: ColumnElement[bool] = _place_of(column, bindparam(None, text, type_=Text())) > 0
    return found


@compiles(_place_of, "sqlite")
def _on_sqlite(element: _place_of, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_place_of, "postgresql")
def _on_postgresql(element: _place_of, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"
