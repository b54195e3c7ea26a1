"""The items of a page as rows: which are new, which are known, and what their copies tell together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from store.bulk import insert_rows
from store.history.attachments import add_attachments, attachments_of, names_in, replace_attachments
from store.history.index import Indexed, add_words, remove_words
from store.history.sketches import NAMED, SKETCH, Candidates, candidate_of, copied, save_sketches, sketch_of, with_text
from store.history.versions import is_replaced, keep_versions, version_of
from store.ids import next_ids
from store.models import ItemAccountRow, ItemContactRow, ItemRow, ItemSketchRow, LinkRow, ParticipantRow
from store.repository import among, rows_among
from store.rules.copies import are_one, told_together
from store.rules.history import bare
from store.rules.likeness import is_copy
from store.rules.threads import depth_of
from store.rules.words import search_id
from store.text import fold
from store.turns import alone
from store.values import Arrival, Attachment, Entry, ItemContent, ItemKind, Link, MarkKind, Participant, Sketch


@dataclass(slots=True)
class ItemToSave:
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
    has_others: bool = False  # copies beside the one that tells its content
    is_first_look: bool = False  # at a copy: what it tells otherwise than the others, nobody changed


def items_to_save(db: Connection, entries: Sequence[Entry], *, looked_for: bool) -> list[ItemToSave]:
    """The item of each entry: the one it is known to be a copy of, one that is like it, or a new one.

    Where all were `looked_for`, those that are not known are like none that is there.
    """
    like = {} if looked_for else _items_like(db, entries)
    by_id: dict[int, ItemToSave] = {}
    new: dict[tuple[str, str], list[ItemToSave]] = {}
    items = []
    for entry in entries:
        content = entry.content
        id = entry.known.item_id if entry.known else like.get(entry.server_id, 0)
        if id:
            item = by_id.setdefault(id, ItemToSave(content, id, is_new=False))
        else:
            others = new.setdefault((content.kind, content.identity) if content else ("", ""), [])
            found = next((one for one in others if content is None or _is_like(content_of(one), content)), None)
            if found is None:
                others.append(found := ItemToSave(content))
            item = found
        if content is not None:
            item.content, item.occurred_at = content, content.occurred_at
            item.depth = _depth(content)
            item.contacts = (item.contacts or set()) | entry.contacts
        item.links |= {link.number: link for link in entry.links}
        item.marks |= {mark.number: mark.kind for mark in entry.marks}
        item.outside = entry.outside
        item.is_first_look = entry.known is not None and entry.known.pointer is None
        item.has_others = entry.known is None or any(
            entry.known.pointer is None or copy.id != entry.known.pointer.id for copy in entry.known.pointers
        )
        items.append(item)
    return items


def _items_like(db: Connection, entries: Sequence[Entry]) -> dict[str, int]:
    """The items that those which are not known by themselves are copies of, by their server's ids."""
    unknown = {entry.server_id: entry.content for entry in entries if entry.known is None and entry.content}
    found = Candidates()
    for row in rows_among(db, NAMED, {content.identity for content in unknown.values()}):
        found.add(row[0], candidate_of(row))
    arrivals = [
        Arrival(id, one.kind, one.identity, one.fingerprint, sketch=one.sketch, at=one.occurred_at)
        for id, one in unknown.items()
    ]
    held = copied(db, found, arrivals)
    return {one.server_id: item.id for one, item in zip(arrivals, held, strict=True) if item is not None}


def _is_like(one: ItemContent, other: ItemContent) -> bool:
    return is_copy(one.fingerprint, one.sketch, other.fingerprint, other.sketch)


def insert_new(db: Connection, items: Sequence[ItemToSave]) -> None:
    if not items:
        return
    for id, item in zip(next_ids(db, ItemRow.id, len(items)), items, strict=True):
        item.id = id
    attached = {item.id: content_of(item).attachments for item in items}
    rows = [item_values(content_of(item), item.id) | {"id": item.id} for item in items]
    insert_items(db, rows, {id: names_in(attachments) for id, attachments in attached.items()})
    add_attachments(db, attached)
    _insert_participants(db, items)
    save_sketches(db, {item.id: sketch for item in items if (sketch := content_of(item).sketch) is not None})


