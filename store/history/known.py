"""What is known of a page's items, and of the threads that they belong to: five queries, whatever the page's size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, cast, func, literal, null, select, text, union_all

from store.among import one_of
from store.history.copies import copies_about, marks_of
from store.history.sketches import NAMED, OF_ANY_NAME, SKETCH, UNNAMED, Candidate, Candidates, candidate_of, copied
from store.models import ItemRow, LinkRow, NamedMessageRow, ParticipantRow, PointerRow, ToDecideRow
from store.repository import among, chunks, rows_among
from store.rules.history import BY_A_PERSON
from store.rules.threads import depth_of, tied
from store.values import (
    Arrival,
    ItemKind,
    KnownItem,
    KnownPage,
    Link,
    Mark,
    MarkKind,
    Member,
    Participant,
    Pointer,
    Receipt,
    StoredItem,
)

Copies = list[tuple[Pointer, Receipt | None]]


PEOPLE = select(ParticipantRow.item_id, ParticipantRow.role, ParticipantRow.address, ParticipantRow.name)
PEOPLE = among(PEOPLE.order_by(ParticipantRow.item_id, ParticipantRow.position), ParticipantRow.item_id)
_ADDRESSES = among(select(ParticipantRow.item_id, ParticipantRow.address), ParticipantRow.item_id)


def known_page(db: Connection, mailbox_id: int, arrivals: Sequence[Arrival]) -> KnownPage:
    """What is known of each arrival, in order: by its server id in this mailbox, else by its identity in any.

    Threads are given in the same order: a message that comes after the one it answers to is in its thread.
    """
    like, seen, only_named = _named(db, arrivals)
    copies: dict[int, Copies] = defaultdict(list)
    here: dict[str, Pointer] = {}
    for pointer, receipt in copies_about(
        db, mailbox_id, [a.server_id for a in arrivals], {one.id for one in like if one}
    ):
        copies[pointer.item_id].append((pointer, receipt))
        if pointer.mailbox_id == mailbox_id:
            here[pointer.server_id] = pointer
    ids = [
        here[arrival.server_id].item_id if arrival.server_id in here else one.id if one else None
        for arrival, one in zip(arrivals, like, strict=True)
    ]
    names = (_identity(arrival, one) for arrival, one in zip(arrivals, like, strict=True))
    threads = tied(((name, a.parents) for name, a in zip(names, arrivals, strict=True)), only_named | seen)
    keys = threads.threads
    known = {id for id in ids if id is not None}
    conversations = {arrival.conversation_id for arrival in arrivals}
    conversations |= {pointer.conversation_id for id in known for pointer, _ in copies[id]}
    group = _group(db, {*keys, *threads.joined}, conversations - {""}, known, threads.joined)
    with_others = known - {id for id in known if len(copies[id]) == 1 and _is_here(copies[id], here)}
    people, told = _everybody(db, with_others), _told(db, with_others)
    come_back: set[int] = set()
    items: list[KnownItem | None] = []
    for arrival, id in zip(arrivals, ids, strict=True):
        if id is None:
            items.append(None)
            continue
        own = here.get(arrival.server_id) or _gone_copy(copies[id], mailbox_id, come_back)
        if own:
            come_back.add(own.id)
        held = group.known(id, copies[id], own)
        if any(copy is not own for copy, _ in copies[id]):
            parents, traits = told.get(id, ((), None))
            held = replace(held, people=people.get(id, ()), parents=parents, traits=traits)
        if own is None:  # one that was moved may be seen where it is now before it is missed where it was
            held = replace(held, receipt=_receipt_here(copies[id], mailbox_id))
        items.append(held)
    arrived = {arrival.identity for arrival in arrivals}
    unseen = {name for arrival in arrivals for name in arrival.parents} - arrived - seen.keys() - only_named.keys()
    ties = {name: threads.names[name] for name in unseen}
    return KnownPage(items, keys, group.by_thread, group.by_conversation, threads.joined, ties)


def known_again(db: Connection, item_ids: Collection[int]) -> tuple[list[StoredItem], KnownPage]:
    """Items in the store, oldest first, with all that deciding them again takes; what is no mail is left out."""
    columns = (
        ItemRow.id,
        ItemRow.kind,
        ItemRow.identity,
        ItemRow.fingerprint,
        ItemRow.occurred_at,
        ItemRow.traits,
        ItemRow.parents,
        ItemRow.is_series,
        ItemRow.thread,
        ToDecideRow.hops,
    )
    rows: list[Any] = []
    is_mail = ItemRow.kind.in_((ItemKind.EMAIL.value, ItemKind.APPOINTMENT.value))
    for chunk in chunks(item_ids):
        mail = select(*columns).outerjoin(ToDecideRow, ToDecideRow.item_id == ItemRow.id).where(is_mail)
        rows += db.execute(mail.where(ItemRow.id.in_(chunk))).all()
    people = _everybody(db, [row.id for row in rows])
    rows.sort(key=_in_time)
    copies: dict[int, Copies] = defaultdict(list)
    for pointer, receipt in copies_about(db, 0, (), [row.id for row in rows]):
        copies[pointer.item_id].append((pointer, receipt))
    conversations = {p.conversation_id for held in copies.values() for p, _ in held if p.conversation_id}
    group = _group(db, {row.thread for row in rows}, conversations, {row.id for row in rows})
    items = [
        StoredItem(
            item_id=row.id,
            kind=ItemKind(row.kind),
            identity=row.identity,
            fingerprint=row.fingerprint,
            occurred_at=row.occurred_at,
            participants=people.get(row.id, ()),
            traits=row.traits,
            parents=tuple(row.parents),
            is_series=row.is_series,
            known=group.known(row.id, copies[row.id], None),
            receipts={pointer.id: receipt for pointer, receipt in copies[row.id] if receipt},
            hops=row.hops or 0,
        )
        for row in rows
    ]
    page = KnownPage([item.known for item in items], [row.thread for row in rows])
    return items, KnownPage(page.items, page.threads, group.by_thread, group.by_conversation)


def _named(
    db: Connection, arrivals: Sequence[Arrival]
) -> tuple[list[Candidate | None], dict[str, str], dict[str, str]]:
    """The item of which each arrival is a copy; threads by identity.

    Those of messages that are there, and those of messages that are only named.
    """
    found = Candidates()
    seen: dict[str, str] = {}
    only_named: dict[str, str] = {}
    sketches = [arrival.sketch for arrival in arrivals if arrival.sketch and arrival.sketch.likeness]
    names = chunks(name for arrival in arrivals for name in (arrival.identity, *arrival.parents))
    alike = chunks({one.likeness for one in sketches})
    strange = chunks({one.likeness for one in sketches if one.is_anonymous})
    for some, likenesses, anonymous in zip_longest(names, alike, strange, fillvalue=()):
        asked = {"among": some, "likenesses": likenesses, "anonymous": anonymous}
        for row in db.execute(_LIKE, asked):
            kind, identity, _, id, thread = row[:5]
            if not id:
                only_named[identity] = thread
                continue
            found.add(kind, candidate_of(row))
            if thread:
                seen[identity] = thread
    return copied(db, found, arrivals), seen, only_named


# Of a message that is only named nothing else is known.
_NOTHING = (
    cast(null(), ItemRow.occurred_at.type),
    *(cast(null(), column.type) for column in SKETCH),
)
_UNSEEN = select(literal(""), NamedMessageRow.identity, literal(""), literal(0), NamedMessageRow.thread, *_NOTHING)
_LIKE = union_all(NAMED, among(_UNSEEN, NamedMessageRow.identity), UNNAMED, OF_ANY_NAME).order_by(text("4 DESC"))


def _identity(arrival: Arrival, one: Candidate | None) -> str:
    """By which it is known in its thread: a copy without a Message-ID, by that of the others."""
    is_anonymous = arrival.sketch is not None and arrival.sketch.is_anonymous
    return one.identity if one and is_anonymous else arrival.identity


def _in_time(row: Any) -> tuple[object, ...]:
    """What is answered before its answer, in the same second, too; whatever was read first."""
    return row.occurred_at is not None, row.occurred_at, depth_of(row.parents, row.traits), row.identity, row.id


def _is_here(copies: Copies, here: Mapping[str, Pointer]) -> bool:
    """Whether all that there is, is what comes again."""
    return all(here.get(copy.server_id) is copy for copy, _ in copies)


def _everybody(db: Connection, ids: Collection[int]) -> dict[int, tuple[Participant, ...]]:
    """The people of items, in their order."""
    people: dict[int, tuple[Participant, ...]] = {}
    for item_id, *person in rows_among(db, PEOPLE, ids):
        people[item_id] = (*people.get(item_id, ()), Participant(*person))
    return people


def _told(db: Connection, ids: Collection[int]) -> dict[int, tuple[tuple[str, ...], Mapping[str, str]]]:
    """What items answer to, and their traits."""
    told: dict[int, tuple[tuple[str, ...], Mapping[str, str]]] = {}
    for chunk in chunks(ids):
        rows = db.execute(select(ItemRow.id, ItemRow.parents, ItemRow.traits).where(ItemRow.id.in_(chunk)))
        told |= {id: (tuple(parents), traits) for id, parents, traits in rows}
    return told


def _receipt_here(copies: Copies, mailbox_id: int) -> Receipt | None:
    """Of the mailbox's latest copy."""
    return next((receipt for copy, receipt in reversed(copies) if copy.mailbox_id == mailbox_id), None)


