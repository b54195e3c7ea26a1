"""What is done to copy a database, in which order; any of it may be the last, and the next time goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, insert, select

from store.copying.numbers import given
from store.copying.rows import Sum, key_of, pieces, read_key, sum_of, tables, written_key
from store.copying.target import State, Target
from store.database import refuse_unfit, revision_of
from store.engine import Place, SqlitePlace, place_of
from store.errors import DatabaseDamaged, StoreError
from store.history.attachments import attachments_of, names_in
from store.history.index import Indexed, add_words
from store.models import ItemRow
from store.patience import LOCK_WAIT

_WORDS = "item_words"
_AT_ONCE = 500  # items whose words are added in one transaction
_WORDS_OF = {"items", "item_attachments"}  # what the words are made of

Told = Callable[[str, int, int], None]  # a table, its rows that are there by now, and how many there will be


@dataclass(frozen=True, slots=True)
class Looked:
    """What would be copied, and where to."""

    source: str
    target: str
    state: State  # of the target
    rows: Mapping[str, int]  # by table


@dataclass(frozen=True, slots=True)
class Copied:
    source: str
    target: str
    rows: Mapping[str, int]  # by table, counted and compared in both
    went_on: bool  # where an earlier try had come to


def looked_at(source_url: str, target_url: str) -> Looked:
    """Whether it could be copied; changes nothing. Raises StoreError."""
    source, target = _places(source_url, target_url)
    with closing(Target(target, target_url)) as filled, _opened(source, holds=False) as db:
        state = filled.state(str(source))
        rows = {table.name: _count(db, table) for table in tables()}
    return Looked(str(source), str(target), state, rows)


def copy(source_url: str, target_url: str, told: Told = lambda table, there, of: None) -> Copied:
    """Copy all of a database into an empty one, or go on with that; nobody writes to the source meanwhile.

    All rows are read again and compared at the end: rows that changed in the source since an earlier try are copied
    once more. Raises StoreError, and what was copied by then stays for the next try.
    """
    source, target = _places(source_url, target_url)
    with closing(Target(target, target_url)) as filled:
        filled.state(str(source))  # before anybody waits for it: it may be the source, by another name
        with _opened(source, holds=True) as db:
            return _copied(db, str(source), filled, told)


def _copied(db: Connection, source: str, filled: Target, told: Told) -> Copied:
    state = filled.state(source)
    if state is not State.UNFINISHED:
        filled.make_ready(source)
    sums = {table.name: _table(db, filled, table, told) for table in tables()}
    _compare(db, filled, sums, told)
    _words(filled, sums["items"].rows, told)
    filled.finish(given(db))
    return Copied(source, str(filled.place), {name: one.rows for name, one in sums.items()}, state is State.UNFINISHED)


def _places(source_url: str, target_url: str) -> tuple[Place, Place]:
    source, target = place_of(source_url), place_of(target_url)
    if source == target or (
        isinstance(source, SqlitePlace)
        and isinstance(target, SqlitePlace)
        and source.path.resolve() == target.path.resolve()
    ):
        raise StoreError(str(target), "would be copied into itself", "name another database")
    return source, target


@contextmanager
def _opened(place: Place, *, holds: bool) -> Iterator[Connection]:
    """A transaction that only reads; one that `holds` lets nobody write until it ends."""
    engine = place.engine(LOCK_WAIT)
    try:
        with engine.connect() as db:
            place.begin(db, writes=holds)
            place.takes_its_time(db)
            refuse_unfit(place, revision_of(db))
            yield db
            db.rollback()
    finally:
        engine.dispose()


def _table(db: Connection, target: Target, table: Table, told: Told) -> Sum:
    """Copy what is not there of a table; what it comes to in the source."""
    after, is_whole = target.come_to(table.name)
    if is_whole:
        return sum_of(db, table)
    found = Sum()
    if after:  # what is there already is compared in the end, with all the rest
        found = sum_of(db, table)
    many = found.rows or _count(db, table)
    there = 0
    for rows in pieces(db, table, read_key(table, after) if after else None):
        with target.writing() as into:
            into.execute(insert(table), rows)
            target.note(into, table.name, written_key(key_of(table, rows[-1])))
        if not after:
            found = found.and_of(rows)
        there += len(rows)
        told(table.name, there, many)
    with target.writing() as into:
        target.note(into, table.name, "", is_whole=True)
    return found


def _compare(db: Connection, target: Target, sums: dict[str, Sum], told: Told) -> None:
    """Read all that was copied, and copy once more what is not as in the source; raises DatabaseDamaged."""
    for table in tables():
        if _is_same(target, table, sums[table.name]):
            continue
        target.begin_anew(table)
        if table.name in _WORDS_OF:
            target.begin_anew(None)
        sums[table.name] = _table(db, target, table, told)
        if not _is_same(target, table, sums[table.name]):
            reason = f"does not hold what was written to it (table {table.name})"
            raise DatabaseDamaged(str(target.place), reason, "look after its disk, and copy into an empty one")


def _is_same(target: Target, table: Table, wanted: Sum) -> bool:
    with target.writing() as db:
        return sum_of(db, table) == wanted


def _words(target: Target, many: int, told: Told) -> None:
    """Let the items be found by what they say."""
    after, is_whole = target.come_to(_WORDS)
    there, place = 0, int(after or 0)
    while not is_whole:
        with target.writing() as db:
            columns = (ItemRow.id, ItemRow.search_id, ItemRow.subject, ItemRow.body)
            items = select(*columns).where(ItemRow.search_id > place).order_by(ItemRow.search_id).limit(_AT_ONCE)
            rows = db.execute(items).all()
            names = attachments_of(db, [row.id for row in rows])
            add_words(
                db,
                [Indexed(row.search_id, row.subject, row.body, names_in(names.get(row.id, ()))) for row in rows],
            )
            is_whole = len(rows) < _AT_ONCE
            place = rows[-1].search_id if rows else place
            target.note(db, _WORDS, str(place), is_whole=is_whole)
        there += len(rows)
        told(_WORDS, there, many)


def _count(db: Connection, table: Table) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0
