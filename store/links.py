"""What the linking rules need to know of one page of items."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from store.models import AccountRow, ContactAddressRow, ContactRow, OpportunityRow
from store.repository import Repository, chunks
from store.values import Candidates, KnownContact, OpenSpan

_SPANS = select(
    OpportunityRow.number,
    OpportunityRow.title,
    OpportunityRow.account_id,
    OpportunityRow.contact_id,
    OpportunityRow.assigned_to,
    OpportunityRow.created_at,
    OpportunityRow.closed_at,
    OpportunityRow.deleted_at.is_not(None),
).order_by(OpportunityRow.number)


class Links(Repository):
    def candidates(self, addresses: Collection[str], numbers: Collection[int]) -> Candidates:
        """Contacts with these addresses, their and their accounts' opportunities, open or closed, and those numbered.

        What is in the recycle bin is left out, except opportunities that are asked for by number. Four queries however
        many items the page has.
        """
        contacts: dict[str, KnownContact] = {}
        for chunk in chunks(addresses):
            found = (
                select(ContactRow.id, AccountRow.id, ContactAddressRow.address)
                .join(ContactAddressRow, ContactAddressRow.contact_id == ContactRow.id)
                .outerjoin(AccountRow, (AccountRow.id == ContactRow.account_id) & AccountRow.deleted_at.is_(None))
                .where(ContactAddressRow.address.in_(chunk), ContactRow.deleted_at.is_(None))
            )
            contacts |= {
                address: KnownContact(id, account, address) for id, account, address in self._db.execute(found)
            }
        by_contact: dict[int, list[OpenSpan]] = {}
        present = OpportunityRow.deleted_at.is_(None)
        people = {contact.id for contact in contacts.values()}
        for span in self._spans(OpportunityRow.contact_id, people, present):
            by_contact.setdefault(span.contact_id or 0, []).append(span)
        by_account: dict[int, list[OpenSpan]] = {}
        accounts = {contact.account_id for contact in contacts.values() if contact.account_id}
        for span in self._spans(OpportunityRow.account_id, accounts, present):
            by_account.setdefault(span.account_id or 0, []).append(span)
        return Candidates(
            contacts=contacts,
            by_contact={id: tuple(spans) for id, spans in by_contact.items()},
            by_account={id: tuple(spans) for id, spans in by_account.items()},
            by_number={span.number: span for span in self._spans(OpportunityRow.number, numbers)},
        )

    def _spans(self, column: Any, values: Collection[int], *conditions: Any) -> list[OpenSpan]:
        return [
            OpenSpan(*row)
            for chunk in chunks(sorted(values))
            for row in self._db.execute(_SPANS.where(column.in_(chunk), *conditions))
        ]
