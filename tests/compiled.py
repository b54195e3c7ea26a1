"""Statements are compiled once a test process: SQLAlchemy keeps them by the engine, and each test has its own.

A whole cycle took a tenth longer.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event


class Compiled(dict[Any, Any]):
    """What was compiled, for any engine of a kind; SQLAlchemy's own key begins with the dialect of one engine."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_of_any(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_of_any(key), compiled)


def _of_any(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *rest = key
    return (type(dialect), *rest)


COMPILED = Compiled()


def compile_once() -> None:
    """From now on, in this process."""
    if not event.contains(Engine, "engine_connect", _share):
        event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=COMPILED)
