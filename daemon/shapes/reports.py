"""What an act came to: many opportunities at once, a draft, a table taken in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of, many

if TYPE_CHECKING:
    from pathlib import Path

    from store.content import Content
    from store.copying import Copied, Looked
    from store.values import BulkReport, Draft, KeptTotal


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


def import_shape(
    counts: dict[str, int],
    problems: Iterable[tuple[int, str, str]],
    kinds: Iterable[tuple[str, str, int, Sequence[Sequence[int]]]],
    changes: Iterable[tuple[int, str, Sequence[tuple[str, str, str]]]],
    *,
    found: str,
    program: str,
    passed_over: Sequence[str],
    is_taken_in: bool,
) -> Shape:
    """`problems` are lines, columns and reasons, the first thousand; a column is "" where it is the row as a whole.

    `kinds` are columns, reasons, how many rows have it, and which, as ranges; `changes` are lines, names of records,
    and of each column what it was and is.
    """
    return {
        **counts,
        "taken_in": is_taken_in,
        "found": found,
        "program": program or None,
        "passed_over": list(passed_over),
        "problems": [{"line": line, "column": column or None, "reason": reason} for line, column, reason in problems],
        "kinds": [
            {"column": column or None, "reason": reason, "rows": count, "lines": [list(one) for one in lines]}
            for column, reason, count, lines in kinds
        ],
        "changes": [
            {
                "line": line,
                "name": name,
                "fields": [{"column": column, "before": before, "after": after} for column, before, after in fields],
            }
            for line, name, fields in changes
        ],
    }


def explained_shape(
    found: str, program: str, columns: Iterable[tuple[str, str, str, str, str]], proposed_map: str
) -> Shape:
    """`columns` are their headings, what they become, an example, a remark, and what is proposed."""
    names = ("heading", "becomes", "example", "remark", "proposed")
    return {
        "found": found,
        "program": program or None,
        "columns": [{name: text or None for name, text in zip(names, one, strict=True)} for one in columns],
        "map": proposed_map or None,
    }


def saved_file_shape(item: Shape, path: Path) -> Shape:
    """A file of the history that was written to disk."""
    return item | {"path": str(path)}


def backup_shape(file: Path, content: Content) -> Shape:
    """A backup that was read from end to end."""
    return {"file": str(file), "size": file.stat().st_size, "schema": content.revision, "rows": content.total}


def with_files(shape: Shape, totals: Sequence[KeptTotal]) -> Shape:
    """The same, and where the contents of files are kept that it names."""
    return {**shape, "files": kept_shape(totals)}


def kept_shape(totals: Sequence[KeptTotal]) -> Shape:
    """Where the contents of files are kept."""
    return {one.kept_in.value: {"files": one.files, "size": one.size} for one in totals}


def elsewhere_in_words(totals: Sequence[KeptTotal]) -> str:
    """Of what is kept outside the database: "2 files (13 bytes) in the folder"; "" for nothing."""
    outside = [one for one in totals if one.kept_in.value != "database"]
    called = {"folder": "in the folder", "s3": "in the bucket"}
    return ", ".join(f"{many(one.files, 'file')} ({one.size} bytes) {called[one.kept_in.value]}" for one in outside)


def moved_shape(
    to: str, files: int, size: int, totals: Sequence[KeptTotal], lost: Sequence[str], *, is_done: bool
) -> Shape:
    """Contents of files that were moved, or would be; `lost` are those that could not be read."""
    moved = {"to": to, "files": files, "size": size, "lost": list(lost)}
    return {**moved, "kept": kept_shape(totals), "done": is_done}


def content_in_words(shape: Shape) -> str:
    """Of a backup's shape: "1 row, schema 0042"."""
    return f"{many(shape['rows'], 'row')}, schema {shape['schema']}"


def restored_shape(file: Path, revision: str, former: Path | str | None) -> Shape:
    """`former` is where that is kept which was the database before."""
    return {"file": str(file), "schema": revision, "former": str(former) if former else None}


def looked_shape(found: Looked) -> Shape:
    """What would be copied into another database, and how that one stands."""
    target = {"to": _database(found.target), "to_state": found.state.name.lower()}
    return {"from": _database(found.source), **target, "rows": dict(found.rows), "total": sum(found.rows.values())}


def copied_shape(done: Copied) -> Shape:
    """A database that was copied into another one; the rows of both were compared."""
    places = {"from": _database(done.source), "to": _database(done.target), "went_on": done.went_on}
    return {**places, "rows": dict(done.rows), "total": sum(done.rows.values())}


def _database(place: str) -> str:
    return place.removeprefix("database ")


def ready_shape(place: str, revision: str, doubts: Sequence[str]) -> Shape:
    """A database that is ready to work with, and what an upgrade of it could not know."""
    return {"database": _database(place), "revision": revision, "to_check": list(doubts)}


def forgotten_shape(address: str) -> Shape:
    """A mailbox that status names no more."""
    return {"forgotten": address}
