"""Forgetting somebody: history keeps the fact, not the person.

Who it is goes out of every table in one transaction. What can never come back then are their records, what they wrote,
and what was written to them alone; elsewhere a neutral word stands for them. What copies in Outlook show of them when
they are read again is masked on its way in, by the hashes that are left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import case, delete, exists, func, or_, select, update

from store.history.attachments import attachments_of, names_in
from store.history.contents import update_items
from store.history.index import Indexed
from store.history.items import Items
from store.history.redacting import Redacting
from store.models import (
    ChangeRow,
    ContactAddressRow,
    ContactPhoneRow,
    ContactRow,
    DirectoryNameRow,
    DraftRow,
    ErrandRow,
    FieldRow,
    FieldValueRow,
    ItemAccountRow,
    ItemAttachmentRow,
    ItemContactRow,
    ItemFileRow,
    ItemRow,
    ItemSketchRow,
    ItemTaskRow,
    LinkRow,
    MergeRow,
    OpportunityRow,
    ParticipantRow,
    ProjectRow,
    TaskRow,
    UnlinkedPersonRow,
)
from store.persons import REMAINS
from store.persons.forgotten import Forgotten
from store.persons.mentions import found, mask, masked, tables
from store.records.audit import Audit
from store.records.emptying import forget_contacts, forget_tasks, held_by_nothing, settle_receipts
from store.repository import Repository, chunks
from store.rules.forgetting import ERASED, ERASED_ADDRESS, WRITERS, Terms
from store.state import State
from store.text import fold
from store.values import Erased, ErrandKind, Person, Record

ACT = "personal data erased"
_MAIL = ("email", "appointment")


class Erasing(Repository):
    def planned(self, person: Person, is_own: Callable[[str], bool]) -> Erased:
        """What erasing them would take away; nothing is changed."""
        bare, others = self._mail(person, is_own)
        stay = self._needed(person.contacts)
        return Erased(
            contacts=len(person.contacts) - len(stay),
            kept=len(stay),
            bare=len(bare),
            masked=len(others),
            written=len(self._written(person.contacts)),
            files=self._files(person.contacts),
        )

    def erase(self, person: Person, is_own: Callable[[str], bool]) -> Erased:
        """Forget them, which owners do; what was taken away. Doing it once more finds nothing and does no harm."""
        self._owners_only("person", "personal data is erased")
        db = self._db
        terms = Terms(person.addresses, person.names, person.phones)
        bare, others = self._mail(person, is_own)
        files = self._files(person.contacts)
        if person.addresses:
            self._beside(Forgotten).add(person.addresses)
        self._beside(Redacting).redact(bare)
        self._forget_likeness(bare)
        self._forget_in_lists(person.addresses)
        written = self._forget_written(self._written(person.contacts))
        stay = self._forget_records(person)
        for table, column in (
            (UnlinkedPersonRow, UnlinkedPersonRow.address),
            (DirectoryNameRow, DirectoryNameRow.name),
            (DirectoryNameRow, DirectoryNameRow.address),
        ):
            db.execute(delete(table).where(column.in_(person.addresses)))
        self._forget_drafts(terms)
        texts = self._mask_items(terms)
        titles = self._titles(terms)
        texts += sum(mask(db, table, terms) for table in tables() if table.name != "items")
        for number, title in titles.items():  # its category in Outlook follows from that
            self._beside(Audit).changed(Record.OPPORTUNITY, number, {"title": (ERASED, title)})
        self._beside(State).put(REMAINS, f"{self._clock():%Y-%m-%d %H:%M}")
        gone = len(person.contacts) - len(stay)
        return Erased(gone, len(stay), len(bare), len(others), written, texts, files)

    # --- what concerns them -------------------------------------------------------------------------------------------

    def _mail(self, person: Person, is_own: Callable[[str], bool]) -> tuple[list[int], list[int]]:
        """E-mails and appointments: what they wrote or was for them alone, and those in which others are, too."""
        bare: list[int] = []
        others: list[int] = []
        theirs = select(ParticipantRow.item_id).where(ParticipantRow.address.in_(person.addresses)).distinct()
        mine = set(person.addresses)
        people = select(ParticipantRow.item_id, ParticipantRow.role, ParticipantRow.address)
        for chunk in chunks(self._db.scalars(theirs).all()):
            roles: dict[int, list[tuple[str, str]]] = {}
            for id, role, address in self._db.execute(people.where(ParticipantRow.item_id.in_(chunk))):
                roles.setdefault(id, []).append((role, address))
            for id, part in roles.items():
                is_writer = any(address in mine and role in WRITERS for role, address in part)
                is_alone = all(address in mine or is_own(address) for _, address in part)
                (bare if is_writer or is_alone else others).append(id)
        return sorted(bare), sorted(others)

    def _written(self, contacts: Collection[int]) -> list[int]:
        """Notes, calls, tasks and files in their history, and in no other's."""
        alone = (
            ~exists().where(LinkRow.item_id == ItemRow.id),
            ~exists().where(ItemContactRow.item_id == ItemRow.id, ItemContactRow.contact_id.not_in(list(contacts))),
            ~exists().where(ItemAccountRow.item_id == ItemRow.id),
        )
        theirs = select(ItemContactRow.item_id).where(ItemContactRow.contact_id.in_(list(contacts)))
        about = select(ItemRow.id).where(ItemRow.id.in_(theirs), ItemRow.kind.not_in(_MAIL), *alone)
        return sorted(self._db.scalars(about))

    def _needed(self, contacts: Collection[int]) -> set[int]:
        """Records that opportunities or projects are linked to, which need somebody."""
        ids = list(contacts)
        linked = (
            select(OpportunityRow.contact_id).where(OpportunityRow.contact_id.in_(ids)),
            select(ProjectRow.contact_id).where(ProjectRow.contact_id.in_(ids)),
        )
        return {id for asked in linked for id in self._db.scalars(asked) if id is not None}

    def _files(self, contacts: Collection[int]) -> int:
        """Files of opportunities that are linked to them: what is in them, nobody here can tell."""
        deals = select(OpportunityRow.number).where(OpportunityRow.contact_id.in_(list(contacts)))
        held = select(func.count(ItemFileRow.item_id.distinct())).join(LinkRow, LinkRow.item_id == ItemFileRow.item_id)
        return self._db.scalar(held.where(LinkRow.number.in_(deals))) or 0

    # --- mail ---------------------------------------------------------------------------------------------------------

    def _forget_likeness(self, items: Iterable[int]) -> None:
        """Of bare ones nothing is compared but their fingerprints, and nobody's name stands over them."""
        for chunk in chunks(items):
            self._db.execute(delete(ItemSketchRow).where(ItemSketchRow.item_id.in_(chunk)))
            self._db.execute(update(ItemRow).where(ItemRow.id.in_(chunk)).values(traits={}))

    def _forget_in_lists(self, addresses: Collection[str]) -> None:
        """In the lists of people a neutral word stands for them, once a role."""
        db = self._db
        theirs = ParticipantRow.address.in_(addresses)
        wrote = select(ParticipantRow.item_id).where(theirs, ParticipantRow.role.in_(("from", "organizer")))
        for chunk in chunks(db.scalars(wrote.distinct()).all()):
            db.execute(update(ItemRow).where(ItemRow.id.in_(chunk)).values(author=ERASED))
        db.execute(update(ParticipantRow).where(theirs).values(address=ERASED_ADDRESS, name=ERASED))

    def _mask_items(self, terms: Terms) -> int:
        """Mask subjects, texts and names of what is attached, and what the index of words has of them."""
        db, items = self._db, ItemRow.__table__
        changed: dict[int, dict[str, Any]] = {id: values for rows in found(db, items, terms) for (id,), values in rows}
        attached = ItemAttachmentRow.__table__
        changed |= {key[0]: {} for rows in found(db, attached, terms) for key, _ in rows if key[0] not in changed}
        for chunk in chunks(changed):
            columns = select(ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body)
            held = db.execute(columns.where(ItemRow.id.in_(chunk))).all()
            names = {id: names_in(these) for id, these in attachments_of(db, chunk).items()}
            for row in held:
                before = Indexed(row.search_id, row.subject, row.body, names.get(row.id, ""))
                values = {"subject": row.subject, "body": row.body} | changed[row.id]
                after = {name: masked(name, value, terms) for name, value in values.items()}
                after["folded"] = fold(after["subject"])
                told = {row.id: "\n".join(terms.masked(name) for name in names.get(row.id, "").split("\n"))}
                update_items(db, [before], [{"b_id": row.id, "search_id": row.search_id, **after}], told)
        return len(changed)

    # --- records ------------------------------------------------------------------------------------------------------

    def _forget_written(self, items: Collection[int]) -> int:
        """What is about nobody else goes; a task that Outlook still shows stays as one that is cancelled."""
        shown = select(TaskRow.about_id).where(TaskRow.about == "history", TaskRow.is_over.is_(False))
        open_there = {
            id for chunk in chunks(items) for id in self._db.scalars(shown.where(TaskRow.about_id.in_(chunk)))
        }
        for chunk in chunks(open_there):
            words = select(ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body).where(ItemRow.id.in_(chunk))
            rows = self._db.execute(words).all()
            before = [Indexed(row.search_id, row.subject, row.body) for row in rows]
            bare = {"subject": ERASED, "folded": ERASED, "body": "", "preview": ""}
            update_items(self._db, before, [{"b_id": row.id, "search_id": row.search_id, **bare} for row in rows])
            is_open = ItemTaskRow.status == "open"
            self._db.execute(
                update(ItemTaskRow).where(ItemTaskRow.item_id.in_(chunk), is_open).values(status="cancelled")
            )
        gone = [id for id in items if id not in open_there]
        forget_tasks(self._db, TaskRow.about == "history", gone, TaskRow.about_id)
        self._beside(Items).erase(gone)
        self._forget_values(Record.ITEM, items)
        return len(items)

    def _forget_records(self, person: Person) -> set[int]:
        """The contacts go; those that are needed stay without anything that is theirs."""
        db, stay = self._db, self._needed(person.contacts)
        for chunk in chunks(person.contacts):
            db.execute(
                delete(MergeRow).where(
                    MergeRow.record == Record.CONTACT.value,
                    or_(MergeRow.kept_id.in_(chunk), MergeRow.merged_id.in_(chunk)),
                )
            )
            db.execute(delete(ContactAddressRow).where(ContactAddressRow.contact_id.in_(chunk)))
            db.execute(delete(ContactPhoneRow).where(ContactPhoneRow.contact_id.in_(chunk)))
            own = select(FieldRow.id).where(FieldRow.record == Record.CONTACT.value)
            theirs = (FieldValueRow.field_id.in_(own), FieldValueRow.record_id.in_(chunk))
            db.execute(delete(FieldValueRow).where(*theirs))
        nobody = {"name": ERASED, "folded": fold(ERASED), "title": "", "type_id": None, "external_id": None}
        db.execute(update(ContactRow).where(ContactRow.id.in_(stay)).values(**nobody))
        touched = forget_contacts(self._transaction, {id: ERASED for id in person.contacts if id not in stay})
        self._beside(Items).erase(held_by_nothing(db, touched))
        settle_receipts(self._transaction, touched)
        self._forget_values(Record.CONTACT, person.contacts)
        for id in person.contacts:
            self._beside(Audit).did(Record.CONTACT, id, ACT)
        return stay

    def _forget_values(self, record: Record, ids: Collection[int]) -> None:
        """The trail keeps who did what when, and not with which values."""
        for chunk in chunks(ids):
            of_them = (ChangeRow.record == record.value, ChangeRow.record_id.in_(chunk))
            acts = case((ChangeRow.field == "", ChangeRow.after), else_=None)
            self._db.execute(update(ChangeRow).where(*of_them).values(before=None, after=acts))

    def _forget_drafts(self, terms: Terms) -> None:
        """What is not in Outlook yet is not written to them any more."""
        drafts = select(DraftRow.guid, DraftRow.content).where(DraftRow.server_id == "")
        gone = [guid for guid, content in self._db.execute(drafts) if terms.masked_in(content) != content]
        for chunk in chunks(gone):
            keys = [str(guid) for guid in chunk]
            owed = (ErrandRow.kind == ErrandKind.DRAFT.value, ErrandRow.key.in_(keys))
            self._db.execute(delete(ErrandRow).where(*owed))
            self._db.execute(delete(DraftRow).where(DraftRow.guid.in_(chunk)))

    def _titles(self, terms: Terms) -> dict[int, str]:
        """Opportunities whose titles name them, as they are to be called."""
        rows = (one for some in found(self._db, OpportunityRow.__table__, terms) for one in some)
        return {key[0]: masked("title", values["title"], terms) for key, values in rows if "title" in values}
