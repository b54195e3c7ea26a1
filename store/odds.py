"""How often a condition holds, for SQLite: it takes what is empty in a column for as rare as any of its values."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class often(FunctionElement[Any]):  # noqa: N801  # a function of SQL
    """The condition, of which most rows are."""

    inherit_cache = True


class seldom(FunctionElement[Any]):  # noqa: N801
    """The condition, of which few rows are."""

    inherit_cache = True


@compiles(often)
@compiles(seldom)
def _plain(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(often, "sqlite")
def _often(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"likely({compiler.process(element.clauses, **options)})"


@compiles(seldom, "sqlite")
def _seldom(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"unlikely({compiler.process(element.clauses, **options)})"
