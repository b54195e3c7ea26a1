"""Whom and what the names in a table's cells stand for, asked of the database once each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from daemon.tables.columns import Column
from store.errors import DatabaseError, NotFound, StoreError
from store.text import fold
from store.unit import Unit

MOST_REMEMBERED = 50_000  # names that were looked up
MOST_SEARCHED = 1_000  # names that nobody has, after which only whole names are looked for


class Names:
    """`likely` is what else a name may be, by column; `adds_accounts` makes those that nobody has."""

    def __init__(
        self,
        unit: Unit,
        columns: Mapping[str, Column],
        likely: Mapping[str, Mapping[str, str]],
        *,
        adds_accounts: bool,
    ) -> None:
        self._unit = unit
        self._columns = columns
        self._likely = likely
        self._adds_accounts = adds_accounts
        self._named: dict[tuple[str, str], Any] = {}
        self._new: list[tuple[str, str]] = []
        self._unknown = 0

    def next_row(self) -> None:
        """What the rows before made stays."""
        self._new.clear()

    def forget_row(self) -> None:
        """What the row made before it was refused is not there any more."""
        for key in self._new:
            self._named.pop(key, None)
        self._new.clear()

    def looked_up(self, name: str, cell: str) -> tuple[str, Any]:
        """What a name stands for, asked of the database once; raises NotFound, Ambiguous."""
        key = (name, cell)
        if (known := self._named.get(key)) is None:
            known = self._find(name, cell)
            if len(self._named) >= MOST_REMEMBERED:
                self._named.clear()
            self._named[key] = known
        if isinstance(known, StoreError):
            raise known
        found: tuple[str, Any] = known
        return found

    def _find(self, name: str, cell: str) -> tuple[str, Any] | StoreError:
        reader = self._columns[name].reader
        if reader is None:
            return NotFound(name, cell)
        try:
            if self._unknown > MOST_SEARCHED and name in ("account", "contact"):
                return self._by_whole_name(name, cell)
            return reader(self._unit, cell)
        except DatabaseError:
            raise
        except NotFound as problem:
            likely = self._likely.get(name, {}).get(fold(cell))
            if likely is not None:
                return self._find(name, likely)
            if name == "account" and self._adds_accounts:
                self._new.append((name, cell))
                return "account_id", self._unit.accounts.new(cell)
            self._unknown += 1
            return problem
        except StoreError as problem:
            return problem

    def _by_whole_name(self, name: str, cell: str) -> tuple[str, Any]:
        """Of a table with a thousand names that nobody has, parts of names are not looked for any more."""
        matching = self._unit.matching
        found = matching.accounts("", cell) if name == "account" else matching.contacts("", [], cell)
        if len(found) != 1:
            raise NotFound(name, cell)
        return f"{name}_id", found[0].id
