"""Storing the decided items of a page: a fixed number of bulk statements, whatever the page's size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from store.addresses import domain_of
from store.among import one_of
from store.bulk import insert_rows
from store.history.contents import ItemToSave, insert_new, items_to_save, placed, update_known
from store.history.copies import links_of
from store.history.latest import LATEST
from store.history.pointers import keep_what_is_on_its_way, save_pointers, save_receipts
from store.models import (
    ContactRow,
    ItemContactRow,
    LinkRow,
    MarkRow,
    OpportunityRow,
    ParticipantRow,
    PointerRow,
    UnlinkedPersonRow,
)
from store.repository import chunks
from store.rules.threads import depth_of
from store.turns import alone, is_beside
from store.values import Entry, Redecided
from store.webhooks.telling import Linked


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a call's entries, in their order."""

    pointers: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    changed: frozenset[int] = frozenset()  # items whose links or people became others, or from which a user took one
    linked: tuple[Linked, ...] = ()  # to what they were not linked to before


def save(
    db: Connection,
    mailbox_id: int,
    folder_id: int,
    entries: Sequence[Entry],
    now: datetime,
    *,
    looked_for: bool = False,
) -> Saved:
    """Store the entries; of those `looked_for`, what is not known is new."""
    if not entries:
        return Saved()
    items = items_to_save(db, entries, looked_for=looked_for)
    distinct = list({id(item): item for item in items}.values())
    known = [item for item in distinct if not item.is_new]
    insert_new(db, [item for item in distinct if item.is_new])
    in_company = update_known(db, [item for item in known if item.content is not None], now)
    pointers, new = save_pointers(db, mailbox_id, folder_id, entries, items, now, looked_for=looked_for)
    receipts = {pointer: entry.receipt for pointer, entry in zip(pointers, entries, strict=True)}
    save_receipts(db, receipts, now, new)
    changed, linked = _save_links(db, distinct, known, now)
    _save_contacts(db, [item for item in distinct if item.contacts is not None])
    changed |= _save_marks(db, mailbox_id, distinct, known)
    _save_unlinked(db, distinct)
    return Saved(tuple(pointers), tuple(item.id for item in items), frozenset(changed | in_company), linked)


def save_again(db: Connection, decided: Sequence[Redecided], now: datetime) -> Saved:
    """Store decisions on items that are there; those that `changed` are linked to others than before."""
    items = [
        ItemToSave(
            content=None,
            id=one.item.item_id,
            is_new=False,
            occurred_at=one.item.occurred_at,
            depth=depth_of(one.item.parents, one.item.traits),
            links={link.number: link for link in one.links},
            contacts=set(one.contacts),
            outside=one.outside,
        )
        for one in decided
    ]
    save_receipts(db, {pointer: receipt for one in decided for pointer, receipt in one.receipts.items()}, now)
    changed, linked = _save_links(db, items, items, now)
    _save_contacts(db, items)
    _save_unlinked(db, items)
    return Saved(changed=frozenset(changed | _save_acts(db, decided)), linked=linked)


def _save_acts(db: Connection, decided: Sequence[Redecided]) -> set[int]:
    """What is seen now as a user's act, or a stamp of ours: a category that named nothing then. Whose acts changed."""
    gone, new, confirmed = [], [], []
    changed: set[int] = set()
    for one in decided:
        known = one.item.known
        before, after = set(known.marks), set(one.marks)
        changed |= {one.item.item_id} if before != after else set()
        gone += [{"b_item": one.item.item_id, "b_box": m.mailbox_id, "b_number": m.number} for m in before - after]
        new += [
            {"item_id": one.item.item_id, "mailbox_id": m.mailbox_id, "number": m.number, "kind": m.kind.value}
            for m in after - before
        ]
        ours = {copy.id: copy.confirmed if copy.is_being_stamped else frozenset[int]() for copy in known.pointers}
        confirmed += [
            {"b_id": copy.id, "b_numbers": sorted(one.confirmed[copy.id] | ours[copy.id])}
            for copy in known.pointers
            if one.confirmed[copy.id] | ours[copy.id] != copy.confirmed
        ]
    if gone:
        box, number = MarkRow.mailbox_id == bindparam("b_box"), MarkRow.number == bindparam("b_number")
        db.execute(delete(MarkRow).where(MarkRow.item_id == bindparam("b_item"), box, number), gone)
    insert_rows(db, MarkRow, new)
    if confirmed:
        values: dict[str, Any] = {"confirmed": bindparam("b_numbers")}
        db.execute(update(PointerRow).where(PointerRow.id == bindparam("b_id")).values(**values), confirmed)
    return changed


