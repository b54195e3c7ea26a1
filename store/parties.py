"""Accounts and contacts: whom opportunities are linked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, or_, select, update

from store.addresses import normalise
from store.errors import Invalid, NotFound, Taken
from store.models import AccountRow, ContactAddressRow, ContactRow
from store.repository import Repository, chunks, known_fields, number_of, the_one
from store.text import fold, line
from store.values import Account, Contact

# --- accounts ---------------------------------------------------------------------------------------------------------

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


# --- contacts ---------------------------------------------------------------------------------------------------------

_CONTACTS = select(ContactRow.id, ContactRow.name, ContactRow.account_id, ContactRow.title, ContactRow.phone)


class Contacts(Repository):
    def add(
        self,
        name: str,
        *,
        addresses: Iterable[str] = (),
        account_id: int | None = None,
        title: str = "",
        phone: str = "",
    ) -> Contact:
        """A new contact; raises Taken when an address belongs to another one."""
        values = self._values({"name": name, "account_id": account_id, "title": title, "phone": phone})
        usable = self._free(addresses)
        id = self._db.execute(insert(ContactRow).values(**values).returning(ContactRow.id)).scalar_one()
        self._save_addresses(id, usable)
        return self.get(id)

    def get(self, id: int) -> Contact:
        found = self._select(_CONTACTS.where(ContactRow.id == id))
        if not found:
            raise NotFound("contact", id)
        return found[0]

    def find(self, text: str) -> Contact:
        """The contact by id, e-mail address or a part of the name that only one has; NotFound, Ambiguous."""
        text = text.strip()
        with_address = select(ContactAddressRow.contact_id).where(ContactAddressRow.address == normalise(text))
        for exact in (ContactRow.id == (number_of(text) or 0), ContactRow.id.in_(with_address)):
            if found := self._select(_CONTACTS.where(exact)):
                return found[0]
        part = ContactRow.folded.contains(fold(text), autoescape=True)
        found = self._select(_CONTACTS.where(part).order_by(ContactRow.folded, ContactRow.id)) if text else []
        return the_one("contact", text, [(c, c.name) for c in found], self._names)

    def all(self, search: str = "") -> list[Contact]:
        """Contacts whose name or one of whose addresses contains `search`, by name."""
        with_address = select(ContactAddressRow.contact_id).where(
            ContactAddressRow.address.contains(search.strip().lower(), autoescape=True)
        )
        part = or_(ContactRow.folded.contains(fold(search), autoescape=True), ContactRow.id.in_(with_address))
        statement = _CONTACTS.where(part) if search else _CONTACTS
        return self._select(statement.order_by(ContactRow.folded, ContactRow.id))

    def edit(self, id: int, **changes: Any) -> Contact:
        """Change name, account_id, title, phone or addresses (the new ones replace all old ones)."""
        self.get(id)
        known_fields("contact", changes, ("name", "account_id", "title", "phone", "addresses"))
        usable = self._free(changes["addresses"], but=id) if "addresses" in changes else None
        if values := self._values({name: value for name, value in changes.items() if name != "addresses"}):
            self._db.execute(update(ContactRow).where(ContactRow.id == id).values(**values))
        if usable is not None:
            self._db.execute(delete(ContactAddressRow).where(ContactAddressRow.contact_id == id))
            self._save_addresses(id, usable)
        return self.get(id)

    def _values(self, given: dict[str, Any]) -> dict[str, Any]:
        values = dict(given)
        for name in ("name", "title", "phone"):
            if name in values:
                values[name] = line(name, values[name], is_required=name == "name")
        if "name" in values:
            values["folded"] = fold(values["name"])
        if values.get("account_id") is not None:
            Accounts(self._db, self._clock).get(values["account_id"])
        return values

    def _free(self, addresses: Iterable[str], but: int | None = None) -> list[str]:
        if isinstance(addresses, str):
            raise Invalid("addresses", "must be a list, not a text")
        usable: dict[str, None] = {}
        for given in addresses:
            address = normalise(given)
            if not address:
                raise Invalid("addresses", f"{given!r} is not an e-mail address")
            usable[address] = None
        for chunk in chunks(usable):
            owners = (
                select(ContactAddressRow.address, ContactRow.id, ContactRow.name)
                .join(ContactRow, ContactRow.id == ContactAddressRow.contact_id)
                .where(ContactAddressRow.address.in_(chunk))
            )
            for address, owner_id, name in self._db.execute(owners):
                if owner_id != but:
                    raise Taken(f"address {address}", f"belongs to contact {owner_id}, {name}")
        return list(usable)

    def _save_addresses(self, id: int, addresses: Sequence[str]) -> None:
        rows = [{"address": a, "contact_id": id, "position": n} for n, a in enumerate(addresses)]
        if rows:
            self._db.execute(insert(ContactAddressRow), rows)

    def _names(self) -> Iterable[str]:
        return self._db.scalars(select(ContactRow.name).order_by(ContactRow.id))

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Contact]:
        rows = self._db.execute(statement).all()
        addresses: dict[int, list[str]] = {row.id: [] for row in rows}
        for chunk in chunks(addresses):
            of_them = (
                select(ContactAddressRow.contact_id, ContactAddressRow.address)
                .where(ContactAddressRow.contact_id.in_(chunk))
                .order_by(ContactAddressRow.position)
            )
            for contact_id, address in self._db.execute(of_them):
                addresses[contact_id].append(address)
        return [
            Contact(id, name, tuple(addresses[id]), account, title, phone) for id, name, account, title, phone in rows
        ]
