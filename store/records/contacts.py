"""Contacts: people at customers, and the e-mail addresses that are theirs alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select, update

from store.addresses import normalise
from store.bulk import insert_rows
from store.errors import Invalid, NotFound
from store.models import AccountRow, ContactAddressRow, ContactPhoneRow, ContactRow, ListValueRow
from store.paging import Place, behind
from store.records.accounts import Accounts
from store.records.audit import Audit
from store.records.parties import Parties, belongs_to, texts
from store.records.parts_index import few_addressed
from store.repository import among, known_fields, number_of, rows_among
from store.text import line, named
from store.values import Contact, ListName, Record

_CONTACTS = select(
    ContactRow.id,
    ContactRow.name,
    ContactRow.account_id,
    ContactRow.title,
    ListValueRow.name.label("type"),
    ContactRow.external_id,
    ContactRow.deleted_at.is_not(None).label("is_deleted"),
).outerjoin(ListValueRow, ListValueRow.id == ContactRow.type_id)

_BY_ID = _CONTACTS.where(ContactRow.id == bindparam("id"))
_ADDRESSES = select(ContactAddressRow.contact_id, ContactAddressRow.address).order_by(ContactAddressRow.position)
_ADDRESSES = among(_ADDRESSES, ContactAddressRow.contact_id)
_PHONES = select(ContactPhoneRow.contact_id, ContactPhoneRow.number).order_by(ContactPhoneRow.position)
_PHONES = among(_PHONES, ContactPhoneRow.contact_id)
_OWNERS = select(ContactAddressRow.address, ContactRow.id, ContactRow.name, ContactRow.deleted_at)
_OWNERS = among(_OWNERS.join(ContactRow, ContactRow.id == ContactAddressRow.contact_id), ContactAddressRow.address)
_NEW = insert(ContactRow).returning(ContactRow.id)
_BY_NAME = (ContactRow.folded, ContactRow.id)
_PRESENT = ContactRow.deleted_at.is_(None)
_FIELDS = ("name", "account_id", "title", "phones", "addresses", "type_id", "external_id")
_TOLD = ("name", "title", "phones", "addresses", "type", "external_id")


class Contacts(Parties):
    def add(
        self,
        name: str,
        *,
        addresses: Iterable[str] = (),
        account_id: int | None = None,
        title: str = "",
        phones: Iterable[str] = (),
        type_id: int | None = None,
        external_id: str | None = None,
    ) -> Contact:
        """A new contact; raises Taken when an address or the external id belongs to another one."""
        told: dict[str, Any] = {"addresses": addresses, "title": title, "phones": phones}
        return self.get(self.new(name, **told, account_id=account_id, type_id=type_id, external_id=external_id))

    def new(
        self,
        name: str,
        *,
        addresses: Iterable[str] = (),
        account_id: int | None = None,
        title: str = "",
        phones: Iterable[str] = (),
        type_id: int | None = None,
        external_id: str | None = None,
    ) -> int:
        """The same, and no more of it than its id."""
        given = {"name": name, "account_id": account_id, "title": title}
        values = self._values(given | {"type_id": type_id, "external_id": external_id}, but=None)
        numbers = _numbers(phones)
        usable = self._free(addresses)
        id: int = self._db.execute(_NEW, values).scalar_one()
        self._save_addresses(id, usable)
        self._save_phones(id, numbers)
        self._beside(Audit).did(Record.CONTACT, id, "added")
        return id

    def get(self, id: int) -> Contact:
        """Whoever has this id, also when they are in the recycle bin."""
        found = self._select(_BY_ID, {"id": id})
        if not found:
            raise NotFound("contact", id)
        return found[0]

    def find(self, text: str) -> Contact:
        """The contact by id, e-mail address or a part of the name that only one has.

        Raises NotFound, Ambiguous, and InRecycleBin when only one there answers.
        """
        text = text.strip()
        with_address = select(ContactAddressRow.contact_id).where(ContactAddressRow.address == normalise(text))
        for exact in (ContactRow.id == (number_of(text) or 0), ContactRow.id.in_(with_address)):
            if found := self._select(_CONTACTS.where(exact)):
                self._must_be_present(Record.CONTACT, found[0])
                return found[0]
        found = self._called(Record.CONTACT, _CONTACTS, text) if text else []
        return self._the_present_one(Record.CONTACT, text, found)

    def all(
        self,
        search: str = "",
        *,
        account_id: int | None = None,
        type_id: int | None = None,
        where: Sequence[ColumnElement[bool]] = (),
        limit: int | None = None,
        offset: int = 0,
        place: Place = (),
    ) -> list[Contact]:
        """Contacts whose name or one of whose addresses contains `search`, that hold to the rest; by name.

        Those behind a `place` in that order, where one is given.
        """
        statement = _CONTACTS.where(_PRESENT, *where)
        if account_id is not None:
            statement = statement.where(ContactRow.account_id == account_id)
        if type_id is not None:
            statement = statement.where(ContactRow.type_id == type_id)
        if place:
            statement = statement.where(behind([(column, False) for column in _BY_NAME], place))
        if search:
            return self._with_part(
                Record.CONTACT,
                statement,
                named(search),
                (ContactAddressRow.contact_id, ContactAddressRow.address),
                normalise(search) or search.strip().lower(),
                is_narrow=account_id is not None,
                limit=limit,
                offset=offset,
            )
        return self._select(statement.order_by(*_BY_NAME).limit(limit).offset(offset))

    def place_of(self, id: int) -> Place:
        """Where one stands in the order by name."""
        return tuple(self._db.execute(select(*_BY_NAME).where(ContactRow.id == id)).one())

    def edit(self, id: int, **changes: Any) -> Contact:
        """Change name, account_id, title, type_id, external_id, phones or addresses (these replace all old ones)."""
        before = self.get(id)
        self._must_be_present(Record.CONTACT, before)
        known_fields("contact", changes, _FIELDS)
        usable = self._free(changes["addresses"], but=id) if "addresses" in changes else None
        numbers = _numbers(changes["phones"]) if "phones" in changes else None
        given = {name: value for name, value in changes.items() if name not in ("addresses", "phones")}
        if values := self._values(given, but=id):
            self._db.execute(update(ContactRow).where(ContactRow.id == id).values(**values))
        if usable is not None:
            self._db.execute(delete(ContactAddressRow).where(ContactAddressRow.contact_id == id))
            self._save_addresses(id, usable)
        if numbers is not None:
            self._db.execute(delete(ContactPhoneRow).where(ContactPhoneRow.contact_id == id))
            self._save_phones(id, numbers)
        after = self.get(id)
        if before.account_id is not None and before.account_id != after.account_id:
            from store.history.items import Items  # most of what is done with contacts needs nothing of mail

            self._beside(Items).stay_with_account(before.account_id, contact_id=id)
        told = {field.replace("_", " "): (getattr(before, field), getattr(after, field)) for field in _TOLD}
        told["account"] = (self._account_name(before), self._account_name(after))
        self._beside(Audit).changed(Record.CONTACT, id, told)
        return after

    def _values(self, given: dict[str, Any], *, but: int | None) -> dict[str, Any]:
        values = dict(given)
        for name in ("name", "title"):
            if name in values:
                values[name] = line(name, values[name], is_required=name == "name")
        if "name" in values:
            values["folded"] = named(values["name"])
        if values.get("account_id") is not None:
            self._must_be_present(Record.ACCOUNT, self._beside(Accounts).get(values["account_id"]))
        if "type_id" in values:
            values["type_id"] = self._type(ListName.CONTACT_TYPE, values["type_id"])
        if "external_id" in values:
            values["external_id"] = self._free_external_id(Record.CONTACT, values["external_id"], but)
        return values

    def _account_name(self, contact: Contact) -> str | None:
        named = select(AccountRow.name).where(AccountRow.id == contact.account_id)
        return self._db.scalar(named) if contact.account_id is not None else None

    def _free(self, addresses: Iterable[str], but: int | None = None) -> list[str]:
        usable: dict[str, None] = {}
        for given in texts("addresses", addresses):
            address = normalise(given)
            if not address:
                raise Invalid("addresses", f"{given!r} is not an e-mail address")
            usable[address] = None
        for address, owner_id, name, deleted_at in rows_among(self._db, _OWNERS, usable):
            if owner_id != but:
                raise belongs_to(f"address {address}", Record.CONTACT, owner_id, name, bool(deleted_at))
        return list(usable)

    def _save_addresses(self, id: int, addresses: Sequence[str]) -> None:
        rows = [{"address": a, "contact_id": id, "position": n} for n, a in enumerate(addresses)]
        insert_rows(self._db, ContactAddressRow, rows)

    def _save_phones(self, id: int, numbers: Sequence[str]) -> None:
        rows = [{"contact_id": id, "position": n, "number": number} for n, number in enumerate(numbers)]
        insert_rows(self._db, ContactPhoneRow, rows)

    def _few_addressed(self, part: str, *, is_short: bool) -> list[int] | None:
        return few_addressed(self._db, part, is_short=is_short)

    def _select(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None) -> list[Contact]:
        rows = [dict(row._mapping) for row in self._db.execute(statement, values)]
        ids = [row["id"] for row in rows]
        addresses, phones = self._texts(_ADDRESSES, ids), self._texts(_PHONES, ids)
        return [
            Contact(
                **{**row, "type": row["type"] or ""},
                addresses=addresses.get(row["id"], ()),
                phones=phones.get(row["id"], ()),
            )
            for row in rows
        ]

    def _texts(self, owned: Select[*tuple[Any, ...]], ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The texts of each contact in their order."""
        found: dict[int, list[str]] = {}
        for id, one in rows_among(self._db, owned, ids):
            found.setdefault(id, []).append(one)
        return {id: tuple(texts) for id, texts in found.items()}


def _numbers(phones: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line("phone", phone) for phone in texts("phones", phones)))
