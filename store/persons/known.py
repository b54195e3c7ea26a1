"""What is known of somebody, to be handed out: a part at a time, however much there is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_, select

from store.models import ChangeRow, ItemContactRow, ParticipantRow
from store.persons.mentions import found, mentions
from store.persons.texts import terms_of
from store.repository import Repository, chunks
from store.values import Mention, Person, Record

# What is handed out by itself, and what only repeats it.
_BY_THEMSELVES = frozenset(
    {
        *("contacts", "contact_addresses", "contact_phones", "merges", "merged_things", "changes"),
        *("items", "participants", "item_sketches", "item_attachments", "item_versions"),
    }
)


class KnownOf(Repository):
    def items(self, person: Person) -> list[int]:
        """Items of the history in which they take part, that are about them, or that name them; oldest first."""
        db = self._db
        taking_part = select(ParticipantRow.item_id).where(ParticipantRow.address.in_(person.addresses))
        about = select(ItemContactRow.item_id).where(ItemContactRow.contact_id.in_(person.contacts))
        ids = set(db.scalars(taking_part)) | set(db.scalars(about))
        from store.models import ItemAttachmentRow, ItemRow, ItemVersionRow

        terms = terms_of(person)
        ids |= {key[0] for rows in found(db, ItemRow.__table__, terms) for key, _ in rows}
        ids |= {key[0] for rows in found(db, ItemAttachmentRow.__table__, terms) for key, _ in rows}
        versions = [key[0] for rows in found(db, ItemVersionRow.__table__, terms) for key, _ in rows]
        for chunk in chunks(versions):
            ids |= set(db.scalars(select(ItemVersionRow.item_id).where(ItemVersionRow.id.in_(chunk))))
        return sorted(ids)

    def trail(self, person: Person) -> Iterator[Mention]:
        """What the audit trail has of their records, and where else it names them; oldest first."""
        named = [key[0] for rows in found(self._db, ChangeRow.__table__, terms_of(person)) for key, _ in rows]
        theirs = and_(ChangeRow.record == Record.CONTACT.value, ChangeRow.record_id.in_(person.contacts))
        ids = sorted({*named, *self._db.scalars(select(ChangeRow.id).where(theirs))})
        columns = (ChangeRow.at, ChangeRow.actor, ChangeRow.record, ChangeRow.record_id, ChangeRow.field)
        rows = select(ChangeRow.id, *columns, ChangeRow.before, ChangeRow.after).order_by(ChangeRow.id)
        for chunk in chunks(ids):
            for id, *values in self._db.execute(rows.where(or_(ChangeRow.id.in_(chunk)))):
                names = ("at", "by", "record", "record_id", "field", "from", "to")
                yield Mention("changes", {"id": id}, dict(zip(names, values, strict=True)))

    def elsewhere(self, person: Person) -> Iterator[Mention]:
        """Every other row that names them: comments, drafts, tasks, deliveries, reasons, learnt addresses …"""
        yield from mentions(self._db, terms_of(person), but=_BY_THEMSELVES)
