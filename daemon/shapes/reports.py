"""What an act came to: many opportunities at once, a draft, a table taken in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of

if TYPE_CHECKING:
    from pathlib import Path

    from store.values import BulkReport, Draft


def bulk_shape(report: BulkReport, prefix: str, *, is_done: bool) -> Shape:
    return {
        "field": report.field,
        "changes": [
            {"number": line.number, "key": key_of(line.number, prefix), "from": line.before, "to": line.after}
            for line in report.changes
        ],
        "refused": [
            {"number": line.number, "key": key_of(line.number, prefix), "reason": line.refusal}
            for line in report.refusals
        ],
        "unchanged": len(report.lines) - len(report.changes) - len(report.refusals),
        "done": is_done,
    }


def draft_shape(draft: Draft, prefix: str) -> Shape:
    return {
        "guid": str(draft.guid),
        "opportunity": key_of(draft.number, prefix),
        "kind": draft.kind.value,
        "subject": draft.subject,
        "to": [{"address": address, "name": name} for address, name in draft.to],
        "start": draft.start,
        "end": draft.end,
        "location": draft.location,
    }


def import_shape(counts: dict[str, int], problems: Iterable[tuple[int, str, str]], *, is_taken_in: bool) -> Shape:
    """`problems` are lines, columns and reasons; a column is "" where it is the row as a whole."""
    told = [{"line": line, "column": column or None, "reason": reason} for line, column, reason in problems]
    return {**counts, "taken_in": is_taken_in, "problems": told}


def saved_file_shape(item: Shape, path: Path) -> Shape:
    """A file of the history that was written to disk."""
    return item | {"path": str(path)}


def backup_shape(file: Path, size: int) -> Shape:
    return {"file": str(file), "size": size}


def restored_shape(file: Path, revision: str, former: Path | str | None) -> Shape:
    """`former` is where that is kept which was the database before."""
    return {"file": str(file), "schema": revision, "former": str(former) if former else None}


def ready_shape(place: str, revision: str, doubts: Sequence[str]) -> Shape:
    """A database that is ready to work with, and what an upgrade of it could not know."""
    return {"database": place.removeprefix("database "), "revision": revision, "to_check": list(doubts)}


def forgotten_shape(address: str) -> Shape:
    """A mailbox that status names no more."""
    return {"forgotten": address}
