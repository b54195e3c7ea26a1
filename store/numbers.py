"""Numbers that SQLite gives, each once: where it has come to with each table."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def keep_numbers(execute: Callable[[str, tuple[object, ...]], object], given: Mapping[str, int]) -> None:
    """Give none of these again, by table; `execute` is a connection's way of a statement with places for values."""
    for name, last in given.items():
        missing = "NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)"
        execute(f"INSERT INTO sqlite_sequence SELECT ?, 0 WHERE {missing}", (name, name))  # a constant
        execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name))
