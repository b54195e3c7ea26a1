"""Histories: of opportunities, of a contact, of an account; each item once, newest first.

They are read from the places in time that links keep in their indexes: as many items are looked at as are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, union_all

from store.history.copies import links_of
from store.history.filtering import conditions
from store.models import (
    ContactRow,
    ItemAccountRow,
    ItemContactRow,
    ItemRow,
    LinkRow,
    OpportunityRow,
    PointerRow,
    VanishedRow,
)
from store.models.base import aliased
from store.paging import Place, behind
from store.repository import chunks
from store.values import HistoryFilter, HistoryLine, HistoryOf, ItemKind, Link

Wanted = Sequence[ColumnElement[bool]]  # what has to hold of an item

AT_ONCE = 50  # histories read in one statement

_copy, _held = aliased(PointerRow), aliased(PointerRow)
_VANISHED = exists().where(VanishedRow.pointer_id == _held.id).correlate(_held)
# A single appointment that was in somebody's calendar, and is in nobody's any more; occurrences go with their series.
GONE = and_(
    ItemRow.kind == ItemKind.APPOINTMENT.value,
    exists().where(_copy.item_id == ItemRow.id).correlate(ItemRow),
    ~exists()
    .where(_held.item_id == ItemRow.id, or_(_held.is_gone.is_(False), _held.is_occurrence, _VANISHED))
    .correlate(ItemRow),
)

LINE = (
    ItemRow.id,
    ItemRow.kind,
    ItemRow.occurred_at,
    ItemRow.subject,
    ItemRow.author,
    ItemRow.preview,
    ItemRow.is_all_day,
    ItemRow.is_cancelled,
    GONE.label("is_gone"),
)
# Neither deleted, nor the master of a series, which is in no list, nor, being written here, of records alone that are:
# those take it with them into the recycle bin. Looked up for each item: what EXISTS asks, PostgreSQL may find out for
# all items beforehand, and read every link for twenty hits.
SHOWN = (
    "(items.deleted_at IS NULL AND NOT items.is_series AND (items.kind IN ('email', 'appointment')"
    " OR (SELECT 1 FROM links JOIN opportunities ON opportunities.number = links.number"
    " WHERE links.item_id = items.id AND opportunities.deleted_at IS NULL LIMIT 1) IS NOT NULL"
    " OR (SELECT 1 FROM item_contacts JOIN contacts ON contacts.id = item_contacts.contact_id"
    " WHERE item_contacts.item_id = items.id AND contacts.deleted_at IS NULL LIMIT 1) IS NOT NULL"
    " OR (SELECT 1 FROM item_accounts JOIN accounts ON accounts.id = item_accounts.account_id"
    " WHERE item_accounts.item_id = items.id AND accounts.deleted_at IS NULL LIMIT 1) IS NOT NULL))"
)
_PRESENT = and_(ItemRow.deleted_at.is_(None), ItemRow.is_series.is_(False))
_OPPORTUNITIES = select(OpportunityRow.number).where(OpportunityRow.deleted_at.is_(None))
_CONTACTS = select(ContactRow.id).where(ContactRow.deleted_at.is_(None))


def history(
    db: Connection,
    of: HistoryOf,
    *,
    limit: int,
    offset: int = 0,
    kind: ItemKind | None = None,
    sought: HistoryFilter | None = None,
    place: Place = (),
) -> list[HistoryLine]:
    """The newest items of one history, behind a place and after the first `offset`; those without a date come last."""
    wanted = (_PRESENT, *conditions(db, kind, sought))
    if of.number is not None:
        further = [behind([(LinkRow.placed_at, True), (LinkRow.item_id, True)], place)] if place else []
        return _of_opportunities(db, [of.number], limit, offset, (*wanted, *further)).get(of.number, [])
    sources = _contact(db, of.contact_id) if of.contact_id is not None else _account(db, of.account_id)
    if place:
        sources = [_behind(source, place) for source in sources]
    return _merged(db, sources, limit, offset, wanted)


def _behind(source: Select[*tuple[Any, ...]], place: Place) -> Select[*tuple[Any, ...]]:
    """The same from that place on; each of them orders by its own columns of the same names."""
    columns = source.selected_columns
    return source.where(behind([(columns["placed_at"], True), (columns["item_id"], True)], place))


def place_of(db: Connection, item_id: int) -> Place:
    """Where an item stands in histories: in all of them at the same place."""
    ways = (
        select(table.placed_at, table.item_id).where(table.item_id == item_id).limit(1)
        for table in (LinkRow, ItemContactRow, ItemAccountRow)
    )
    found = db.execute(union_all(*(select(way.subquery()) for way in ways))).first()
    return tuple(found) if found else ()


# --- opportunities ----------------------------------------------------------------------------------------------------


def of_opportunities(db: Connection, numbers: Collection[int], limit: int) -> dict[int, list[HistoryLine]]:
    """The same of each of these opportunities."""
    return _of_opportunities(db, numbers, limit, 0, (_PRESENT,))


def _of_opportunities(
    db: Connection, numbers: Collection[int], limit: int, offset: int, wanted: Wanted
) -> dict[int, list[HistoryLine]]:
    found: dict[int, list[tuple[datetime, int, HistoryLine]]] = {}
    for some in _batches(numbers):
        each = [_newest(number, wanted).limit(limit).offset(offset).subquery() for number in some]
        for number, placed_at, item_id, *shown in db.execute(union_all(*map(select, each))):
            line = _line(item_id, *shown, (number,))
            found.setdefault(number, []).append((placed_at, item_id, line))
    return {
        number: [line for *_, line in sorted(placed, key=itemgetter(0, 1), reverse=True)]
        for number, placed in found.items()
    }


def _newest(number: int, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    return (
        select(LinkRow.number, LinkRow.placed_at, *LINE, LinkRow.rule, LinkRow.evidence)
        .join(ItemRow, ItemRow.id == LinkRow.item_id)
        .where(LinkRow.number == number, *wanted)
        .order_by(LinkRow.placed_at.desc(), LinkRow.item_id.desc())
    )


def newest_mail(db: Connection, mailbox_id: int, number: int) -> str:
    """The server's id of the opportunity's newest e-mail that this mailbox has a copy of; "" where it has none."""
    copy = (PointerRow.mailbox_id == mailbox_id, PointerRow.is_gone.is_(False), PointerRow.is_private.is_(False))
    found = (
        select(PointerRow.server_id)
        .join(LinkRow, LinkRow.item_id == PointerRow.item_id)
        .join(ItemRow, ItemRow.id == LinkRow.item_id)
        .where(LinkRow.number == number, ItemRow.kind == ItemKind.EMAIL.value, _PRESENT, *copy)
        .order_by(LinkRow.placed_at.desc(), LinkRow.item_id.desc(), PointerRow.id.desc())
    )
    return db.scalar(found.limit(1)) or ""


# --- accounts and contacts --------------------------------------------------------------------------------------------


def _contact(db: Connection, id: int | None) -> list[Select[*tuple[Any, ...]]]:
    """Where a contact's items are found: its own, and those of its opportunities."""
    numbers = db.scalars(_OPPORTUNITIES.where(OpportunityRow.contact_id == id)).all()
    return [*_of_contacts([id]), *_of_numbers(numbers)]


