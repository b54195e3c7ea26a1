"""Which record a row of a table is about, and which records there are, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from store.addresses import normalise
from store.models import AccountRow, ContactAddressRow, ContactRow, ItemRow, OpportunityRow
from store.records.accounts import Accounts
from store.records.contacts import Contacts
from store.records.opportunities import Opportunities
from store.repository import Repository
from store.text import named
from store.values import Account, Contact, Opportunity, Record

BATCH = 500
MOST = 50  # records of one name that are told apart

_IDS: dict[Record, tuple[Any, Any]] = {
    Record.ACCOUNT: (AccountRow.id, AccountRow.deleted_at),
    Record.CONTACT: (ContactRow.id, ContactRow.deleted_at),
    Record.OPPORTUNITY: (OpportunityRow.number, OpportunityRow.deleted_at),
    Record.ITEM: (ItemRow.id, ItemRow.deleted_at),
}


class Matching(Repository):
    """Each gives all records that a row may be about: several where only a name says which, and they share it.

    A row that brings an external id is never about a record that has another one.
    """

    def accounts(self, external_id: str, name: str) -> list[Account]:
        """By the external id, else by the whole name."""
        ids = self._external(AccountRow.id, AccountRow.external_id, external_id)
        if not ids and name:
            same = {AccountRow.folded: named(name), AccountRow.deleted_at: None}
            ids = self._ids(AccountRow.id, same | _unclaimed(AccountRow.external_id, external_id))
        return [self._beside(Accounts).get(id) for id in ids]

    def contacts(self, external_id: str, addresses: Sequence[str], name: str) -> list[Contact]:
        """By the external id, else by the first address that is somebody's; by the name if neither has an address."""
        ids = self._external(ContactRow.id, ContactRow.external_id, external_id)
        free = _unclaimed(ContactRow.external_id, external_id)
        for address in addresses if not ids else ():
            if ids := self._ids(ContactRow.id, {ContactAddressRow.address: normalise(address)} | free, _THEIRS):
                break
        if not ids and name and not addresses:
            same = {ContactRow.folded: named(name), ContactRow.deleted_at: None}
            ids = self._ids(ContactRow.id, same | free, _SILENT)
        return [self._beside(Contacts).get(id) for id in ids]

    def opportunities(
        self, external_id: str, title: str, *, account_id: int | None = None, contact_id: int | None = None
    ) -> list[Opportunity]:
        """By the external id, else by the whole title and the party it is linked to."""
        numbers = self._external(OpportunityRow.number, OpportunityRow.external_id, external_id)
        if not numbers and title and (account_id or contact_id):
            of_account = account_id is not None
            linked = {OpportunityRow.account_id: account_id} if of_account else {OpportunityRow.contact_id: contact_id}
            same = linked | {OpportunityRow.folded: named(title), OpportunityRow.deleted_at: None}
            numbers = self._ids(OpportunityRow.number, same | _unclaimed(OpportunityRow.external_id, external_id))
        return [self._beside(Opportunities).get(number) for number in numbers]

    def account_named(self, text: str) -> Account:
        """The account with just that name, also where the name looks like an id; else as `accounts.find`."""
        ids = self._ids(AccountRow.id, {AccountRow.folded: named(text), AccountRow.deleted_at: None})
        return self._beside(Accounts).get(ids[0]) if len(ids) == 1 else self._beside(Accounts).find(text)

    def contact_named(self, text: str) -> Contact:
        """The contact with just that name, also where the name looks like an id; else as `contacts.find`."""
        ids = self._ids(ContactRow.id, {ContactRow.folded: named(text), ContactRow.deleted_at: None})
        return self._beside(Contacts).get(ids[0]) if len(ids) == 1 else self._beside(Contacts).find(text)

    def batches(self, record: Record) -> Iterator[list[int]]:
        """The ids of all records of a kind that are not in the recycle bin, in order."""
        id, deleted_at = _IDS[record]
        last = 0
        while True:
            page = select(id).where(id > last, deleted_at.is_(None)).order_by(id).limit(BATCH)
            ids = list(self._db.scalars(page))
            if not ids:
                return
            yield ids
            last = ids[-1]

    def _external(self, id: Any, external_id: Any, given: str) -> list[int]:
        return self._ids(id, {external_id: given}) if given else []

    def _ids(self, id: Any, same: Same, condition: Any = None) -> list[int]:
        """Those whose columns have these values, None meaning none."""
        values = {f"v{place}": value for place, value in enumerate(same.values()) if value is not None}
        return list(self._db.scalars(_having(id, tuple((c, v is None) for c, v in same.items()), condition), values))


Same = Mapping[Any, Any]
_THEIRS = ContactAddressRow.contact_id == ContactRow.id
_SILENT = ContactRow.id.not_in(select(ContactAddressRow.contact_id))


@lru_cache(maxsize=64)  # a statement is built once, and not for each row of a table
def _having(id: Any, columns: tuple[tuple[Any, bool], ...], condition: Any) -> Select[int]:
    found = select(id).order_by(id).limit(MOST)
    for place, (column, is_none) in enumerate(columns):
        found = found.where(column.is_(None) if is_none else column == bindparam(f"v{place}"))
    return found if condition is None else found.where(condition)


def _unclaimed(external_id: Any, given: str) -> dict[Any, Any]:
    """Beside a given external id, which nobody has, only what has none can be meant."""
    return {external_id: None} if given else {}