def _gone_copy(copies: Copies, mailbox_id: int, but: Collection[int]) -> Pointer | None:
    """The mailbox's latest copy that was marked gone: what arrives under a new id is that one, moved."""
    gone = [p for p, _ in copies if p.mailbox_id == mailbox_id and p.is_gone and p.id not in but]
    return gone[-1] if gone else None


# --- threads ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """The members of some threads and conversations."""

    members: dict[int, Member] = field(default_factory=dict)
    threads: dict[int, str] = field(default_factory=dict)
    marks: Mapping[int, tuple[Mark, ...]] = field(default_factory=dict)
    by_thread: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    by_conversation: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))

    def known(self, id: int, copies: Copies, pointer: Pointer | None) -> KnownItem:
        member = self.members.get(id)
        return KnownItem(
            item_id=id,
            pointer=pointer,
            pointers=tuple(copy for copy, _ in copies),
            links=member.links if member else (),
            marks=self.marks.get(id, ()),
            receipt=next((receipt for copy, receipt in copies if pointer and copy.id == pointer.id), None),
            is_dismissed=member.is_dismissed if member else False,
            identity=member.identity if member else "",
            thread=self.threads.get(id, ""),
            at=member.at if member else None,
            depth=member.depth if member else 0,
        )


@dataclass(slots=True)
class _Found:
    identity: str
    at: datetime | None
    is_dismissed: bool
    thread: str
    depth: int
    links: dict[int, Link] = field(default_factory=dict)
    conversations: set[str] = field(default_factory=set)


