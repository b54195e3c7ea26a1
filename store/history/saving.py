"""Storing the decided items of a page: a fixed number of bulk statements, whatever the page's size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from store.addresses import domain_of
from store.bulk import insert_rows
from store.history.attachments import add_attachments, attachments_of, names_in, replace_attachments
from store.history.copies import ItemKey, items_like, links_of, pointers_by_id, pointers_here
from store.history.index import Indexed, add_words, remove_words
from store.history.versions import is_replaced, keep_versions, version_of
from store.models import (
    ContactRow,
    ItemAccountRow,
    ItemContactRow,
    ItemRow,
    LinkRow,
    MarkRow,
    OpportunityRow,
    ParticipantRow,
    PointerRow,
    ReceiptRow,
    UnlinkedPersonRow,
)
from store.repository import chunks
from store.rules.history import bare
from store.rules.threads import depth_of
from store.rules.words import search_id
from store.text import fold
from store.values import Entry, ItemContent, ItemKind, Link, MarkKind, Participant, Receipt, Redecided

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a call's entries, in their order."""

    pointers: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    changed: frozenset[int] = frozenset()  # items whose links became others, or from which a user took one


@dataclass(slots=True)
class _Item:
    """What one item is to be from now on; several entries of a call may be copies of it."""

    content: ItemContent | None  # None leaves what is stored
    id: int = 0  # 0 until it is inserted
    is_new: bool = True
    occurred_at: datetime | None = None
    depth: int = 0  # in its thread
    links: dict[int, Link] = field(default_factory=dict)
    contacts: set[int] | None = None  # None leaves those that there are
    marks: dict[int, MarkKind] = field(default_factory=dict)
    outside: tuple[str, ...] = ()  # addresses by which it may be found again
    is_first_look: bool = False  # at a copy: what it tells otherwise than the others, nobody changed


def save(db: Connection, mailbox_id: int, folder_id: int, entries: Sequence[Entry], now: datetime) -> Saved:
    """Store the entries."""
    if not entries:
        return Saved()
    items = _items(db, entries)
    distinct = list({id(item): item for item in items}.values())
    known = [item for item in distinct if not item.is_new]
    _insert_items(db, [item for item in distinct if item.is_new])
    _update_items(db, [item for item in known if item.content is not None], now)
    pointers = _save_pointers(db, mailbox_id, folder_id, entries, items, now)
    receipts = {pointer: entry.receipt for pointer, entry in zip(pointers, entries, strict=True)}
    _save_receipts(db, receipts, now)
    changed = _save_links(db, distinct, known, now)
    _save_contacts(db, [item for item in distinct if item.contacts is not None])
    changed |= _save_marks(db, mailbox_id, distinct, known)
    _save_unlinked(db, distinct)
    return Saved(tuple(pointers), tuple(item.id for item in items), frozenset(changed))


