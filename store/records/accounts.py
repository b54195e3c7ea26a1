"""Accounts: companies, to which opportunities and contacts are linked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, insert, select, update

from store.errors import NotFound
from store.models import AccountRow
from store.repository import Repository, known_fields, number_of, the_one
from store.text import fold, line
from store.values import Account

_ACCOUNTS = select(AccountRow.id, AccountRow.name, AccountRow.phone, AccountRow.web, AccountRow.address)


class Accounts(Repository):
    def add(self, name: str, *, phone: str = "", web: str = "", address: str = "") -> Account:
        values = _account_values({"name": name, "phone": phone, "web": web, "address": address})
        return self.get(self._db.execute(insert(AccountRow).values(**values).returning(AccountRow.id)).scalar_one())

    def get(self, id: int) -> Account:
        found = self._select(_ACCOUNTS.where(AccountRow.id == id))
        if not found:
            raise NotFound("account", id)
        return found[0]

    def find(self, text: str) -> Account:
        """The account by id, or by a part of the name that only one has; NotFound, Ambiguous."""
        text = text.strip()
        if found := self._select(_ACCOUNTS.where(AccountRow.id == (number_of(text) or 0))):
            return found[0]
        found = self.all(text) if text else []
        return the_one("account", text, [(a, a.name) for a in found], lambda: (a.name for a in self.all()))

    def all(self, search: str = "") -> list[Account]:
        """Accounts whose name contains `search`, by name."""
        part = AccountRow.folded.contains(fold(search), autoescape=True)
        return self._select(_ACCOUNTS.where(part).order_by(AccountRow.folded, AccountRow.id))

    def edit(self, id: int, **changes: Any) -> Account:
        """Change name, phone, web or address."""
        self.get(id)
        known_fields("account", changes, ("name", "phone", "web", "address"))
        if values := _account_values(changes):
            self._db.execute(update(AccountRow).where(AccountRow.id == id).values(**values))
        return self.get(id)

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Account]:
        return [Account(*row) for row in self._db.execute(statement)]


def _account_values(given: dict[str, str]) -> dict[str, str]:
    longest = {"address": 1000, "web": 1000}
    values = {
        name: line(name, text, longest=longest.get(name, 255), is_required=name == "name")
        for name, text in given.items()
        if name != "address"
    }
    if "address" in given:  # an address has lines
        values["address"] = "\n".join(
            line("address", part, is_required=False) for part in given["address"].splitlines()
        )
    if "name" in values:
        values["folded"] = fold(values["name"])
    return values
