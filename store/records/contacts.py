"""Contacts: people at customers, and the e-mail addresses that are theirs alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, or_, select, update

from store.addresses import normalise
from store.errors import Invalid, NotFound, Taken
from store.models import ContactAddressRow, ContactPhoneRow, ContactRow
from store.repository import Repository, chunks, known_fields, number_of, the_one
from store.text import fold, line
from store.values import Contact

_CONTACTS = select(ContactRow.id, ContactRow.name, ContactRow.account_id, ContactRow.title)


class Contacts(Repository):
    def add(
        self,
        name: str,
        *,
        addresses: Iterable[str] = (),
        account_id: int | None = None,
        title: str = "",
        phones: Iterable[str] = (),
    ) -> Contact:
        """A new contact; raises Taken when an address belongs to another one."""
        values = self._values({"name": name, "account_id": account_id, "title": title})
        numbers = _numbers(phones)
        usable = self._free(addresses)
        id = self._db.execute(insert(ContactRow).values(**values).returning(ContactRow.id)).scalar_one()
        self._save_addresses(id, usable)
        self._save_phones(id, numbers)
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
        """Change name, account_id, title, phones or addresses (the new ones replace all old ones)."""
        self.get(id)
        known_fields("contact", changes, ("name", "account_id", "title", "phones", "addresses"))
        usable = self._free(changes["addresses"], but=id) if "addresses" in changes else None
        if values := self._values(
            {name: value for name, value in changes.items() if name not in ("addresses", "phones")}
        ):
            self._db.execute(update(ContactRow).where(ContactRow.id == id).values(**values))
        if usable is not None:
            self._db.execute(delete(ContactAddressRow).where(ContactAddressRow.contact_id == id))
            self._save_addresses(id, usable)
        if "phones" in changes:
            numbers = _numbers(changes["phones"])
            self._db.execute(delete(ContactPhoneRow).where(ContactPhoneRow.contact_id == id))
            self._save_phones(id, numbers)
        return self.get(id)

    def _values(self, given: dict[str, Any]) -> dict[str, Any]:
        values = dict(given)
        for name in ("name", "title"):
            if name in values:
                values[name] = line(name, values[name], is_required=name == "name")
        if "name" in values:
            values["folded"] = fold(values["name"])
        if values.get("account_id") is not None:
            self._unit.accounts.get(values["account_id"])
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

    def _save_phones(self, id: int, numbers: Sequence[str]) -> None:
        rows = [{"contact_id": id, "position": n, "number": number} for n, number in enumerate(numbers)]
        if rows:
            self._db.execute(insert(ContactPhoneRow), rows)

    def _names(self) -> Iterable[str]:
        return self._db.scalars(select(ContactRow.name).order_by(ContactRow.id))

    def _select(self, statement: Select[*tuple[Any, ...]]) -> list[Contact]:
        rows = self._db.execute(statement).all()
        ids = [row.id for row in rows]
        addresses = self._texts(ContactAddressRow, ContactAddressRow.address, ids)
        phones = self._texts(ContactPhoneRow, ContactPhoneRow.number, ids)
        return [
            Contact(id, name, addresses.get(id, ()), account, title, phones.get(id, ()))
            for id, name, account, title in rows
        ]

    def _texts(
        self, table: type[ContactAddressRow | ContactPhoneRow], text: Any, ids: Iterable[int]
    ) -> dict[int, tuple[str, ...]]:
        """The texts of each contact in their order."""
        found: dict[int, list[str]] = {}
        owned = select(table.contact_id, text).order_by(table.position)
        for chunk in chunks(ids):
            for id, one in self._db.execute(owned.where(table.contact_id.in_(chunk))):
                found.setdefault(id, []).append(one)
        return {id: tuple(texts) for id, texts in found.items()}


def _numbers(phones: Iterable[str]) -> list[str]:
    if isinstance(phones, str):
        raise Invalid("phones", "must be a list, not a text")
    return list(dict.fromkeys(line("phone", phone) for phone in phones))