def save_again(db: Connection, decided: Sequence[Redecided], now: datetime) -> frozenset[int]:
    """Store decisions on items that are there; the ids of those whose links became others."""
    items = [
        _Item(
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
    _save_receipts(db, {pointer: receipt for one in decided for pointer, receipt in one.receipts.items()}, now)
    changed = _save_links(db, items, items, now)
    _save_contacts(db, items)
    _save_unlinked(db, items)
    return frozenset(changed | _save_acts(db, decided))


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
        confirmed += [
            {"b_id": copy.id, "b_numbers": sorted(one.confirmed[copy.id])}
            for copy in known.pointers
            if one.confirmed[copy.id] != copy.confirmed
        ]
    if gone:
        box, number = MarkRow.mailbox_id == bindparam("b_box"), MarkRow.number == bindparam("b_number")
        db.execute(delete(MarkRow).where(MarkRow.item_id == bindparam("b_item"), box, number), gone)
    insert_rows(db, MarkRow, new)
    if confirmed:
        values: dict[str, Any] = {"confirmed": bindparam("b_numbers")}
        db.execute(update(PointerRow).where(PointerRow.id == bindparam("b_id")).values(**values), confirmed)
    return changed


# --- items ------------------------------------------------------------------------------------------------------------


def _items(db: Connection, entries: Sequence[Entry]) -> list[_Item]:
    """The item of each entry: the one it is known to be a copy of, one that is like it, or a new one."""
    like = items_like(db, {_key(entry.content) for entry in entries if entry.known is None and entry.content})
    by_key: dict[ItemKey | int, _Item] = {}
    items = []
    for entry in entries:
        content = entry.content
        id = entry.known.item_id if entry.known else like.get(_key(content), 0) if content else 0
        key: ItemKey | int = id or (_key(content) if content else 0)
        item = by_key.setdefault(key, _Item(content, id, is_new=not id))
        if content is not None:
            item.content, item.occurred_at = content, content.occurred_at
            item.depth = depth_of(content.parents, content.traits)
            item.contacts = (item.contacts or set()) | entry.contacts
        item.links |= {link.number: link for link in entry.links}
        item.marks |= {mark.number: mark.kind for mark in entry.marks}
        item.outside = entry.outside
        item.is_first_look = entry.known is not None and entry.known.pointer is None
        items.append(item)
    return items


def _key(content: ItemContent) -> ItemKey:
    return content.kind, content.identity, content.fingerprint


def _insert_items(db: Connection, items: Sequence[_Item]) -> None:
    if not items:
        return
    for id, item in enumerate(items, start=next_id(db, ItemRow.id)):
        item.id = id
    attached = {item.id: _content(item).attachments for item in items}
    rows = [item_values(_content(item), item.id) | {"id": item.id} for item in items]
    insert_items(db, rows, {id: names_in(attachments) for id, attachments in attached.items()})
    add_attachments(db, attached)
    _insert_participants(db, items)


def _content(item: _Item) -> ItemContent:
    if item.content is None:
        raise ValueError("an item that is not there yet needs a content")
    return item.content


def insert_items(db: Connection, rows: Sequence[Mapping[str, Any]], names: Mapping[int, str] | None = None) -> None:
    """Insert items, to be found from now on by their words and the names of what is attached, by item."""
    named = names or {}
    insert_rows(db, ItemRow, [{**row, **_NEW} for row in rows])
    add_words(db, [Indexed(row["search_id"], row["subject"], row["body"], named.get(row["id"], "")) for row in rows])


def update_items(
    db: Connection,
    before: Sequence[Indexed],
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[int, str] | None = None,
) -> None:
    """Write the new values of items, `b_id` each; those whose words or place in time are others are found by them.

    `names` of what is attached, by item; those that it leaves out keep theirs.
    """
    db.execute(update(ItemRow).where(ItemRow.id == bindparam("b_id")), rows)
    named = names or {}
    after = [
        Indexed(row["search_id"], row["subject"], row["body"], named.get(row["b_id"], old.names))
        for old, row in zip(before, rows, strict=True)
    ]
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    remove_words(db, [old for old, _ in changed])
    add_words(db, [new for _, new in changed])


def next_id(db: Connection, column: InstrumentedAttribute[int]) -> int:
    """The next free id. Writers take turns, so nobody else takes it; a bulk insert could not tell which it gave."""
    return (db.scalar(select(func.max(column))) or 0) + 1


def _insert_participants(db: Connection, items: Iterable[_Item]) -> None:
    rows = [
        {"item_id": item.id, "position": n, "role": person.role, "address": person.address, "name": person.name}
        for item in items
        for n, person in enumerate(_content(item).participants)
    ]
    insert_rows(db, ParticipantRow, rows)


_CONTENT = (
    "kind",
    "identity",
    "fingerprint",
    "occurred_at",
    "ended_at",
    "is_all_day",
    "subject",
    "preview",
    "location",
    "is_cancelled",
    "has_attachments",
    "size",
    "thread",
    "is_series",
    "body",
)
_NEW = {"is_dismissed": False, "is_redacted": False, "private_since": None}


def item_values(content: ItemContent, id: int) -> dict[str, Any]:
    """The columns of an item that follow from its content."""
    return {name: getattr(content, name) for name in _CONTENT} | {
        "kind": content.kind.value,
        "folded": fold(content.subject),
        "author": _author(content.participants),
        "search_id": search_id(id, placed(content.occurred_at)),
        "parents": list(content.parents),
        "traits": dict(content.traits),
    }


def _author(people: Iterable[Participant]) -> str:
    wrote = next((person for person in people if person.role in ("from", "organizer")), None)
    return (wrote.name or wrote.address) if wrote else ""


def _update_items(db: Connection, items: Sequence[_Item], now: datetime) -> None:
    """Write the content of those that changed; most of what comes again did not."""
    if not items:
        return
    columns = [getattr(ItemRow, name) for name in (*_CONTENT, "search_id", "is_redacted", "traits")]
    stored: dict[int, Row[Any]] = {}
    people: dict[int, list[Participant]] = {}
    for chunk in chunks(item.id for item in items):
        stored |= {row.id: row for row in db.execute(select(ItemRow.id, *columns).where(ItemRow.id.in_(chunk)))}
        present = select(
            ParticipantRow.item_id, ParticipantRow.role, ParticipantRow.address, ParticipantRow.name
        ).where(ParticipantRow.item_id.in_(chunk))
        for item_id, *person in db.execute(present.order_by(ParticipantRow.item_id, ParticipantRow.position)):
            people.setdefault(item_id, []).append(Participant(*person))
    for item in items:
        if stored[item.id].is_redacted:  # whatever a copy shows
            item.content = bare(_content(item))
        if (content := _content(item)).kind is ItemKind.EMAIL:
            item.content = _with_others(content, stored[item.id])
            item.occurred_at = item.content.occurred_at
            item.depth = depth_of(item.content.parents, item.content.traits)
    attached = attachments_of(db, [item.id for item in items])
    with_others = [item for item in items if tuple(people.get(item.id, ())) != _content(item).participants]
    attached_anew = {
        item.id: _content(item).attachments
        for item in items
        if attached.get(item.id, ()) != _content(item).attachments and not _leaves_attachments(_content(item))
    }
    others = {item.id for item in with_others} | attached_anew.keys()
    changed = [
        item
        for item in items
        if item.id in others or any(getattr(stored[item.id], n) != getattr(_content(item), n) for n in _CONTENT)
    ]
    if changed:
        rows = [item_values(_content(item), item.id) | {"b_id": item.id} for item in changed]
        held = [(stored[item.id], names_in(attached.get(item.id, ()))) for item in changed]
        before = [Indexed(row.search_id, row.subject, row.body, names) for row, names in held]
        was = {item.id: version_of(stored[item.id], people.get(item.id, ()), now) for item in changed}
        told = [item for item in changed if not stored[item.id].is_redacted and not item.is_first_look]
        keep_versions(db, [(item.id, was[item.id]) for item in told if is_replaced(was[item.id], _content(item))])
        update_items(db, before, rows, {id: names_in(attachments) for id, attachments in attached_anew.items()})
        replace_attachments(db, attached_anew)
    if moved := [item for item in changed if stored[item.id].occurred_at != item.occurred_at]:
        place_anew(db, {item.id: placed(item.occurred_at, item.depth) for item in moved})
    if with_others:
        db.execute(
            delete(ParticipantRow).where(ParticipantRow.item_id == bindparam("b_id")),
            [{"b_id": item.id} for item in with_others],
        )
        _insert_participants(db, with_others)


def _with_others(content: ItemContent, stored: Row[Any]) -> ItemContent:
    """An e-mail with what its other copies told, whichever was read first.

    Where only its receipt says when it was, the first one does; of subjects that a gateway changed on the way the
    shorter is the sender's, and of texts the one that the other contains.
    """
    at, traits = stored.occurred_at, stored.traits
    is_same = stored.identity == content.identity and stored.fingerprint == content.fingerprint
    if is_same and stored.subject and (len(stored.subject), stored.subject) < (len(content.subject), content.subject):
        content = replace(content, subject=stored.subject)
    if is_same and stored.body and stored.body != content.body and stored.body.strip() in content.body:
        content = replace(content, body=stored.body, preview=stored.preview)
    if "answer" in traits and not content.parents and "answer" not in content.traits:
        content = replace(content, traits={**content.traits, "answer": traits["answer"]})
    if "clock" in content.traits and "clock" in traits and at and content.occurred_at and at < content.occurred_at:
        content = replace(content, occurred_at=at)
    return content


def _leaves_attachments(content: ItemContent) -> bool:
    """True where a server says that there are some, and not which."""
    return content.has_attachments and not content.attachments


def placed(occurred_at: datetime | None, depth: int = 0) -> datetime:
    """Where an item stands in histories: newest first, and what has no date last.

    Of two mails of the same second the answer comes second: that is what `depth` is for.
    """
    if occurred_at is None:
        return datetime.min.replace(tzinfo=UTC)
    return occurred_at + timedelta(microseconds=depth) if depth else occurred_at


def place_anew(db: Connection, places: Mapping[int, datetime]) -> None:
    """Give items another place in every history that shows them."""
    rows = [{"b_item": id, "b_at": at} for id, at in places.items()]
    for table in (LinkRow, ItemContactRow, ItemAccountRow):
        db.execute(update(table).where(table.item_id == bindparam("b_item")).values(placed_at=bindparam("b_at")), rows)


# --- copies and their receipts ----------------------------------------------------------------------------------------


def _save_pointers(
    db: Connection, mailbox_id: int, folder_id: int, entries: Sequence[Entry], items: Sequence[_Item], now: datetime
) -> list[int]:
    _follow_moves(db, entries)
    ids = _pointer_ids(db, mailbox_id, entries)
    rows = {
        entry.server_id: {
            "id": ids[entry.server_id],
            "item_id": item.id,
            "mailbox_id": mailbox_id,
            "folder_id": folder_id,
            "server_id": entry.server_id,
            "change_key": entry.change_key,
            "is_gone": False,
            "confirmed": sorted(entry.confirmed),
            "named": list(entry.named),
            "sent_along": sorted(entry.sent_along),
            "conversation_id": entry.conversation_id,
            "is_private": entry.is_private,
            "is_asked": False,
            "is_occurrence": entry.is_occurrence,
            "shows": entry.shows,
            "seen_at": now,
            "is_unsettled": entry.is_unsettled,
        }
        for entry, item in zip(entries, items, strict=True)
    }
    copied = ("folder_id", "change_key", "confirmed", "named", "sent_along", "conversation_id", "is_private")
    replaced = ("item_id", "is_gone", "is_occurrence", "shows", "seen_at", "is_unsettled", *copied)
    insert_rows(db, PointerRow, list(rows.values()), key=("mailbox_id", "server_id"), replaced=replaced)
    return [ids[entry.server_id] for entry in entries]


def _pointer_ids(db: Connection, mailbox_id: int, entries: Sequence[Entry]) -> dict[str, int]:
    """The pointer's id of each server id: the one it has, or a new one."""
    here = pointers_here(db, mailbox_id, {entry.server_id for entry in entries})
    ids = {server_id: pointer.id for server_id, pointer in here.items()}
    new = dict.fromkeys(entry.server_id for entry in entries if entry.server_id not in ids)
    return ids | {server_id: id for id, server_id in enumerate(new, start=next_id(db, PointerRow.id))}


def _follow_moves(db: Connection, entries: Sequence[Entry]) -> None:
    """Give copies that come back under a new server id that id, so that they stay the same copies."""
    moved = {
        entry.known.pointer.id: entry.server_id
        for entry in entries
        if entry.known and entry.known.pointer and entry.known.pointer.server_id != entry.server_id
    }
    if not moved:
        return
    rename_pointers(db, moved)


def rename_pointers(db: Connection, server_ids: Mapping[int, str]) -> None:
    """Give each pointer its new server id, except where another copy has it already: that one is the copy now."""
    pointers = pointers_by_id(db, server_ids)
    taken = {
        (mailbox_id, server_id)
        for mailbox_id in {pointer.mailbox_id for pointer in pointers.values()}
        for server_id in pointers_here(db, mailbox_id, server_ids.values())
    }
    rows = [
        {"b_id": id, "b_server_id": server_id}
        for id, server_id in server_ids.items()
        if id in pointers and (pointers[id].mailbox_id, server_id) not in taken
    ]
    if rows:
        renamed = (
            update(PointerRow).where(PointerRow.id == bindparam("b_id")).values(server_id=bindparam("b_server_id"))
        )
        db.execute(renamed, rows)


def _save_receipts(db: Connection, receipts: Mapping[int, Receipt], now: datetime) -> None:
    rows = [
        {
            "pointer_id": pointer_id,
            "outcome": receipt.outcome.value,
            "rule": receipt.rule,
            "reason": receipt.reason,
            "evidence": dict(receipt.evidence),
            "decided_at": now,
        }
        for pointer_id, receipt in receipts.items()
    ]
    latest = ("outcome", "rule", "reason", "evidence", "decided_at")
    insert_rows(db, ReceiptRow, rows, key=("pointer_id",), replaced=latest)


# --- what hangs on an item --------------------------------------------------------------------------------------------


def _save_links(db: Connection, items: Sequence[_Item], known: Sequence[_Item], now: datetime) -> set[int]:
    """Items whose opportunities became others."""
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
        this = (LinkRow.item_id == bindparam("b_item"), LinkRow.number == bindparam("b_number"))
        db.execute(delete(LinkRow).where(*this), gone)
    if new:
        insert_rows(db, LinkRow, new)
        for chunk in chunks(row["number"] for row in new):
            active = update(OpportunityRow).where(OpportunityRow.number.in_(chunk)).values(active_at=now)
            db.execute(active)
    return {item.id for item in items if item.links.keys() != {link.number for link in before.get(item.id, ())}}


def _save_contacts(db: Connection, items: Sequence[_Item]) -> None:
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


def _save_marks(db: Connection, mailbox_id: int, items: Sequence[_Item], known: Sequence[_Item]) -> set[int]:
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


def _save_unlinked(db: Connection, items: Sequence[_Item]) -> None:
    """Let items that are linked to nothing be found by the people in them, and no others."""
    for chunk in chunks(item.id for item in items if item.links and not item.is_new):
        db.execute(delete(UnlinkedPersonRow).where(UnlinkedPersonRow.item_id.in_(chunk)))
    rows = [
        {"address": address, "item_id": item.id, "domain": domain_of(address)}
        for item in items
        if not item.links
        for address in item.outside
    ]
    insert_rows(db, UnlinkedPersonRow, rows, key=("address", "item_id"), replaced=("domain",))


def found_by_people(db: Connection, id: int, *, is_linked: bool) -> None:
    """Let the people in an item that a person linked, or took out of everything, find it or not."""
    db.execute(delete(UnlinkedPersonRow).where(UnlinkedPersonRow.item_id == id))
    if not is_linked:
        people = select(ParticipantRow.address).where(ParticipantRow.item_id == id).distinct()
        rows = [{"address": a, "item_id": id, "domain": domain_of(a)} for a in db.scalars(people)]
        insert_rows(db, UnlinkedPersonRow, rows)