_IN_ORDER = select(OpportunityRow.number).where(one_of(OpportunityRow.number, "among")).order_by(OpportunityRow.number)
_IN_ORDER = _IN_ORDER.with_for_update(key_share=True)
_ACTIVE = (
    update(OpportunityRow)
    .where(one_of(OpportunityRow.number, "among"))
    .values(active_at=bindparam("b_now"), latest_at=LATEST)
)


def make_active(db: Connection, numbers: Iterable[Any], now: datetime) -> None:
    """Something came into these opportunities' histories."""
    for chunk in chunks(sorted(set(numbers))):
        if is_beside(
            db
        ):  # the latest is looked for by a statement of its own, which sees what those stored who had them
            db.execute(_IN_ORDER, {"among": chunk})
        db.execute(_ACTIVE, {"among": chunk, "b_now": now})


# --- what hangs on an item --------------------------------------------------------------------------------------------


def _save_links(
    db: Connection, items: Sequence[ItemToSave], known: Sequence[ItemToSave], now: datetime
) -> tuple[set[int], tuple[Linked, ...]]:
    """Items whose opportunities became others, and what is linked that was not before."""
    before = links_of(db, [item.id for item in known]) if known else {}
    gone, new = [], []
    for item in items:
        held = {link.number: link for link in before.get(item.id, ())}
        gone += [{"b_item": item.id, "b_number": n} for n, link in held.items() if item.links.get(n) != link]
        new += [
            {
                "item_id": item.id,
                "number": n,
                "rule": link.rule,
                "evidence": link.evidence,
                "created_at": now,
                "placed_at": placed(item.occurred_at, item.depth),
            }
            for n, link in item.links.items()
            if held.get(n) != link
        ]
    if gone:
        alone(db)  # stamps that are announced at this moment rest on them
        this = (LinkRow.item_id == bindparam("b_item"), LinkRow.number == bindparam("b_number"))
        db.execute(delete(LinkRow).where(*this), gone)
        keep_what_is_on_its_way(
            db, {item.id: {link.number for link in before.get(item.id, ())} - item.links.keys() for item in items}
        )
    if new:
        insert_rows(db, LinkRow, new)
        if not is_beside(db):
            make_active(db, [row["number"] for row in new], now)
    held_by = {item.id: {link.number for link in before.get(item.id, ())} for item in items}
    linked = tuple(
        Linked(item.id, n, link.rule) for item in items for n, link in item.links.items() if n not in held_by[item.id]
    )
    return {item.id for item in items if item.links.keys() != held_by[item.id]}, linked


