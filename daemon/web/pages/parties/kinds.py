"""What pages of accounts and of contacts differ in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from daemon.acts import PartyFound
from daemon.shapes import Shape, Shapes
from store.unit import Unit
from store.values import ListName, Record

LATEST = 20  # items of the history that a page shows


class Kind(ABC):
    """Accounts, or contacts. Fields are by their names in the form; lists of texts are typed a line each."""

    record: Record
    path: str  # "accounts"
    types: ListName
    lists: Sequence[str]  # the fields that are lists of texts

    @abstractmethod
    def found(self, unit: Unit, asked: Mapping[str, str], limit: int, offset: int) -> Sequence[Any]:
        """Those that the filter of the list's address means."""

    @abstractmethod
    def shapes(self, shapes: Shapes, found: Sequence[Any]) -> list[Shape]: ...

    @abstractmethod
    def one(self, unit: Unit, id: int) -> Any:
        """Raises NotFound, and InRecycleBin."""

    @abstractmethod
    def whole(self, unit: Unit, id: int) -> PartyFound[Any]: ...

    @abstractmethod
    def typed(self, unit: Unit, id: int | None) -> dict[str, str]:
        """What the fields of the form hold, as it would be typed; of a new one nothing."""

    @abstractmethod
    def add(self, unit: Unit, typed: Mapping[str, str], own: Sequence[str]) -> Any: ...

    @abstractmethod
    def edit(self, unit: Unit, id: int, changed: Mapping[str, str], own: Sequence[str]) -> Any: ...

    def values(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """What acts take of what was typed: lists as such, none for what is empty and names something else."""
        return {name: self._value(name, text) for name, text in typed.items()}

    def _value(self, name: str, text: str) -> Any:
        if name in self.lists:
            return [one for one in (line.strip() for line in text.replace(",", "\n").splitlines()) if one]
        return (text or None) if name in ("type", "account", "external_id") else text


def lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)
