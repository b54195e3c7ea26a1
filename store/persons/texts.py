"""Texts in which somebody is named who is forgotten: a neutral word takes their place."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Table, delete, select

from store.history.attachments import attachments_of, names_in
from store.history.contents import update_items
from store.history.index import Indexed
from store.history.sketches import make_texts
from store.models import DraftRow, ErrandRow, ItemAttachmentRow, ItemRow, OpportunityRow
from store.persons.mentions import Key, found, found_in, mask, masked
from store.records.audit import Audit
from store.rules.forgetting import ERASED, Terms
from store.text import fold
from store.transaction import Transaction
from store.values import Erased, ErrandKind, Person, Record


def terms_of(person: Person) -> Terms:
    return Terms(person.addresses, person.names, person.phones)


def rows_naming(transaction: Transaction, table: Table, person: Person) -> Sequence[Key]:
    """Keys of a table's rows in which they are named."""
    return [key for rows in found(transaction.connection, table, terms_of(person)) for key, _ in rows]


def mask_rows(transaction: Transaction, table: Table, person: Person, keys: Sequence[Key]) -> Erased:
    written = mask(transaction.connection, table, terms_of(person), keys)
    if table.name == OpportunityRow.__tablename__:
        for (number,), values in written.items():
            if "title" in values:  # its category in Outlook follows from that
                title = {"title": (ERASED, values["title"])}
                transaction.repository(Audit).changed(Record.OPPORTUNITY, number, title)
    return Erased(texts=len(written))


# --- items, whose words an index has as well --------------------------------------------------------------------------


def items_naming(transaction: Transaction, person: Person) -> Sequence[int]:
    """Items whose subject, text or names of attachments name them."""
    tables = (ItemRow.__table__, ItemAttachmentRow.__table__)
    return list(dict.fromkeys(key[0] for table in tables for key in rows_naming(transaction, table, person)))


def mask_items(transaction: Transaction, person: Person, items: Sequence[int]) -> Erased:
    """Mask subjects and texts with the names of what is attached, and what the index of words has of all of it.

    The index is told what it held: it has to be one transaction.
    """
    db, terms = transaction.connection, terms_of(person)
    named = {id: values for (id,), values in found_in(db, ItemRow.__table__, terms, [(id,) for id in items])}
    names = {id: names_in(these) for id, these in attachments_of(db, items).items()}
    columns = select(ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body)
    for row in db.execute(columns.where(ItemRow.id.in_(items))).all():
        before = Indexed(row.search_id, row.subject, row.body, names.get(row.id, ""))
        values = {"subject": row.subject, "body": row.body} | named.get(row.id, {})
        after = {name: masked(name, value, terms) for name, value in values.items()}
        if after["body"] != row.body:
            make_texts(db, {row.id: row.body})
        after["folded"] = fold(after["subject"])
        told = {row.id: "\n".join(terms.masked(name) for name in names.get(row.id, "").split("\n"))}
        update_items(db, [before], [{"b_id": row.id, "search_id": row.search_id, **after}], told)
    place = (ItemAttachmentRow.item_id, ItemAttachmentRow.position)
    attached = db.execute(select(*place).where(ItemAttachmentRow.item_id.in_(items))).all()
    renamed = mask(db, ItemAttachmentRow.__table__, terms, [tuple(row) for row in attached]) if attached else {}
    return Erased(texts=len({*named, *(id for id, _ in renamed)}) + len(renamed))


# --- drafts -----------------------------------------------------------------------------------------------------------


def drafts_left(transaction: Transaction, person: Person) -> Sequence[UUID]:
    """Drafts to them or about them that are not in Outlook yet."""
    terms = terms_of(person)
    drafts = select(DraftRow.guid, DraftRow.content).where(DraftRow.server_id == "")
    return [guid for guid, content in transaction.connection.execute(drafts) if terms.masked_in(content) != content]


def forget_drafts(transaction: Transaction, person: Person, drafts: Sequence[UUID]) -> Erased:
    """They are written no more."""
    db = transaction.connection
    owed = (ErrandRow.kind == ErrandKind.DRAFT.value, ErrandRow.key.in_([str(guid) for guid in drafts]))
    db.execute(delete(ErrandRow).where(*owed))
    db.execute(delete(DraftRow).where(DraftRow.guid.in_(drafts)))
    return Erased()