def _save_contacts(db: Connection, items: Sequence[ItemToSave]) -> None:
    """The item's contacts from now on; a place in a history that does not depend on its people stays.

    So does one in the history of a contact in the recycle bin, who is nobody as long as that lasts.
    """
    before: dict[tuple[int, int], bool] = {}
    columns = select(ItemContactRow.item_id, ItemContactRow.contact_id, ItemContactRow.is_kept)
    for chunk in chunks(item.id for item in items if not item.is_new):
        held = db.execute(columns.where(ItemContactRow.item_id.in_(chunk)))
        before |= {(item_id, contact_id): is_kept for item_id, contact_id, is_kept in held}
    now = {(item.id, contact_id): item for item in items for contact_id in item.contacts or ()}
    gone = {key for key, is_kept in before.items() if key not in now and not is_kept}
    if gone:
        deleted = _in_bin(db, {contact_id for _, contact_id in gone})
        gone = {(item_id, contact_id) for item_id, contact_id in gone if contact_id not in deleted}
    if gone:
        this = (ItemContactRow.item_id == bindparam("b_item"), ItemContactRow.contact_id == bindparam("b_contact"))
        db.execute(delete(ItemContactRow).where(*this), [{"b_item": i, "b_contact": c} for i, c in sorted(gone)])
    if new := now.keys() - before.keys():
        rows = [
            {"item_id": i, "contact_id": c, "placed_at": placed(one.occurred_at, one.depth), "is_kept": False}
            for (i, c), one in sorted(((key, now[key]) for key in new), key=itemgetter(0))
        ]
        insert_rows(db, ItemContactRow, rows)


def _in_bin(db: Connection, contact_ids: Iterable[int]) -> set[int]:
    there = select(ContactRow.id).where(ContactRow.deleted_at.is_not(None))
    return {id for chunk in chunks(contact_ids) for id in db.scalars(there.where(ContactRow.id.in_(chunk)))}


def _save_marks(db: Connection, mailbox_id: int, items: Sequence[ItemToSave], known: Sequence[ItemToSave]) -> set[int]:
    """Items whose marks of this mailbox became others."""
    before: dict[tuple[int, int], str] = {}
    for chunk in chunks(item.id for item in known):
        held = select(MarkRow.item_id, MarkRow.number, MarkRow.kind).where(
            MarkRow.item_id.in_(chunk), MarkRow.mailbox_id == mailbox_id
        )
        before |= {(item_id, number): kind for item_id, number, kind in db.execute(held)}
    now = {(item.id, number): kind.value for item in items for number, kind in item.marks.items()}
    if gone := [key for key, kind in before.items() if now.get(key) != kind]:
        this = (MarkRow.item_id == bindparam("b_item"), MarkRow.number == bindparam("b_number"))
        here = delete(MarkRow).where(MarkRow.mailbox_id == mailbox_id, *this)
        db.execute(here, [{"b_item": item_id, "b_number": number} for item_id, number in gone])
    if new := [(key, kind) for key, kind in now.items() if before.get(key) != kind]:
        rows = [{"item_id": i, "mailbox_id": mailbox_id, "number": n, "kind": kind} for (i, n), kind in new]
        insert_rows(db, MarkRow, rows)
    return {id for id, _ in {*gone, *(key for key, _ in new)}}


def _save_unlinked(db: Connection, items: Sequence[ItemToSave]) -> None:
    """Let items that are linked to nothing be found by the people in them, and no others."""
    for chunk in chunks(item.id for item in items if item.links and not item.is_new):
        db.execute(delete(UnlinkedPersonRow).where(UnlinkedPersonRow.item_id.in_(chunk)))
    alone = [item for item in items if not item.links]
    insert_rows(db, UnlinkedPersonRow, [row for item in alone if item.is_new for row in _found_by(item)])
    held = [row for item in alone if not item.is_new for row in _found_by(item)]
    insert_rows(db, UnlinkedPersonRow, held, key=("address", "item_id"), replaced=("domain",))


def _found_by(item: ItemToSave) -> list[dict[str, Any]]:
    people = dict.fromkeys(item.outside)
    return [{"address": address, "item_id": item.id, "domain": domain_of(address)} for address in people]


def found_by_people(db: Connection, id: int, *, is_linked: bool) -> None:
    """Let the people in an item that a person linked, or took out of everything, find it or not."""
    db.execute(delete(UnlinkedPersonRow).where(UnlinkedPersonRow.item_id == id))
    if not is_linked:
        people = select(ParticipantRow.address).where(ParticipantRow.item_id == id).distinct()
        rows = [{"address": a, "item_id": id, "domain": domain_of(a)} for a in db.scalars(people)]
        insert_rows(db, UnlinkedPersonRow, rows)
