"""A database in which a marked person stands in every text of every table, for tests of forgetting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, Connection, Table, Text, cast, insert, select, update
from sqlalchemy.exc import DBAPIError

from store.errors import StoreError
from store.history.contents import update_items
from store.history.index import Indexed
from store.models import (
    Base,
    DirectoryNameRow,
    ItemRow,
    TaskRow,
    UnlinkedPersonRow,
)
from store.models.base import Utc
from store.persons.mentions import KEPT, tables
from store.unit import Unit
from store.values import Attachment, Participant, Sketch
from tests.contract.store.conftest import NOON
from tests.contract.store.full import a_full_opportunity, an_item
from tests.contract.store.records import BOB, a_folder, a_mailbox, an_email, linked

NAME, ADDRESS, PHONE = "Zörbalina Quuxelmann", "zorbalina.q@marked.example", "+47 909 84 773"
# As people write them, as they are looked for, and as JSON has them.
MARKS = ("zörbalina", "zorbalina", r"z\u00f6rbalina", "quuxelmann", "909 84 773")
TEXT = f'Call\n"{NAME}" <{ADDRESS.upper()}>, {PHONE}.'
OTHER = "carl@other.example"

_numbers = count(9_000)
# Columns whose values are one of a few, or that a rule of the database allows no free text in.
_WORDS = {
    ("fields", "record"): "contact",
    ("fields", "kind"): "text",
    ("merges", "record"): "account",
    ("errands", "kind"): "stamp",
    ("item_tasks", "status"): "open",
    ("vanished", "state"): "left",
    ("receipts", "outcome"): "skipped",
    ("tasks", "about"): "reminder",
    ("tasks", "vanished"): "",
    ("folders", "kind"): "mail",
    ("drafts", "kind"): "email",
    ("list_values", "list"): "source",
    ("marks", "kind"): "set",
    ("stages", "kind"): "open",
    ("users", "role"): "member",
    ("items", "kind"): "note",
    ("file_contents", "sha256"): "0" * 64,
    ("file_copies", "kept_in"): "folder",
    ("file_copies", "state"): "left",
}
# What the program writes there is never a person's text, or is the address itself.
_OURS = {("receipts", "rule"), ("directory_names", "address"), ("erasures", "counts")}


def seed(unit: Unit) -> int:
    """Everything that can hang on somebody, and then the mark in every text that there is; the contact's id."""
    number, ann, _account, _ = a_full_opportunity(unit)
    db = unit.connection
    unit.contacts.edit(ann, name=NAME, addresses=(ADDRESS,), phones=(PHONE,), title="Head of marks")
    due = a_mailbox(unit)
    folder = a_folder(unit, due.id)
    people = (Participant("from", ADDRESS, NAME), Participant("to", BOB))
    wrote = an_email("<wrote@x>", participants=people, subject=TEXT, body=TEXT, preview=TEXT)
    wrote = replace(wrote, attachments=(Attachment(f"{NAME}.pdf", 1),), sketch=Sketch(sender=ADDRESS, subject=TEXT))
    others = (Participant("from", OTHER, "Carl"), Participant("to", BOB), Participant("cc", ADDRESS, NAME))
    beside = an_email("<beside@x>", participants=others, subject=f"For {NAME}", body=TEXT)
    entries = [replace(linked(one.identity, number), content=one) for one in (wrote, beside)]
    unit.history.save(due.id, folder.id, entries, now=NOON)
    an_item(unit, "note", contact=ann)
    an_item(unit, "task", contact=ann)
    db.execute(insert(UnlinkedPersonRow).values(address=ADDRESS, item_id=1, domain="marked.example"))
    db.execute(insert(DirectoryNameRow).values(name="/o=firm/cn=zorbalina", address=ADDRESS, asked_at=NOON))
    for table in all_tables():
        if db.execute(select(*table.columns).limit(1)).first() is None:
            _a_row(db, table)
    for table in tables():
        _mark(unit, table)
    db.execute(update(TaskRow).values(is_over=True))
    return ann


