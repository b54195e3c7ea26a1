"""Every text of every table in which somebody is named, to be shown or to be masked."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, Text, and_, cast, or_, select, update

from store.models import Base
from store.rules.forgetting import Terms
from store.text import fold
from store.values import Mention

AT_ONCE = 100  # rows, whose texts may be long
NAME = 255  # characters of what names a record

Key = tuple[Any, ...]  # of a row
Found = tuple[Key, dict[str, Any]]  # a row that names somebody, and the columns in which it does

# Technical names by which servers and programs know things again, and what Outlook showed last, by which it is known
# whether a user changed something there: both are nothing that anybody reads.
KEPT = frozenset(
    {
        *(("items", name) for name in ("identity", "fingerprint", "thread", "parents")),
        *(("pointers", name) for name in ("server_id", "change_key", "conversation_id")),
        *(("folders", name) for name in ("server_id", "cursor")),
        ("mailboxes", "offered"),
        ("mailboxes", "address"),
        *(("users", name) for name in ("name", "folded", "email", "login")),
        *(("changes", name) for name in ("actor", "record", "field")),
        *(("file_contents", name) for name in ("sha256", "content")),
        *(("file_copies", name) for name in ("name", "sha256")),
        ("item_sketches", "text"),
        ("webhooks", "url"),
        ("erasures", "person"),
    }
)
BY_THEMSELVES = frozenset({"items"})  # tables whose words an index holds as well


def tables() -> list[Table]:
    """All tables that hold texts; loading one loads those before it."""
    from store import models

    for name in models.__all__:
        getattr(models, name)
    return [table for table in Base.metadata.sorted_tables if _columns(table)]


def found(db: Connection, table: Table, terms: Terms) -> Iterator[list[Found]]:
    """Rows that name somebody, some at a time: each by its key, with the columns that do."""
    columns, key = _columns(table), list(table.primary_key.columns)
    if not terms.patterns:
        return
    named = or_(*(_names(db, _text(column), terms) for column in columns))
    keys = [tuple(row) for row in db.execute(select(*key).where(named, *_only(table)))]
    for start in range(0, len(keys), AT_ONCE):
        if hit := found_in(db, table, terms, keys[start : start + AT_ONCE]):
            yield hit


def found_in(db: Connection, table: Table, terms: Terms, keys: Sequence[Key]) -> list[Found]:
    """Those of the rows with these keys that name somebody."""
    columns, key = _columns(table), list(table.primary_key.columns)
    texts = (column.label(f"t_{column.name}") for column in columns)
    hit = []
    for row in db.execute(select(*key, *texts).where(_are(key, keys), *_only(table))).all():
        values = {column.name: getattr(row, f"t_{column.name}") for column in columns}
        if named_in := {name: value for name, value in values.items() if masked(name, value, terms) != value}:
            hit.append((tuple(row[: len(key)]), named_in))
    return hit


def mentions(db: Connection, terms: Terms, but: Collection[str] = ()) -> Iterator[Mention]:
    """Each row that names somebody, of all tables but these."""
    for table in tables():
        if table.name in but:
            continue
        names = [column.name for column in table.primary_key.columns]
        for rows in found(db, table, terms):
            for key, values in rows:
                yield Mention(table.name, dict(zip(names, key, strict=True)), values)


def mask(db: Connection, table: Table, terms: Terms, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
    """Take somebody out of the texts of these rows of a table; what is written in those that named them."""
    key, written = list(table.primary_key.columns), {}
    for id, values in found_in(db, table, terms, keys):
        written[id] = {name: masked(name, value, terms) for name, value in values.items()}
        db.execute(update(table).where(_are(key, [id])).values(written[id]))
    return written


def masked(column: str, value: Any, terms: Terms) -> Any:
    """A value without somebody; what is kept folded for searching stays so."""
    if column in ("folded", "base") and isinstance(value, str):
        return fold(terms.masked(value))
    told = _as_json(value) if isinstance(value, str) else None
    if told is not None:  # where a name has escapes in it, or stands behind one
        changed = terms.masked_in(told)
        return value if changed == told else json.dumps(changed, separators=(",", ":"))
    changed = terms.masked_in(value)
    return changed[:NAME] if changed != value and column in ("title", "name") else changed


def _names(db: Connection, text: Any, terms: Terms) -> Any:
    like = text.like if db.dialect.name == "sqlite" else text.ilike  # SQLite's knows no case, and is not told to
    found = ((like(first, escape="\\"), [like(one, escape="\\") for one in some]) for first, some in terms.patterns)
    return or_(*(and_(first, or_(*some)) for first, some in found))


def _as_json(text: str) -> Any:
    """What a text holds for programs; None where it is one for people."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _columns(table: Table) -> list[Column[Any]]:
    """The columns that people's texts may be in, and that no key is made of."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, Text | JSON)
        and not column.primary_key
        and not column.foreign_keys
        and (table.name, column.name) not in KEPT
    ]


def _only(table: Table) -> list[Any]:
    """What Outlook's open tasks showed last is written anew with the task, and only then forgotten here."""
    return [table.c.is_over] if table.name == "tasks" else []


def _text(column: Column[Any]) -> Any:
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _are(key: list[Column[Any]], ids: Sequence[Key]) -> Any:
    if len(key) == 1:
        return key[0].in_([id for (id,) in ids])
    return or_(*(and_(*(column == part for column, part in zip(key, id, strict=True))) for id in ids))
