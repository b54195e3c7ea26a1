"""Statements and templates are compiled once a test process: SQLAlchemy keeps the former by the engine, Jinja the
latter by the application, and each test has its own.

A whole cycle took a tenth longer, and the first look at a page twenty times as long as the next one.
"""

from __future__ import annotations

from functools import partial
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
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


class _Templates(BytecodeCache):
    """What templates became, by their names and texts."""

    def __init__(self) -> None:
        self._known: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get(f"{bucket.key} {bucket.checksum}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[f"{bucket.key} {bucket.checksum}"] = bucket.code


_TEMPLATES = _Templates()


def compile_templates_once() -> None:
    """From now on, in this process, those of pages."""
    from daemon.web import drawing

    drawing.Environment = partial(Environment, bytecode_cache=_TEMPLATES)
