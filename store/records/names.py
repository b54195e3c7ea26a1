"""What many records are called, each kind in one look: a list shows names, and nothing else of what it links to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from store.models import AccountRow, ContactRow, MarketingRow, UserRow
from store.repository import Repository, among, rows_among

_ACCOUNTS = among(select(AccountRow.id, AccountRow.name), AccountRow.id)
_CONTACTS = among(select(ContactRow.id, ContactRow.name), ContactRow.id)
_MARKETING = among(select(MarketingRow.id, MarketingRow.title), MarketingRow.id)
_USERS = among(select(UserRow.id, UserRow.name, UserRow.email), UserRow.id)


class Names(Repository):
    """Also of what is in the recycle bin; what is not there at all is left out."""

    def accounts(self, ids: Iterable[int | None]) -> dict[int, str]:
        return self._named(_ACCOUNTS, ids)

    def contacts(self, ids: Iterable[int | None]) -> dict[int, str]:
        return self._named(_CONTACTS, ids)

    def marketing(self, ids: Iterable[int | None]) -> dict[int, str]:
        return self._named(_MARKETING, ids)

    def users(self, ids: Iterable[int | None]) -> dict[int, tuple[str, str]]:
        """Name and e-mail address."""
        return {id: (name, email) for id, name, email in self._rows(_USERS, ids)}

    def _named(self, statement: Any, ids: Iterable[int | None]) -> dict[int, str]:
        return dict(self._rows(statement, ids))

    def _rows(self, statement: Any, ids: Iterable[int | None]) -> list[Any]:
        return list(rows_among(self._db, statement, (id for id in ids if id is not None)))