def content_of(item: ItemToSave) -> ItemContent:
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


def _insert_participants(db: Connection, items: Iterable[ItemToSave]) -> None:
    rows = [
        {"item_id": item.id, "position": n, "role": person.role, "address": person.address, "name": person.name}
        for item in items
        for n, person in enumerate(content_of(item).participants)
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
_content_of = attrgetter(*_CONTENT)
_SKETCH = tuple(f"s_{column.key}" for column in SKETCH)
_STORED = select(
    ItemRow.id,
    *(getattr(ItemRow, name) for name in (*_CONTENT, "search_id", "is_redacted", "traits", "parents")),
    *(column.label(name) for column, name in zip(SKETCH, _SKETCH, strict=True)),
).outerjoin(ItemSketchRow, ItemSketchRow.item_id == ItemRow.id)
_STORED = among(_STORED, ItemRow.id)
_PEOPLE = select(ParticipantRow.item_id, ParticipantRow.role, ParticipantRow.address, ParticipantRow.name)
_PEOPLE = among(_PEOPLE.order_by(ParticipantRow.item_id, ParticipantRow.position), ParticipantRow.item_id)
_NEW = {"is_dismissed": False, "is_redacted": False, "private_since": None}


def item_values(content: ItemContent, id: int) -> dict[str, Any]:
    """The columns of an item that follow from its content."""
    values = dict(zip(_CONTENT, _content_of(content), strict=True))
    values["kind"] = content.kind.value
    values["folded"] = fold(content.subject)
    values["author"] = _author(content.participants)
    values["search_id"] = search_id(id, placed(content.occurred_at, _depth(content)))
    values["parents"] = list(content.parents)
    values["traits"] = dict(content.traits)
    return values


def _author(people: Iterable[Participant]) -> str:
    wrote = next((person for person in people if person.role in ("from", "organizer")), None)
    return (wrote.name or wrote.address) if wrote else ""


def update_known(db: Connection, items: Sequence[ItemToSave], now: datetime) -> set[int]:
    """Write the content of those that changed; most of what comes again did not.

    Those of which another copy told of people that the others do not name.
    """
    if not items:
        return set()
    people: dict[int, list[Participant]] = {}
    stored: dict[int, Row[Any]] = {row.id: row for row in rows_among(db, _STORED, [item.id for item in items])}
    for item_id, *person in rows_among(db, _PEOPLE, stored):
        people.setdefault(item_id, []).append(Participant(*person))
    attached = attachments_of(db, [item.id for item in items])
    for item in items:
        if stored[item.id].is_redacted:  # whatever a copy shows
            item.content = bare(content_of(item))
        if (content := content_of(item)).kind is ItemKind.EMAIL:
            if item.has_others:
                content = _together(content, stored[item.id], people.get(item.id, ()), attached.get(item.id, ()))
            item.content = _with_others(content, stored[item.id])
            item.occurred_at = item.content.occurred_at
            item.depth = _depth(item.content)
    _save_sketches(db, items, stored)
    with_others = [item for item in items if tuple(people.get(item.id, ())) != content_of(item).participants]
    attached_anew = {
        item.id: content_of(item).attachments
        for item in items
        if attached.get(item.id, ()) != content_of(item).attachments and not _leaves_attachments(content_of(item))
    }
    others = {item.id for item in with_others} | attached_anew.keys()
    changed = [item for item in items if item.id in others or _is_other(content_of(item), stored[item.id], item)]
    if changed:
        rows = [item_values(content_of(item), item.id) | {"b_id": item.id} for item in changed]
        held = [(stored[item.id], names_in(attached.get(item.id, ()))) for item in changed]
        before = [Indexed(row.search_id, row.subject, row.body, names) for row, names in held]
        was = {item.id: version_of(stored[item.id], people.get(item.id, ()), now) for item in changed}
        told = [item for item in changed if not stored[item.id].is_redacted and not item.is_first_look]
        keep_versions(db, [(item.id, was[item.id]) for item in told if is_replaced(was[item.id], content_of(item))])
        update_items(db, before, rows, {id: names_in(attachments) for id, attachments in attached_anew.items()})
        replace_attachments(db, attached_anew)
    now_at = {row["b_id"]: row["search_id"] for row in rows} if changed else {}
    if moved := [item for item in changed if _place(stored[item.id]) != (item.occurred_at, now_at[item.id])]:
        alone(db)  # the opportunities that they are linked to become others, by triggers
        place_anew(db, {item.id: placed(item.occurred_at, item.depth) for item in moved})
    if with_others:
        db.execute(
            delete(ParticipantRow).where(ParticipantRow.item_id == bindparam("b_id")),
            [{"b_id": item.id} for item in with_others],
        )
        _insert_participants(db, with_others)
    return {item.id for item in with_others if item.has_others and people.get(item.id)}


def _with_others(content: ItemContent, stored: Row[Any]) -> ItemContent:
    """An e-mail that is read again, with what only this system knows of it.

    Where only its receipt says when it was, the first one does.
    """
    at, traits = stored.occurred_at, stored.traits
    if "answer" in traits and not content.parents and "answer" not in content.traits:
        content = replace(content, traits={**content.traits, "answer": traits["answer"]})
    if "clock" in content.traits and "clock" in traits and at and content.occurred_at and at < content.occurred_at:
        content = replace(content, occurred_at=at)
    return content


def _together(
    content: ItemContent, stored: Row[Any], people: Iterable[Participant], attached: tuple[Attachment, ...]
) -> ItemContent:
    """One copy of an e-mail with what the others told."""
    told = {name: getattr(stored, name) for name in _CONTENT}
    other = ItemContent(
        **told
        | {
            "kind": ItemKind(stored.kind),
            "participants": tuple(people),
            "attachments": attached,
            "parents": tuple(stored.parents),
            "traits": stored.traits,
            "sketch": with_text(sketch, stored.body) if (sketch := _sketch(stored)) is not None else None,
        }
    )
    return told_together(content, other) if are_one(content, other) else content


def _sketch(stored: Row[Any]) -> Sketch | None:
    return sketch_of([getattr(stored, name) for name in _SKETCH])


def _save_sketches(db: Connection, items: Sequence[ItemToSave], stored: Mapping[int, Row[Any]]) -> None:
    told = {item.id: sketch for item in items if (sketch := content_of(item).sketch) is not None}
    save_sketches(db, {id: sketch for id, sketch in told.items() if sketch != _sketch(stored[id])})


def _is_other(content: ItemContent, stored: Row[Any], item: ItemToSave) -> bool:
    """Whether a copy tells anything otherwise than it is stored."""
    if item.has_others and (dict(content.traits) != stored.traits or list(content.parents) != stored.parents):
        return True
    if depth_of(stored.parents, stored.traits) != _depth(content):
        return True
    return any(getattr(stored, name) != getattr(content, name) for name in _CONTENT)


def _depth(content: ItemContent) -> int:
    return depth_of(content.parents, content.traits)


def _place(stored: Row[Any]) -> tuple[datetime | None, int]:
    return stored.occurred_at, stored.search_id


def _leaves_attachments(content: ItemContent) -> bool:
    """True where a server says that there are some, and not which."""
    return content.has_attachments and not content.attachments


def placed(occurred_at: datetime | None, depth: int = 0) -> datetime:
    """Where an item stands in histories: newest first, and what has no date last.

    Of two mails of the same second the answer comes second: that is what `depth` is for.
    """
    if occurred_at is None:
        return datetime.min.replace(tzinfo=UTC)
    return occurred_at.replace(microsecond=min(occurred_at.microsecond + depth, 999_999)) if depth else occurred_at


def place_anew(db: Connection, places: Mapping[int, datetime]) -> None:
    """Give items another place in every history that shows them."""
    rows = [{"b_item": id, "b_at": at} for id, at in places.items()]
    for table in (LinkRow, ItemContactRow, ItemAccountRow):
        db.execute(update(table).where(table.item_id == bindparam("b_item")).values(placed_at=bindparam("b_at")), rows)
