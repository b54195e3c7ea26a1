"""Finding records of all kinds by whatever somebody remembers of them; as much is read as is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, true

from store.errors import Invalid
from store.models import (
    AccountDomainRow,
    AccountRow,
    ContactAddressRow,
    ContactPhoneRow,
    ContactRow,
    FieldRow,
    FieldValueRow,
    MarketingRow,
    OpportunityRow,
    ProductRow,
    ProjectRow,
)
from store.records.words_index import NAMES, PHONES, indexed, phone_typed, words_typed
from store.repository import Repository
from store.text import fold
from store.values import FieldKind, Record, RecordHit

LONGEST = 200  # characters of a search
_LAST = "\U0010ffff"  # after all that begins alike
SHORT = 2  # letters of a beginning that too much begins with

# Each kind's table, what it is known by, its name, and whether it is there.
TABLES: dict[Record, tuple[Any, Any, Any, Any]] = {
    Record.OPPORTUNITY: (
        OpportunityRow,
        OpportunityRow.number,
        OpportunityRow.title,
        OpportunityRow.deleted_at.is_(None),
    ),
    Record.ACCOUNT: (AccountRow, AccountRow.id, AccountRow.name, AccountRow.deleted_at.is_(None)),
    Record.CONTACT: (ContactRow, ContactRow.id, ContactRow.name, ContactRow.deleted_at.is_(None)),
    Record.PROJECT: (ProjectRow, ProjectRow.id, ProjectRow.name, ProjectRow.deleted_at.is_(None)),
    Record.MARKETING: (MarketingRow, MarketingRow.id, MarketingRow.title, MarketingRow.deleted_at.is_(None)),
    Record.PRODUCT: (ProductRow, ProductRow.id, ProductRow.name, true()),
}


class Finding(Repository):
    def find(self, typed: str, *, limit: int = 20, only: Record | None = None) -> list[RecordHit]:
        """Records, or `only` those of a kind, that the text names: by number, whole name, address, domain, phone, id
        elsewhere, a field of the firm's own; then those whose names begin so, and those with all its words in their
        names; where there are none of these, those with words that begin so.

        Raises Invalid for a text with nothing to look for.
        """
        asked = typed.strip()
        if len(asked) > LONGEST:
            raise Invalid("search", f"has {len(asked)} characters, at most {LONGEST} are allowed")
        if not words_typed(asked):
            raise Invalid("search", f"{typed!r} has no word in it", "write words of letters or digits")
        found: dict[tuple[Record, int], RecordHit] = {}
        for ways in (self._exactly, self._begun, self._by_words, self._by_beginnings):
            if len(found) >= limit or (found and ways == self._by_beginnings):
                break
            for hit in ways(asked, limit):
                if only not in (None, hit.record):
                    continue
                found.setdefault((hit.record, hit.id), hit)
        return self._detailed(list(found.values())[:limit])

    # --- what is named whole ------------------------------------------------------------------------------------------

    def _exactly(self, asked: str, limit: int) -> Iterator[RecordHit]:
        if numbered := re.fullmatch(r"(?:[^\W\d_]{1,20}-)?(\d{1,9})", asked):
            by_number = self._rows(Record.OPPORTUNITY, OpportunityRow.number == int(numbered[1]), limit)
            yield from (RecordHit(Record.OPPORTUNITY, id, name, "number") for id, name in by_number)
        for record, (table, *_) in TABLES.items():
            rows = self._rows(record, _folded(table) == fold(asked), limit)
            yield from (RecordHit(record, id, name, "name") for id, name in rows)
        yield from self._by_address(asked, limit, is_whole=True)
        yield from self._by_phone(asked, limit)
        yield from self._by_external_id(asked, limit)
        yield from self._by_field(asked, limit, is_whole=True)

    def _rows(self, record: Record, condition: Any, limit: int) -> Sequence[Any]:
        _, key, name, is_there = TABLES[record]
        return self._db.execute(select(key, name).where(condition, is_there).order_by(key).limit(limit)).all()

    def _by_address(self, asked: str, limit: int, *, is_whole: bool) -> Iterator[RecordHit]:
        """An e-mail address and a domain, or their beginnings."""
        begun = fold(asked)
        if len(begun) <= SHORT or " " in begun:
            return
        address = ContactAddressRow.address
        people = (
            select(ContactRow.id, ContactRow.name, address)
            .join(ContactRow, ContactRow.id == ContactAddressRow.contact_id)
            .where(*alike(address, begun, is_whole=is_whole), ContactRow.deleted_at.is_(None))
        )
        for id, name, found in self._db.execute(people.order_by(address).limit(limit)):
            yield RecordHit(Record.CONTACT, id, name, f"address {found}")
        domain, wanted = AccountDomainRow.domain, begun.rpartition("@")[2]
        firms = (
            select(AccountRow.id, AccountRow.name, domain)
            .join(AccountRow, AccountRow.id == AccountDomainRow.account_id)
            .where(*alike(domain, wanted, is_whole=is_whole), AccountRow.deleted_at.is_(None))
        )
        if len(wanted) > SHORT:
            for id, name, found in self._db.execute(firms.order_by(domain).limit(limit)):
                yield RecordHit(Record.ACCOUNT, id, name, f"domain {found}")

    def _by_phone(self, asked: str, limit: int) -> Iterator[RecordHit]:
        """The last digits tell it, however the rest is written; of what is typed, all digits have to fit."""
        if not (digits := phone_typed(asked)):
            return
        typed = re.sub(r"[^0-9]", "", asked).lstrip("0")
        for source in PHONES:
            ids = indexed(self._db, source, [digits], is_beginning=False, limit=limit)
            for id, name, number in self._phones(source.record, ids):
                kept = re.sub(r"[^0-9]", "", number).lstrip("0")
                if kept.endswith(typed) or typed.endswith(kept):
                    yield RecordHit(source.record, id, name, f"phone {number}")

    def _phones(self, record: Record, ids: Sequence[int]) -> Sequence[Any]:
        if not ids:
            return ()
        if record is Record.ACCOUNT:
            firms = select(AccountRow.id, AccountRow.name, AccountRow.phone).where(AccountRow.id.in_(ids))
            return self._db.execute(firms.where(AccountRow.deleted_at.is_(None))).all()
        people = (
            select(ContactRow.id, ContactRow.name, ContactPhoneRow.number)
            .join(ContactPhoneRow, ContactPhoneRow.contact_id == ContactRow.id)
            .where(ContactRow.id.in_(ids), ContactRow.deleted_at.is_(None))
        )
        return self._db.execute(people.order_by(ContactRow.id, ContactPhoneRow.position)).all()

    def _by_external_id(self, asked: str, limit: int) -> Iterator[RecordHit]:
        for record in (Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT):
            table = TABLES[record][0]
            for id, name in self._rows(record, table.external_id == asked, limit):
                yield RecordHit(record, id, name, f"external id {asked}")

    def _by_field(self, asked: str, limit: int, *, is_whole: bool) -> Iterator[RecordHit]:
        """A text or a choice of the firm's own, whole or by its beginning."""
        begun = fold(asked)
        fields = select(FieldRow.id, FieldRow.record, FieldRow.name).where(
            FieldRow.kind.in_((FieldKind.TEXT.value, FieldKind.CHOICE.value))
        )
        for field_id, of, field in self._db.execute(fields).all():
            table, key, name, is_there = TABLES[Record(of)]
            value = FieldValueRow.folded
            held = (
                select(key, name, FieldValueRow.text)
                .select_from(FieldValueRow)
                .join(table, key == FieldValueRow.record_id)
                .where(FieldValueRow.field_id == field_id, *alike(value, begun, is_whole=is_whole), is_there)
            )
            for id, called, shown in self._db.execute(held.order_by(value).limit(limit)):
                yield RecordHit(Record(of), id, called, f"{field}: {shown}")

    # --- names and their words ----------------------------------------------------------------------------------------

    def _begun(self, asked: str, limit: int) -> Iterator[RecordHit]:
        begun = fold(asked)
        for record, (table, key, name, is_there) in TABLES.items():
            folded = _folded(table)
            rows = select(key, name).where(*alike(folded, begun, is_whole=False), is_there)
            named = self._db.execute(rows.order_by(folded, key).limit(limit))
            yield from (RecordHit(record, id, called, "name") for id, called in named)
        yield from self._by_address(asked, limit, is_whole=False)
        yield from self._by_field(asked, limit, is_whole=False)

    def _by_words(self, asked: str, limit: int) -> Iterator[RecordHit]:
        yield from self._with_words(asked, limit, is_beginning=False)

    def _by_beginnings(self, asked: str, limit: int) -> Iterator[RecordHit]:
        if all(len(word) > SHORT for word in words_typed(asked)):
            yield from self._with_words(asked, limit, is_beginning=True)

    def _with_words(self, asked: str, limit: int, *, is_beginning: bool) -> Iterator[RecordHit]:
        words = words_typed(asked)
        for source in NAMES:
            _, key, *_ = TABLES[source.record]
            if ids := indexed(self._db, source, words, is_beginning=is_beginning, limit=limit):
                for id, name in self._rows(source.record, key.in_(ids), limit):
                    yield RecordHit(source.record, id, name, "name")

    # --- what tells them apart ----------------------------------------------------------------------------------------

    def _detailed(self, hits: Sequence[RecordHit]) -> list[RecordHit]:
        details: dict[tuple[Record, int], str] = {}
        numbers = [hit.id for hit in hits if hit.record is Record.OPPORTUNITY]
        people = [hit.id for hit in hits if hit.record is Record.CONTACT]
        party = func.coalesce(AccountRow.name, ContactRow.name, "")
        opportunities = (
            select(OpportunityRow.number, party)
            .outerjoin(AccountRow, AccountRow.id == OpportunityRow.account_id)
            .outerjoin(ContactRow, ContactRow.id == OpportunityRow.contact_id)
            .where(OpportunityRow.number.in_(bindparam("ids", numbers, expanding=True)))
        )
        contacts = (
            select(ContactRow.id, AccountRow.name)
            .join(AccountRow, AccountRow.id == ContactRow.account_id)
            .where(ContactRow.id.in_(bindparam("ids", people, expanding=True)))
        )
        for record, statement, ids in (
            (Record.OPPORTUNITY, opportunities, numbers),
            (Record.CONTACT, contacts, people),
        ):
            details |= {(record, id): detail for id, detail in self._db.execute(statement).all()} if ids else {}
        return [
            RecordHit(hit.record, hit.id, hit.name, hit.matched, details.get((hit.record, hit.id), "")) for hit in hits
        ]


def _folded(table: Any) -> Any:
    return table.folded


def alike(column: Any, text: str, *, is_whole: bool) -> tuple[Any, ...]:
    """That it is the text, or begins with it."""
    return (column == text,) if is_whole else (column >= text, column < text + _LAST)
