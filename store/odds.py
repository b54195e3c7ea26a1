"""How SQLite is to find rows: it takes what is empty in a column for as rare as any of its values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import replacement_traverse


class often(FunctionElement[Any]):  # noqa: N801  # a function of SQL
    """The condition, of which most rows are."""

    inherit_cache = True


class seldom(FunctionElement[Any]):  # noqa: N801
    """The condition, of which few rows are."""

    inherit_cache = True


class _passed_by(FunctionElement[Any]):  # noqa: N801
    """The column, in whose index nothing is looked up."""

    inherit_cache = True


def by_looking(condition: ColumnElement[bool], table: Any) -> ColumnElement[bool]:
    """The condition, which is held against rows of the table that another index gives, and costs less than `often`."""

    def passed_by(element: Any, **_: Any) -> Any:
        return (
            _passed_by(element) if isinstance(element, Column) and element.table is table.__clause_element__() else None
        )

    return replacement_traverse(condition, {}, passed_by)


@compiles(often)
@compiles(seldom)
@compiles(_passed_by)
def _plain(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(often, "sqlite")
def _often(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"likely({compiler.process(element.clauses, **options)})"


@compiles(seldom, "sqlite")
def _seldom(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"unlikely({compiler.process(element.clauses, **options)})"


@compiles(_passed_by, "sqlite")
def _passed(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"