def _account(db: Connection, id: int | None) -> list[Select[*tuple[Any, ...]]]:
    """An account's own, those of its contacts, and those of all their opportunities."""
    own = select(ItemAccountRow.placed_at, ItemAccountRow.item_id).where(ItemAccountRow.account_id == id)
    contacts = db.scalars(_CONTACTS.where(ContactRow.account_id == id)).all()
    numbers = list(db.scalars(_OPPORTUNITIES.where(OpportunityRow.account_id == id)))
    for some in chunks(contacts):
        numbers += db.scalars(_OPPORTUNITIES.where(OpportunityRow.contact_id.in_(some)))
    newest = own.order_by(ItemAccountRow.placed_at.desc(), ItemAccountRow.item_id.desc())
    return [newest, *_of_contacts(contacts), *_of_numbers(numbers)]


def _of_contacts(ids: Collection[int | None]) -> list[Select[*tuple[Any, ...]]]:
    places = select(ItemContactRow.placed_at, ItemContactRow.item_id)
    newest = places.order_by(ItemContactRow.placed_at.desc(), ItemContactRow.item_id.desc())
    return [newest.where(ItemContactRow.contact_id == id) for id in ids]


def _of_numbers(numbers: Collection[int]) -> list[Select[*tuple[Any, ...]]]:
    places = select(LinkRow.placed_at, LinkRow.item_id)
    newest = places.order_by(LinkRow.placed_at.desc(), LinkRow.item_id.desc())
    return [newest.where(LinkRow.number == number) for number in numbers]


