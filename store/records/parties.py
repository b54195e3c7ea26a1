"""What accounts and contacts have in common: a type from a list, an id in another system, and the recycle bin."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, func, or_, select

from store.containing import containing
from store.errors import Ambiguous, InRecycleBin, Invalid, NotFound, Taken
from store.models import AccountRow, ContactRow
from store.records.lists import Lists
from store.records.parts_index import among_few, few_named
from store.repository import Repository, likely, the_one, told_by
from store.text import line, named
from store.values import Account, Contact, ListName, Record

P = TypeVar("P", Account, Contact)

FEW = 50  # records of a name that are looked at: far more than anybody chooses from
FIRST = 1_000  # of a list, among which a page is looked for before all others


class Parties(Repository, ABC):
    """The root of the repositories of accounts and of contacts."""

    def _called(self, record: Record, statement: Select[*tuple[Any, ...]], text: str) -> list[P]:
        """Those of that very name, else those whose name contains it: some of them, however many there are."""
        table: Any = AccountRow if record is Record.ACCOUNT else ContactRow
        ordered = statement.order_by(table.deleted_at.is_not(None), table.folded, table.id).limit(FEW)
        found: list[P] = self._select(ordered.where(table.folded == named(text)))
        if any(not party.is_deleted for party in found):
            return found
        part = containing(table.folded, named(text))
        few = few_named(self._db, record, named(text))
        return self._select(*among_few(ordered.where(part), table.id, few))

    def _with_part(
        self,
        record: Record,
        statement: Select[*tuple[Any, ...]],
        part: str,
        addresses: tuple[Any, Any],
        address: str,
        *,
        is_narrow: bool,
        limit: int | None,
        offset: int,
    ) -> list[P]:
        """Those of a statement, by name, with that part in their names, or that of an address in one of theirs.

        Where many may be, the first are looked through before all; not of one that `is_narrow`, which means few.
        """
        table: Any = AccountRow if record is Record.ACCOUNT else ContactRow
        owner, column = addresses
        called, has_address = containing(table.folded, part), containing(column, address)
        either = or_(called, select(owner).where(owner == table.id, has_address).exists())
        page = statement.order_by(table.folded, table.id).limit(limit).offset(offset)
        few = self._few_with(record, part, address)
        if few is not None or is_narrow:
            return self._select(*among_few(page.where(either), table.id, few))
        if limit is not None:
            first = statement.with_only_columns(table.id).order_by(table.folded, table.id).limit(FIRST)
            found: list[P] = self._select(page.where(table.id.in_(first.correlate(None)), either))
            if len(found) == limit:
                return found
            few = self._few_with(record, part, address, is_short=True)
            if few is not None:
                return self._select(*among_few(page.where(either), table.id, few))
        return self._select(page.where(or_(called, table.id.in_(select(owner).where(has_address)))))

    def _few_with(self, record: Record, part: str, address: str, *, is_short: bool = False) -> list[int] | None:
        """Those that may have the part in their names, or that of an address in one of theirs."""
        few = few_named(self._db, record, part, is_short=is_short)
        addressed = None if few is None else self._few_addressed(address, is_short=is_short)
        return None if few is None or addressed is None else few + addressed

    @abstractmethod
    def _few_addressed(self, part: str, *, is_short: bool) -> list[int] | None:
        """Those that may have the part in an address or a domain; None where there are many, or it is not looked up."""

    @abstractmethod
    def _select(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None) -> list[Any]: ...

    def _the_present_one(self, record: Record, asked: str, found: Sequence[P]) -> P:
        """The only one of those found that is not in the recycle bin; NotFound, Ambiguous, InRecycleBin."""
        table = AccountRow if record is Record.ACCOUNT else ContactRow
        present = [party for party in found if not party.is_deleted]
        if found and not present:
            raise self._in_recycle_bin(record, found[0])
        if len(found) == FEW == len(present):
            alike = select(func.count()).where(containing(table.folded, named(asked)))
            total = self._db.execute(alike.where(table.deleted_at.is_(None))).scalar_one()
            keys = [told_by(party) for party in present]
            raise Ambiguous(record.value, asked, [party.name for party in present], total, keys)
        return the_one(
            record.value,
            asked,
            [(party, party.name) for party in present],
            lambda: likely(self._db, table.name, table.folded, asked, table.deleted_at.is_(None)),
        )

    def _must_be_present(self, record: Record, party: P) -> None:
        if party.is_deleted:
            raise self._in_recycle_bin(record, party)

    def _in_recycle_bin(self, record: Record, party: Account | Contact) -> InRecycleBin:
        from store.records.merged import Merged  # asked for where something is not there, which is rare

        into = self._beside(Merged).into(record, party.id)
        return InRecycleBin(f"{record.value} {party.id}, {party.name}", f"{record.value}:{party.id}", into)

    def _type(self, which: ListName, id: int | None) -> int | None:
        values = self._beside(Lists).all(which) if id is not None else []
        if id is not None and id not in {value.id for value in values}:
            raise NotFound(which.words, id, [value.name for value in values])
        return id

    def _free_external_id(self, record: Record, text: str | None, but: int | None) -> str | None:
        external_id = line("external_id", text or "", is_required=False) or None
        if external_id is None:
            return None
        table: Any = AccountRow if record is Record.ACCOUNT else ContactRow
        owner = self._db.execute(_owner_by(table), {"external_id": external_id}).first()
        if owner and owner.id != but:
            raise belongs_to(f"external_id {external_id}", record, owner.id, owner.name, bool(owner.deleted_at))
        return external_id


@cache
def _owner_by(table: Any) -> Select[*tuple[Any, ...]]:
    return select(table.id, table.name, table.deleted_at).where(table.external_id == bindparam("external_id"))


def belongs_to(subject: str, record: Record, id: int, name: str, is_deleted: bool) -> Taken:
    if is_deleted:
        where, remedy = ", in the recycle bin", f"restore it: dealtrail bin restore {record.value}:{id}"
    else:
        where, remedy = "", ""
    return Taken(subject, f"belongs to {record.value} {id}, {name}{where}", remedy)


def texts(field: str, given: Any) -> Sequence[str]:
    """Several texts; raises Invalid for one that was given as if it were several."""
    if isinstance(given, str):
        raise Invalid(field, "must be a list, not a text")
    return list(given)
