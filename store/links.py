"""What the linking rules need to know of one page of items."""

from __future__ import annotations

from collections.abc import Collection
from itertools import zip_longest

from sqlalchemy import func, select, union_all

from store.among import one_of
from store.models import AccountDomainRow, AccountRow, ContactAddressRow, ContactRow, OpportunityRow
from store.models.base import aliased
from store.repository import Repository, among, chunks, rows_among
from store.values import Candidates, KnownContact, OpenSpan

_PARTY = aliased(ContactRow)
_SPANS = select(
    OpportunityRow.number,
    OpportunityRow.title,
    OpportunityRow.account_id,
    OpportunityRow.contact_id,
    OpportunityRow.assigned_to,
    OpportunityRow.created_at,
    OpportunityRow.closed_at,
    OpportunityRow.deleted_at.is_not(None),
    func.coalesce(OpportunityRow.account_id, _PARTY.account_id),
).outerjoin(_PARTY, _PARTY.id == OpportunityRow.contact_id)

_WANTED = union_all(
    _SPANS.where(one_of(OpportunityRow.contact_id, "contacts")),
    _SPANS.where(one_of(OpportunityRow.account_id, "accounts")),
    _SPANS.where(one_of(OpportunityRow.number, "numbers")),
)

_CONTACTS = (
    select(ContactRow.id, AccountRow.id, ContactAddressRow.address)
    .join(ContactAddressRow, ContactAddressRow.contact_id == ContactRow.id)
    .outerjoin(AccountRow, (AccountRow.id == ContactRow.account_id) & AccountRow.deleted_at.is_(None))
    .where(ContactRow.deleted_at.is_(None))
)
_CONTACTS = among(_CONTACTS, ContactAddressRow.address)
_DOMAINS = select(AccountDomainRow.domain, AccountRow.id).join(AccountRow).where(AccountRow.deleted_at.is_(None))
_DOMAINS = among(_DOMAINS.order_by(AccountRow.id), AccountDomainRow.domain)


class Links(Repository):
    def candidates(
        self, addresses: Collection[str], numbers: Collection[int], domains: Collection[str] = ()
    ) -> Candidates:
        """Contacts with these addresses, accounts with these domains, their opportunities, open or closed, and those
        numbered.

        What is in the recycle bin is left out, except among opportunities by number. Three queries however many items
        the page has.
        """
        contacts: dict[str, KnownContact] = {}
        for id, account, address in rows_among(self._db, _CONTACTS, addresses):
            contacts[address] = KnownContact(id, account, address)
        by_domain = self._accounts(domains)
        people = {contact.id for contact in contacts.values()}
        accounts = {contact.account_id for contact in contacts.values() if contact.account_id}
        accounts |= {id for ids in by_domain.values() for id in ids}
        spans = self._spans(people, accounts, numbers)
        by_contact: dict[int, list[OpenSpan]] = {}
        by_account: dict[int, list[OpenSpan]] = {}
        for span in spans:
            if span.is_deleted:
                continue
            if span.contact_id in people:
                by_contact.setdefault(span.contact_id or 0, []).append(span)
            if span.account_id in accounts:
                by_account.setdefault(span.account_id or 0, []).append(span)
        return Candidates(
            contacts=contacts,
            by_contact={id: tuple(spans) for id, spans in by_contact.items()},
            by_account={id: tuple(spans) for id, spans in by_account.items()},
            by_number={span.number: span for span in spans},
            domains=by_domain,
        )

    def _accounts(self, domains: Collection[str]) -> dict[str, tuple[int, ...]]:
        """Accounts by their mail domains; sister companies share some."""
        found: dict[str, list[int]] = {}
        for domain, id in rows_among(self._db, _DOMAINS, domains):
            found.setdefault(domain, []).append(id)
        return {domain: tuple(ids) for domain, ids in found.items()}

    def _spans(self, contacts: Collection[int], accounts: Collection[int], numbers: Collection[int]) -> list[OpenSpan]:
        """Opportunities of these contacts, of these accounts, and these, each once, by number."""
        spans: dict[int, OpenSpan] = {}
        asked = ("contacts", "accounts", "numbers")
        for parts in zip_longest(*map(chunks, (contacts, accounts, numbers)), fillvalue=()):
            for row in self._db.execute(_WANTED, dict(zip(asked, parts, strict=True))):
                spans[row[0]] = OpenSpan(*row)
        return [spans[number] for number in sorted(spans)]