def _merged(
    db: Connection, sources: Sequence[Select[*tuple[Any, ...]]], limit: int, offset: int, wanted: Wanted
) -> list[HistoryLine]:
    """The newest of all the sources: first their places alone, then the items at the newest ones.

    Where those are not wanted, being deleted or of another kind, it looks further back.
    """
    last = reach = offset + limit
    while True:
        places = _places(db, sources, reach)
        lines = _lines(db, [item_id for _, item_id in places], wanted)
        if len(lines) >= last or len(places) < reach:
            return _with_links(db, lines[offset:last])
        reach *= 4


def _places(db: Connection, sources: Sequence[Select[*tuple[Any, ...]]], reach: int) -> list[tuple[datetime, int]]:
    """The newest places of all the sources, each item's once: it has the same place wherever it shows."""
    found: set[tuple[datetime, int]] = set()
    for some in _batches(sources):
        newest = union_all(*(select(source.limit(reach).subquery()) for source in some))
        found |= {(placed_at, item_id) for placed_at, item_id in db.execute(newest)}
    return sorted(found, reverse=True)[:reach]


def lines(db: Connection, ids: Sequence[int]) -> list[HistoryLine]:
    """Those of the items that are shown, with their links."""
    return _with_links(db, _lines(db, ids, (_PRESENT,)))


def lines_of(db: Connection, ids: Collection[int]) -> list[HistoryLine]:
    """These items without their links, whether lists show them or not."""
    return [_line(*row) for some in chunks(ids) for row in db.execute(select(*LINE).where(ItemRow.id.in_(some)))]


def _lines(db: Connection, ids: Sequence[int], wanted: Wanted) -> list[HistoryLine]:
    """Those of the items that are wanted, in the order of the ids."""
    found: dict[int, HistoryLine] = {}
    for some in chunks(ids):
        present = select(*LINE).where(ItemRow.id.in_(some), *wanted)
        found |= {row[0]: _line(*row) for row in db.execute(present)}
    return [found[id] for id in ids if id in found]


def _with_links(db: Connection, lines: Sequence[HistoryLine]) -> list[HistoryLine]:
    links = links_of(db, [line.item_id for line in lines])
    return [with_links(line, links.get(line.item_id, ())) for line in lines]


def _line(item_id: int, kind: str, *shown: Any) -> HistoryLine:
    return HistoryLine(item_id, ItemKind(kind), *shown)


def with_links(line: HistoryLine, links: tuple[Link, ...]) -> HistoryLine:
    """The line with the opportunities that its item is linked to, and the first link's reason."""
    rule, evidence = (links[0].rule, links[0].evidence) if links else ("", "")
    return replace(line, rule=rule, evidence=evidence, numbers=tuple(link.number for link in links))


def _batches(values: Collection[Any]) -> Iterator[list[Any]]:
    given = list(values)
    for start in range(0, len(given), AT_ONCE):
        yield given[start : start + AT_ONCE]