def all_tables() -> list[Table]:
    tables()  # which loads them
    return list(Base.metadata.sorted_tables)


def named_in(db: Connection, marks: Sequence[str]) -> list[str]:
    """The same of other marks, each as a line."""
    return [f"{table}: {one}" for table, found in marked_in(db, marks).items() for one in found]


def marked_in(db: Connection, marks: Sequence[str] = MARKS) -> dict[str, list[str]]:
    """Where one of the marks stands, by table: any column of any table."""
    found: dict[str, list[str]] = {}
    for table in all_tables():
        for column in table.columns:
            if isinstance(column.type, Text | JSON):
                values = db.scalars(select(cast(column, Text)).where(column.is_not(None)))
                if hits := [value for value in values if any(mark in value.lower() for mark in marks)]:
                    found.setdefault(table.name, []).append(f"{column.name}: {hits[0][:80]}")
    return found


def bytes_marked(path: Path) -> list[str]:
    """The marks that stand in a database's file or beside it, at whatever place."""
    files = [one for one in path.parent.glob(f"{path.name}*") if one.is_file()]
    held = b"".join(one.read_bytes() for one in files).lower()
    return [mark for mark in MARKS if mark.encode() in held]


def _a_row(db: Connection, table: Table) -> None:
    values = {column.name: _value(db, table, column) for column in table.columns if not _is_left_out(column)}
    for pair in (("account_id", "contact_id"), ("lease_owner", "lease_until")):
        if set(pair) <= values.keys():
            values[pair[0]] = None
    db.execute(insert(table).values(**values))


def _is_left_out(column: Column[Any]) -> bool:
    return column.nullable and bool(column.foreign_keys) and column.name not in ("account_id", "contact_id")


def _value(db: Connection, table: Table, column: Column[Any]) -> Any:
    if (word := _WORDS.get((table.name, column.name))) is not None:
        return word
    if column.name == "currency":
        return "EUR"
    if column.foreign_keys:
        return db.scalar(select(next(iter(column.foreign_keys)).column).limit(1))
    if isinstance(column.type, Utc):
        return NOON
    kind = dict if isinstance(column.type, JSON) else column.type.python_type
    number = next(_numbers)
    made = {int: number, str: f"x{number}", bool: False, date: NOON.date(), UUID: uuid4(), bytes: b"x"}
    return made.get(kind, {})


def _mark(unit: Unit, table: Table) -> None:
    """Let each text of one row of the table name them."""
    db, key = unit.connection, list(table.primary_key.columns)
    free = [table.c.kind == "open"] if table.name == "stages" else []  # nobody can change the others
    id = db.execute(select(*key).where(*free).limit(1)).one()
    here = [column == part for column, part in zip(key, id, strict=True)]
    for column in table.columns:
        is_text = isinstance(column.type, Text | JSON) and not column.primary_key and not column.foreign_keys
        if not is_text or (table.name, column.name) in KEPT | _OURS or table.name == "items":
            continue
        value = {"about": [TEXT], TEXT: 1} if isinstance(column.type, JSON) else TEXT
        try:
            with unit.attempt():
                db.execute(update(table).where(*here).values({column.name: value}))
        except (DBAPIError, StoreError):
            is_free = (table.name, column.name) not in _WORDS and column.name != "currency"
            assert not is_free, column
    if table.name == "items":
        for row in db.execute(select(ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body)).all():
            before = Indexed(row.search_id, row.subject, row.body)
            texts = {"subject": TEXT, "folded": TEXT.lower(), "body": TEXT, "preview": TEXT, "location": TEXT}
            more = {"author": NAME, "traits": {"unusable": TEXT}}
            update_items(db, [before], [{"b_id": row.id, "search_id": row.search_id, **texts, **more}])
