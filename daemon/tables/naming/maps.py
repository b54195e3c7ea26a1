"""Maps from the columns of other programs to ours: a firm's own, and those that come with the program. Pure.

A map is TOML, or a table with the columns `column`, `value` and `becomes`, where a row with a
value says what that value becomes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from daemon.tables.reading import opened
from store.errors import Invalid
from store.text import fold

LARGEST = 1_000_000
PASSED = "-"  # a column that is passed over

_APART = re.compile(r"[\W_]+")
_TABLES = ("accounts", "contacts", "opportunities")


def key_of(name: str) -> str:
    """A column's name as it is compared: without case, diacritics, and whatever is no letter or digit."""
    return _APART.sub(" ", fold(name)).strip() or name.strip()


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """`columns` by `key_of` their name; `values` by our column and the folded value."""

    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def map_of(name: str, content: bytes, table: str) -> ColumnMap:
    """A firm's map for that table; raises Invalid for what is none, with the line where it can be told."""
    if len(content) > LARGEST:
        raise Invalid(name, "is too large for a map", "it says what each column becomes, and no more")
    if name.lower().endswith(".toml"):
        return _of_toml(name, content, table)
    return _of_table(name, content)


def _of_toml(name: str, content: bytes, table: str) -> ColumnMap:
    try:
        read = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid(name, "is not UTF-8", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as problem:
        raise Invalid(name, f"is no TOML: {problem}", 'a line reads: "Their column" = "our_column"') from None
    parts = [read, read[table]] if isinstance(read.get(table), dict) else [read]
    columns, values = dict[str, str](), dict[str, dict[str, str]]()
    for part in parts:
        _must_be_known(name, part)
        for column, becomes in _strings(name, "columns", part.get("columns", {})):
            _once(name, columns, column, becomes)
        for column in part.get("pass_over", []):
            _once(name, columns, str(column), PASSED)
        for ours, given in part.get("values", {}).items():
            values.setdefault(ours, {}).update((fold(key), text) for key, text in _strings(name, ours, given))
    return ColumnMap(name, columns, values)


def _must_be_known(name: str, part: Mapping[str, object]) -> None:
    if unknown := set(part) - {"columns", "pass_over", "values", "program", *_TABLES}:
        there = "[columns] and [values.NAME], each by itself or under [accounts…], [contacts…] or [opportunities…]"
        raise Invalid(name, f"has a part {min(unknown)!r}, which is unknown", f"a map has {there}")


def _strings(name: str, part: str, given: object) -> Iterable[tuple[str, str]]:
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise Invalid(name, f"does not say what each of {part!r} becomes", 'a line reads: "Their name" = "our_name"')
    return given.items()


def _of_table(name: str, content: bytes) -> ColumnMap:
    source = opened(name, content)
    lines = source.rows()
    head = [key_of(source.read(cell)) for cell in next(lines, (0, [""]))[1]]
    if not {"column", "becomes"} <= set(head):
        raise Invalid(name, "is no map", "its first row is column,becomes or column,value,becomes; or it is a .toml")
    columns, values = dict[str, str](), dict[str, dict[str, str]]()
    valued = []
    for line, cells in lines:
        row = dict(zip(head, map(source.read, cells), strict=False))
        column, becomes = row.get("column", ""), row.get("becomes", "")
        if not column or (not becomes and not row.get("value")):
            where = f"{name}, {source.row.value} {line}"
            raise Invalid(where, "names no column, or not what it becomes", f"{PASSED!r} passes it over")
        if row.get("value"):
            valued.append((column, row["value"], becomes))
        else:
            _once(f"{name}, {source.row.value} {line}", columns, column, becomes)
    for column, value, becomes in valued:
        ours = columns.get(key_of(column), column.strip())
        values.setdefault(ours, {})[fold(value)] = becomes
    return ColumnMap(name, columns, values)


def _once(name: str, columns: dict[str, str], column: str, becomes: str) -> None:
    if columns.setdefault(key_of(column), becomes.strip()) != becomes.strip():
        raise Invalid(name, f"names the column {column!r} twice", "it can become one thing only")


def map_text(columns: Iterable[tuple[str, str, str]]) -> str:
    """A map as TOML that somebody can go over and use: their column, ours, and a remark."""
    lines = [f'# What each column becomes; "{PASSED}" passes it over.', "[columns]"]
    for theirs, ours, remark in columns:
        quoted = json.dumps(theirs, ensure_ascii=False).replace("\x7f", "\\u007F")
        lines.append(f'{quoted} = "{ours}"' + (f"  # {remark}" if remark else ""))
    return "\n".join(lines) + "\n"


@cache
def programs(table: str) -> tuple[ColumnMap, ...]:
    """The maps of other programs that know this table, by the programs' names."""
    found = []
    for file in sorted(
        resources.files("daemon.tables.naming").joinpath("programs").iterdir(), key=lambda one: one.name
    ):
        if not file.name.endswith(".toml"):
            continue
        content = file.read_bytes()
        read = _of_toml(file.name, content, table)
        if read.columns:
            found.append(ColumnMap(tomllib.loads(content.decode())["program"], read.columns, read.values))
    return tuple(found)
