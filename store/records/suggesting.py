"""What somebody who begins to type may mean: a few records of one kind, quickly, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from store.models import OpportunityCategoryRow, OpportunityRow
from store.records.finding import LONGEST, SHORT, TABLES, Finding, alike
from store.records.users import Users
from store.records.words_index import NAMES, indexed, words_typed
from store.repository import number_of
from store.text import fold, named
from store.values import Record, RecordHit, Suggestion

MOST = 10


class Suggesting(Finding):
    """Each suggestion says by what the record is found for certain: its name, or where others share it, its key."""

    def records(self, record: Record, typed: str, *, prefix: str, limit: int = MOST) -> list[Suggestion]:
        """Those whose number, name or address begins so, then those with words that do."""
        begun = named(typed[:LONGEST])
        found: dict[int, RecordHit] = {}
        for way in (self._numbered, self._named_so, self._at, self._worded):
            for hit in way(record, begun, limit) if len(found) < limit else ():
                found.setdefault(hit.id, hit)
        return self._told(record, self._detailed(list(found.values())[:limit]), prefix)

    def users(self, typed: str, *, limit: int = MOST) -> list[Suggestion]:
        """Active ones, by any part of the name or the beginning of the address."""
        begun = fold(typed.strip())
        found = [
            one
            for one in self._beside(Users).all(active_only=True)
            if begun in fold(one.name) or fold(one.email).startswith(begun)
        ]
        twice = _twice(one.name for one in found)
        return [
            Suggestion(one.email if fold(one.name) in twice else one.name, one.name, one.email) for one in found[:limit]
        ]

    def categories(self, typed: str, *, limit: int = MOST) -> list[Suggestion]:
        """Those that opportunities have, by how they begin."""
        folded, begun = OpportunityCategoryRow.folded, fold(typed.strip()[:LONGEST])
        known = select(func.min(OpportunityCategoryRow.name)).where(*alike(folded, begun, is_whole=False))
        names = self._db.scalars(known.group_by(folded).order_by(folded).limit(limit))
        return [Suggestion(name, name) for name in names]

    def _numbered(self, record: Record, begun: str, limit: int) -> Iterator[RecordHit]:
        number = number_of(begun.rpartition("-")[2]) if record is Record.OPPORTUNITY else None
        if number is not None:
            yield from self._hits(record, OpportunityRow.number == number, limit)

    def _named_so(self, record: Record, begun: str, limit: int) -> Iterator[RecordHit]:
        table, key, name, is_there = TABLES[record]
        rows = select(key, name).where(*alike(table.folded, begun, is_whole=False), is_there)
        for id, called in self._db.execute(rows.order_by(table.folded, key).limit(limit)):
            yield RecordHit(record, id, called, "name")

    def _at(self, record: Record, begun: str, limit: int) -> Iterator[RecordHit]:
        """People by their addresses, companies by their domains."""
        if record in (Record.CONTACT, Record.ACCOUNT):
            yield from (hit for hit in self._by_address(begun, limit, is_whole=False) if hit.record is record)

    def _worded(self, record: Record, begun: str, limit: int) -> Iterator[RecordHit]:
        words = words_typed(begun)
        if words and all(len(word) > SHORT for word in words):
            source = next(one for one in NAMES if one.record is record)
            if ids := indexed(self._db, source, words, is_beginning=True, limit=limit):
                yield from self._hits(record, TABLES[record][1].in_(ids), limit)

    def _hits(self, record: Record, condition: Any, limit: int) -> Iterator[RecordHit]:
        yield from (RecordHit(record, id, name, "name") for id, name in self._rows(record, condition, limit))

    def _told(self, record: Record, hits: Sequence[RecordHit], prefix: str) -> list[Suggestion]:
        if record is Record.OPPORTUNITY:
            return [Suggestion(f"{prefix}-{hit.id}", f"{prefix}-{hit.id} {hit.name}", hit.detail) for hit in hits]
        shared = self._shared(record, {fold(hit.name) for hit in hits})
        told = []
        for hit in hits:
            is_clear = fold(hit.name) not in shared and number_of(hit.name) is None
            address = hit.matched.removeprefix("address ") if hit.matched.startswith("address ") else ""
            detail = ", ".join(filter(None, (hit.detail, address, "" if is_clear else str(hit.id))))
            told.append(Suggestion(hit.name if is_clear else str(hit.id), hit.name, detail))
        return told

    def _shared(self, record: Record, folded: set[str]) -> set[str]:
        """Names that several records have."""
        table, key, _, is_there = TABLES[record]
        names: Any = (
            select(table.folded)
            .where(table.folded.in_(folded), is_there)
            .group_by(table.folded)
            .having(func.count(key) > 1)
        )
        return set(self._db.scalars(names)) if folded else set()


def _twice(names: Iterable[str]) -> set[str]:
    counted = Counter(map(fold, names))
    return {name for name, count in counted.items() if count > 1}
