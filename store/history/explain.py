"""Why: everything that is known of how an item was decided."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from store.history.copies import links_of, marks_of, pointers_of, receipts_of
from store.history.views import with_links
from store.models import ContactRow, FolderRow, ItemContactRow, ItemRow, MailboxRow
from store.repository import number_of
from store.text import fold
from store.values import CopyTrace, Explanation, HistoryLine, ItemKind

AT_MOST = 20

_ITEMS = select(
    ItemRow.id,
    ItemRow.kind,
    ItemRow.occurred_at,
    ItemRow.subject,
    ItemRow.author,
    ItemRow.preview,
    ItemRow.is_all_day,
    ItemRow.is_cancelled,
    ItemRow.identity,
).order_by(ItemRow.occurred_at.is_(None), ItemRow.occurred_at.desc(), ItemRow.id.desc())


def explain(db: Connection, text: str) -> list[Explanation]:
    """The items that the text names, newest first, at most twenty."""
    items = _found(db, text.strip())
    ids = [item.item_id for item, _ in items]
    links, marks, copies = links_of(db, ids), marks_of(db, ids), pointers_of(db, ids)
    pointers = [pointer for held in copies.values() for pointer in held]
    receipts = receipts_of(db, [pointer.id for pointer in pointers])
    mailboxes = select(MailboxRow.id, MailboxRow.address).where(MailboxRow.id.in_({p.mailbox_id for p in pointers}))
    folders = select(FolderRow.id, FolderRow.path).where(FolderRow.id.in_({p.folder_id for p in pointers}))
    addresses = dict(db.execute(mailboxes).all())
    paths = dict(db.execute(folders).all())
    contacts: dict[int, list[str]] = {}
    named = select(ItemContactRow.item_id, ContactRow.name).join(ContactRow, ContactRow.id == ItemContactRow.contact_id)
    for item_id, name in db.execute(named.where(ItemContactRow.item_id.in_(ids)).order_by(ContactRow.id)):
        contacts.setdefault(item_id, []).append(name)
    return [
        Explanation(
            item=with_links(item, links.get(item.item_id, ())),
            identity=identity,
            links=links.get(item.item_id, ()),
            contacts=tuple(contacts.get(item.item_id, ())),
            copies=tuple(
                CopyTrace(
                    address=addresses[pointer.mailbox_id],
                    folder=paths[pointer.folder_id],
                    pointer=pointer,
                    receipt=receipts.get(pointer.id),
                    marks=tuple(m for m in marks.get(item.item_id, ()) if m.mailbox_id == pointer.mailbox_id),
                )
                for pointer in copies.get(item.item_id, ())
            ),
        )
        for item, identity in items
    ]


def _found(db: Connection, text: str) -> list[tuple[HistoryLine, str]]:
    if not text:
        return []
    bare = text.strip("<>")
    ways = (
        ItemRow.id == (number_of(text) or 0),
        or_(ItemRow.identity == text, ItemRow.identity == bare, ItemRow.identity == f"<{bare}>"),
        ItemRow.folded.contains(fold(text), autoescape=True),
    )
    for way in ways:
        if rows := db.execute(_ITEMS.where(way).limit(AT_MOST)).all():
            return [(HistoryLine(row[0], ItemKind(row[1]), *row[2:-1]), row[-1]) for row in rows]
    return []
