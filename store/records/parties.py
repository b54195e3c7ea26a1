"""What accounts and contacts have in common: a type from a list, an id in another system, and the recycle bin."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, func, select

from store.errors import Ambiguous, InRecycleBin, Invalid, NotFound, Taken
from store.models import AccountRow, ContactRow
from store.records.lists import Lists
from store.repository import Repository, likely, the_one, told_by
from store.text import line, named
from store.values import Account, Contact, ListName, Record

P = TypeVar("P", Account, Contact)

FEW = 50  # records of a name that are looked at: far more than anybody chooses from


class Parties(Repository, ABC):
    """The root of the repositories of accounts and of contacts."""

    def _called(self, statement: Select[*tuple[Any, ...]], table: Any, text: str) -> list[P]:
        """Those of that very name, else those whose name contains it: some of them, however many there are."""
        for condition in (table.folded == named(text), table.folded.contains(named(text), autoescape=True)):
            ordered = statement.where(condition).order_by(table.deleted_at.is_not(None), table.folded, table.id)
            found: list[P] = self._select(ordered.limit(FEW))
            if any(not party.is_deleted for party in found):
                return found
        return found

    @abstractmethod
    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Any]: ...

    def _the_present_one(self, record: Record, asked: str, found: Sequence[P]) -> P:
        """The only one of those found that is not in the recycle bin; NotFound, Ambiguous, InRecycleBin."""
        table = AccountRow if record is Record.ACCOUNT else ContactRow
        present = [party for party in found if not party.is_deleted]
        if found and not present:
            raise self._in_recycle_bin(record, found[0])
        if len(found) == FEW == len(present):
            alike = select(func.count()).where(table.folded.contains(named(asked), autoescape=True))
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
