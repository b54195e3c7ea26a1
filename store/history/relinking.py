"""Which e-mails and appointments are looked at when links are made anew, oldest first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from store.history.again import Again
from store.history.views import lines_of
from store.models import (
    AccountDomainRow,
    ContactAddressRow,
    ContactRow,
    ItemContactRow,
    ItemRow,
    LinkRow,
    OpportunityRow,
    UnlinkedPersonRow,
)
from store.records.opportunities import Opportunities
from store.repository import Repository, chunks
from store.rules.words import search_id
from store.values import HistoryLine

_MAIL = (ItemRow.kind.in_(("email", "appointment")), ItemRow.deleted_at.is_(None))

Place = tuple[int, int]  # where an item stands in time, and its id


class Relinking(Repository):
    def oldest(self, after: int, limit: int, since: datetime | None = None) -> list[Place]:
        """The next items after that place in time, but none from before `since`; what has no date comes first."""
        places = select(ItemRow.search_id, ItemRow.id).where(ItemRow.search_id > after, *_MAIL)
        if since is not None:
            places = places.where(ItemRow.search_id >= search_id(0, since))
        return [(place, id) for place, id in self._db.execute(places.order_by(ItemRow.search_id).limit(limit))]

    def about(self, number: int, since: datetime | None = None) -> list[Place]:
        """Whatever is linked to this opportunity or could be: what its people are in, and the threads of that."""
        ids = self._linked_or_recorded(number)
        ids |= self._beside(Again).kin(self._beside(Again).members([number]))
        places = select(ItemRow.search_id, ItemRow.id).where(*_MAIL)
        if since is not None:
            places = places.where(ItemRow.search_id >= search_id(0, since))
        found = (row for chunk in chunks(ids) for row in self._db.execute(places.where(ItemRow.id.in_(chunk))))
        return sorted((place, id) for place, id in found)

    def lines(self, ids: Collection[int]) -> dict[int, HistoryLine]:
        """How these are told."""
        return {line.item_id: line for line in lines_of(self._db, ids)}

    def _linked_or_recorded(self, number: int) -> set[int]:
        """Items of the opportunity's contact and account, of their people, and of all their opportunities."""
        one = self._beside(Opportunities).get(number)
        contacts = {one.contact_id} if one.contact_id else set()
        accounts = {one.account_id} if one.account_id else set()
        accounts |= self._ids(
            select(ContactRow.account_id).where(ContactRow.account_id.is_not(None)), ContactRow.id, contacts
        )
        contacts |= self._ids(select(ContactRow.id), ContactRow.account_id, accounts)
        numbers = {number} | self._ids(select(OpportunityRow.number), OpportunityRow.contact_id, contacts)
        numbers |= self._ids(select(OpportunityRow.number), OpportunityRow.account_id, accounts)
        items = self._ids(select(LinkRow.item_id), LinkRow.number, numbers)
        items |= self._ids(select(ItemContactRow.item_id), ItemContactRow.contact_id, contacts)
        addresses = self._ids(select(ContactAddressRow.address), ContactAddressRow.contact_id, contacts)
        items |= self._ids(select(UnlinkedPersonRow.item_id), UnlinkedPersonRow.address, addresses)
        domains = self._ids(select(AccountDomainRow.domain), AccountDomainRow.account_id, accounts)
        return items | self._ids(select(UnlinkedPersonRow.item_id), UnlinkedPersonRow.domain, domains)

    def _ids(self, statement: Select[*tuple[Any, ...]], column: Any, values: Collection[Any]) -> set[Any]:
        return {id for chunk in chunks(values) for id in self._db.scalars(statement.where(column.in_(chunk)))}
