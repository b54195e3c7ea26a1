"""What opportunities are told apart by, in one look: a page of filters asks for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import case, literal, select, union_all

from store.models import FieldRow, ListValueRow, StageRow, UserRow
from store.repository import Repository
from store.text import fold
from store.values import Choice, Record

_PLACE = StageRow.position + case((StageRow.kind == "open", 0), (StageRow.kind == "won", 1_000_000), else_=1_000_001)


def _of(what: Any, id: Any, name: Any, place: Any, detail: Any) -> Any:
    return select(what.label("what"), id.label("id"), name.label("name"), place.label("place"), detail.label("detail"))


_CHOICES = union_all(
    _of(literal("stage"), StageRow.id, StageRow.name, _PLACE, StageRow.kind),
    _of(literal("user"), UserRow.id, UserRow.name, literal(0), UserRow.email).where(UserRow.is_active),
    _of(ListValueRow.list, ListValueRow.id, ListValueRow.name, ListValueRow.position, literal("")),
    _of(literal("field"), FieldRow.id, FieldRow.name, FieldRow.position, FieldRow.kind).where(
        FieldRow.record == Record.OPPORTUNITY.value
    ),
)


class Choices(Repository):
    def all(self) -> Mapping[str, Sequence[Choice]]:
        """Stages in the order of the work, active users by name, values of lists and fields of the firm's own."""
        return _in_order(tuple(map(tuple, self._db.execute(_CHOICES).all())))


@lru_cache(maxsize=4)  # they hardly ever change
def _in_order(rows: Sequence[tuple[Any, ...]]) -> Mapping[str, Sequence[Choice]]:
    found: dict[str, list[tuple[int, str, Choice]]] = {}
    for what, id, name, place, detail in rows:
        found.setdefault(what, []).append((place, fold(name), Choice(id, name, detail)))
    return {what: tuple(one for *_, one in sorted(rows, key=lambda row: row[:2])) for what, rows in found.items()}
