"""What the linking rules need to know of one page of items."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from store.models import ContactAddressRow, ContactRow, OpportunityRow
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

        Four queries however many items the page has.
        """
        contacts: dict[str, KnownContact] = {}
        for chunk in chunks(addresses):
            found = (
                select(ContactRow.id, ContactRow.account_id, ContactAddressRow.address)
                .join(ContactAddressRow, ContactAddressRow.contact_id == ContactRow.id)
                .where(ContactAddressRow.address.in_(chunk))
            )
            contacts |= {
                address: KnownContact(id, account, address) for id, account, address in self._db.execute(found)
            }
        by_contact: dict[int, list[OpenSpan]] = {}
        for span in self._spans(OpportunityRow.contact_id, {contact.id for contact in contacts.values()}):
            by_contact.setdefault(span.contact_id or 0, []).append(span)
        by_account: dict[int, list[OpenSpan]] = {}
        for span in self._spans(OpportunityRow.account_id, {c.account_id for c in contacts.values() if c.account_id}):
            by_account.setdefault(span.account_id or 0, []).append(span)
        return Candidates(
            contacts=contacts,
            by_contact={id: tuple(spans) for id, spans in by_contact.items()},
            by_account={id: tuple(spans) for id, spans in by_account.items()},
            by_number={span.number: span for span in self._spans(OpportunityRow.number, numbers)},
        )

    def _spans(self, column: Any, values: Collection[int]) -> list[OpenSpan]:
        return [
            OpenSpan(*row)
            for chunk in chunks(sorted(values))
            for row in self._db.execute(_SPANS.where(column.in_(chunk)))
        ]