_MEMBER = (
    *(ItemRow.id, ItemRow.identity, ItemRow.occurred_at, ItemRow.is_dismissed, ItemRow.thread),
    func.json_array_length(ItemRow.parents).label("above"),
    ItemRow.traits["answer"].as_string().label("answer"),
    *(LinkRow.number, LinkRow.rule, LinkRow.evidence),
)
_LINKED = select(*_MEMBER, literal("").label("conversation")).outerjoin(LinkRow, LinkRow.item_id == ItemRow.id)
_TALKED = select(*_MEMBER, PointerRow.conversation_id).outerjoin(LinkRow, LinkRow.item_id == ItemRow.id)
_TALKED = _TALKED.join(PointerRow, PointerRow.item_id == ItemRow.id)
_MEMBERS = union_all(
    _LINKED.where(one_of(ItemRow.thread, "threads")),
    _LINKED.where(one_of(ItemRow.id, "ids")),
    _TALKED.where(one_of(PointerRow.conversation_id, "conversations")),
)


def _group(
    db: Connection,
    threads: Collection[str],
    conversations: Collection[str],
    ids: Collection[int],
    joined: Mapping[str, str] = MappingProxyType({}),
) -> _Group:
    found: dict[int, _Found] = {}
    for some, others, own in zip_longest(chunks(threads), chunks(conversations), chunks(ids), fillvalue=()):
        asked = {"threads": some, "ids": own, "conversations": others}
        for id, identity, at, is_dismissed, thread, above, answer, number, rule, evidence, conversation in db.execute(
            _MEMBERS, asked
        ):
            one = found.setdefault(id, _Found(identity, at, is_dismissed, thread, above or int(bool(answer))))
            if number is not None:
                one.links[number] = Link(number, rule, evidence)
            if conversation:
                one.conversations.add(conversation)
    marks = marks_of(db, found.keys())
    people = _people(db, [id for id, one in found.items() if any(k.rule in BY_A_PERSON for k in one.links.values())])
    group = _Group(marks=marks)
    for id, one in sorted(found.items()):
        taken_off = {mark.number for mark in marks.get(id, ()) if mark.kind is MarkKind.WITHDRAWN}
        links = tuple(one.links[number] for number in sorted(one.links))
        here = people.get(id, frozenset())
        member = Member(id, one.identity, one.at, links, frozenset(taken_off), one.is_dismissed, here, one.depth)
        group.members[id] = member
        group.threads[id] = one.thread
        group.by_thread[joined.get(one.thread, one.thread)].append(member)
        for conversation in one.conversations:
            group.by_conversation[conversation].append(member)
    return group


def _people(db: Connection, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    people: dict[int, set[str]] = defaultdict(set)
    for item_id, address in rows_among(db, _ADDRESSES, ids):
        people[item_id].add(address)
    return {id: frozenset(addresses) for id, addresses in people.items()}
