"""On which line of a TOML text each key stands: the standard library's parser does not say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tree_sitter import Node

KeyPath: TypeAlias = tuple[str | int, ...]  # ("mailbox", 0, "address"): names of tables, positions in lists


def lines_of(text: str) -> dict[KeyPath, int]:
    """Line, counted from 1, of each table, key and list element of a text that is known to be valid TOML."""
    import tree_sitter_toml  # a command that is told nothing wrong never needs them
    from tree_sitter import Language, Parser

    document = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
    lines: dict[KeyPath, int] = {}
    tables: dict[KeyPath, int] = {}  # how many elements each [[list of tables]] has so far
    for node in document.named_children:
        match node.type:
            case "pair":
                _note_pair(node, (), lines)
            case "table":
                here = _in_latest(_key(node.named_children[0]), tables)
                _note_table(node, here, lines)
            case "table_array_element":
                here = _in_latest(_key(node.named_children[0]), tables)
                position = tables.get(here, 0)
                tables[here] = position + 1
                lines.setdefault(here, _line(node))
                _note_table(node, (*here, position), lines)
    return lines


def _in_latest(key: KeyPath, tables: dict[KeyPath, int]) -> KeyPath:
    """A header's key with the latest element of each list of tables above it filled in."""
    here: KeyPath = ()
    for part in key[:-1]:
        here = (*here, part)
        if here in tables:
            here = (*here, tables[here] - 1)
    return (*here, key[-1])


def _note_table(node: Node, here: KeyPath, lines: dict[KeyPath, int]) -> None:
    lines.setdefault(here, _line(node))
    for pair in _pairs(node):
        _note_pair(pair, here, lines)


def _note_pair(pair: Node, parent: KeyPath, lines: dict[KeyPath, int]) -> None:
    key, value = (child for child in pair.named_children if child.type != "comment")
    here = parent
    for part in _key(key):
        here = (*here, part)
        lines.setdefault(here, _line(pair))
    _note_value(value, here, lines)


def _note_value(value: Node, here: KeyPath, lines: dict[KeyPath, int]) -> None:
    if value.type == "inline_table":
        for pair in _pairs(value):
            _note_pair(pair, here, lines)
    elif value.type == "array":
        for position, element in enumerate(child for child in value.named_children if child.type != "comment"):
            lines[(*here, position)] = _line(element)
            _note_value(element, (*here, position), lines)


def _pairs(node: Node) -> Iterator[Node]:
    return (child for child in node.named_children if child.type == "pair")


def _key(node: Node) -> KeyPath:
    """The parts of a bare, quoted or dotted key: the standard library's parser knows how to unquote them."""
    parts: KeyPath = ()
    level = tomllib.loads(f"{_text(node)} = 0")
    while isinstance(level, dict):
        ((part, level),) = level.items()
        parts = (*parts, part)
    return parts


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _line(node: Node) -> int:
    return int(node.start_point.row) + 1
