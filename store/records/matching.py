"""Which record a row of a table is about, and which records there are, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from store.addresses import normalise
from store.models import AccountRow, ContactAddressRow, ContactRow, ItemRow, OpportunityRow
from store.repository import Repository
from store.text import fold
from store.values import Account, Contact, Opportunity, Record

BATCH = 500

_IDS: dict[Record, tuple[Any, Any]] = {
    Record.ACCOUNT: (AccountRow.id, AccountRow.deleted_at),
    Record.CONTACT: (ContactRow.id, ContactRow.deleted_at),
    Record.OPPORTUNITY: (OpportunityRow.number, OpportunityRow.deleted_at),
    Record.ITEM: (ItemRow.id, ItemRow.deleted_at),
}


class Matching(Repository):
    def account(self, external_id: str, name: str) -> Account | None:
        """By its external id, else by its whole name."""
        id = self._external(AccountRow.id, AccountRow.external_id, external_id)
        if id is None and name:
            same = select(AccountRow.id).where(AccountRow.folded == fold(name), AccountRow.deleted_at.is_(None))
            id = self._db.scalar(same.order_by(AccountRow.id).limit(1))
        return self._unit.accounts.get(id) if id is not None else None

    def contact(self, external_id: str, addresses: Sequence[str], name: str) -> Contact | None:
        """By its external id, else by the first address that is somebody's; by its name if neither has an address."""
        id = self._external(ContactRow.id, ContactRow.external_id, external_id)
        for address in addresses if id is None else ():
            owner = select(ContactAddressRow.contact_id).where(ContactAddressRow.address == normalise(address))
            if (id := self._db.scalar(owner)) is not None:
                break
        if id is None and name and not addresses:
            silent = ContactRow.id.not_in(select(ContactAddressRow.contact_id))
            same = select(ContactRow.id).where(ContactRow.folded == fold(name), ContactRow.deleted_at.is_(None), silent)
            id = self._db.scalar(same.order_by(ContactRow.id).limit(1))
        return self._unit.contacts.get(id) if id is not None else None

    def opportunity(
        self, external_id: str, title: str, *, account_id: int | None = None, contact_id: int | None = None
    ) -> Opportunity | None:
        """By its external id, else by its whole title and the party it is linked to."""
        number = self._external(OpportunityRow.number, OpportunityRow.external_id, external_id)
        of_account = OpportunityRow.account_id == account_id
        linked = of_account if account_id is not None else OpportunityRow.contact_id == contact_id
        if number is None and title and (account_id or contact_id):
            same = select(OpportunityRow.number).where(linked, OpportunityRow.folded == fold(title))
            same = same.where(OpportunityRow.deleted_at.is_(None))
            number = self._db.scalar(same.order_by(OpportunityRow.number).limit(1))
        return self._unit.opportunities.get(number) if number is not None else None

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

    def _external(self, id: Any, external_id: Any, given: str) -> int | None:
        found: int | None = self._db.scalar(select(id).where(external_id == given)) if given else None
        return found
