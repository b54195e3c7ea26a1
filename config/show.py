"""The configuration as people and programs may see it: every key, its value with secrets masked, its origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.commands import ToldByCommand
from config.errors import without_login
from config.fields import write_duration
from config.keys import DATABASE_URLS, Key, keys_of
from config.settings import Loaded

MASK = "********"


@dataclass(frozen=True, slots=True)
class Row:
    """A key as it stands; `value` is a text, number, truth value or list of texts, None where nothing is set."""

    key: str
    value: str | int | bool | list[str] | None
    origin: str


def rows(loaded: Loaded) -> tuple[Row, ...]:
    """Every key in the order of the example file."""
    return tuple(Row(key.name, shown(key), _origin(key, loaded)) for key in keys_of(loaded.settings))


def _origin(key: Key, loaded: Loaded) -> str:
    return f"command {key.value.command[0]}" if isinstance(key.value, ToldByCommand) else loaded.layers.origin(key.path)


def as_json(loaded: Loaded) -> dict[str, Any]:
    """`{"file": …, "settings": [{"key": …, "value": …, "origin": …}]}`, ready for `json.dumps`."""
    return {
        "file": None if loaded.file is None else str(loaded.file),
        "settings": [{"key": row.key, "value": row.value, "origin": row.origin} for row in rows(loaded)],
    }


def shown(key: Key) -> str | int | bool | list[str] | None:
    """A key's value as TOML would hold it, secrets masked; of the database's URL only its password is one."""
    match key.value:
        case None:
            return None
        case ToldByCommand():
            return MASK
        case secret if key.is_secret:
            return without_login(secret.get_secret_value()) if key.name in DATABASE_URLS else MASK
        case timedelta() as span:
            return write_duration(span)
        case bool() | int() as plain:
            return plain
        case tuple() as texts:
            return [str(text) for text in texts]
        case ZoneInfo() | Path() | str() as text:
            return str(text)
        case other:
            raise TypeError(f"no way to show a {type(other).__name__}")
