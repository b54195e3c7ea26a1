"""Accounts: companies, to which opportunities and contacts are linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, insert, select, update

from store.addresses import normalise_domain
from store.bulk import insert_rows
from store.containing import containing
from store.errors import Invalid, NotFound
from store.models import AccountDomainRow, AccountRow, ListValueRow
from store.paging import Place, behind
from store.records.audit import Audit
from store.records.parties import FEW, Parties, texts
from store.repository import among, known_fields, number_of, rows_among
from store.rules.alike import base_of
from store.text import line, named
from store.values import Account, ListName, Record

_ACCOUNTS = select(
    AccountRow.id,
    AccountRow.name,
    AccountRow.phone,
    AccountRow.web,
    AccountRow.address,
    ListValueRow.name.label("type"),
    AccountRow.external_id,
    AccountRow.deleted_at.is_not(None).label("is_deleted"),
).outerjoin(ListValueRow, ListValueRow.id == AccountRow.type_id)

_BY_ID = _ACCOUNTS.where(AccountRow.id == bindparam("id"))
_DOMAINS = select(AccountDomainRow.account_id, AccountDomainRow.domain).order_by(AccountDomainRow.domain)
_DOMAINS = among(_DOMAINS, AccountDomainRow.account_id)
_NEW = insert(AccountRow).returning(AccountRow.id)
_BY_NAME = (AccountRow.folded, AccountRow.id)
_PRESENT = AccountRow.deleted_at.is_(None)
_FIELDS = ("name", "phone", "web", "address", "domains", "type_id", "external_id")
_TOLD = ("name", "phone", "web", "address", "domains", "type", "external_id")


MANY = 1_000  # accounts, of which the first of a list fill a page soon


class Accounts(Parties):
    def add(
        self,
        name: str,
        *,
        phone: str = "",
        web: str = "",
        address: str = "",
        domains: Iterable[str] = (),
        type_id: int | None = None,
        external_id: str | None = None,
    ) -> Account:
        """A new account; raises Taken when the external id is another one's."""
        told: dict[str, Any] = {"phone": phone, "web": web, "address": address, "domains": domains}
        return self.get(self.new(name, **told, type_id=type_id, external_id=external_id))

    def new(
        self,
        name: str,
        *,
        phone: str = "",
        web: str = "",
        address: str = "",
        domains: Iterable[str] = (),
        type_id: int | None = None,
        external_id: str | None = None,
    ) -> int:
        """The same, and no more of it than its id."""
        given = {"name": name, "phone": phone, "web": web, "address": address}
        values = self._values(given | {"type_id": type_id, "external_id": external_id}, but=None)
        usable = _domains(domains)
        id: int = self._db.execute(_NEW, values).scalar_one()
        self._save_domains(id, usable)
        self._beside(Audit).did(Record.ACCOUNT, id, "added")
        return id

    def get(self, id: int) -> Account:
        """Whichever has this id, also when it is in the recycle bin."""
        found = self._select(_BY_ID, {"id": id})
        if not found:
            raise NotFound("account", id)
        return found[0]

    def find(self, text: str) -> Account:
        """The account by id, by a part of the name that only one has, or by its domain.

        Raises NotFound, Ambiguous, and InRecycleBin when only one there answers.
        """
        text = text.strip()
        if found := self._select(_ACCOUNTS.where(AccountRow.id == (number_of(text) or 0))):
            self._must_be_present(Record.ACCOUNT, found[0])
            return found[0]
        found = self._called(Record.ACCOUNT, _ACCOUNTS, text) if text else []
        if not found and (domain := normalise_domain(text)):
            found = self._select(_ACCOUNTS.where(_has_domain(domain)).order_by(*_BY_NAME).limit(FEW - 1))
        return self._the_present_one(Record.ACCOUNT, text, found)

    def all(
        self,
        search: str = "",
        *,
        type_id: int | None = None,
        domain: str | None = None,
        where: Sequence[ColumnElement[bool]] = (),
        limit: int | None = None,
        offset: int = 0,
        place: Place = (),
    ) -> list[Account]:
        """Accounts whose name or a domain contains `search`, of that type and domain, that hold to `where`; by name.

        Those behind a `place` in that order, where one is given.
        """
        statement = _ACCOUNTS.where(_PRESENT, *where)
        if type_id is not None:
            statement = statement.where(AccountRow.type_id == type_id)
        if domain is not None:
            statement = statement.where(_has_domain(_domains([domain])[0]))
        if place:
            statement = statement.where(behind([(column, False) for column in _BY_NAME], place))
        if search:
            return self._with_part(
                Record.ACCOUNT,
                statement,
                named(search),
                (AccountDomainRow.account_id, AccountDomainRow.domain),
                normalise_domain(search) or search.strip().lower(),
                is_narrow=domain is not None,
                limit=limit,
                offset=offset,
            )
        return self._select(statement.order_by(*_BY_NAME).limit(limit).offset(offset))

    def place_of(self, id: int) -> Place:
        """Where one stands in the order by name."""
        return tuple(self._db.execute(select(*_BY_NAME).where(AccountRow.id == id)).one())

    def edit(self, id: int, **changes: Any) -> Account:
        """Change name, phone, web, address, domains (which replace all old ones), type_id or external_id."""
        before = self.get(id)
        self._must_be_present(Record.ACCOUNT, before)
        known_fields("account", changes, _FIELDS)
        usable = _domains(changes["domains"]) if "domains" in changes else None
        given = {name: value for name, value in changes.items() if name != "domains"}
        if values := self._values(given, but=id):
            self._db.execute(update(AccountRow).where(AccountRow.id == id).values(**values))
        if usable is not None:
            self._db.execute(delete(AccountDomainRow).where(AccountDomainRow.account_id == id))
            self._save_domains(id, usable)
        after = self.get(id)
        told = {field.replace("_", " "): (getattr(before, field), getattr(after, field)) for field in _TOLD}
        self._beside(Audit).changed(Record.ACCOUNT, id, told)
        return after

    def _values(self, given: dict[str, Any], *, but: int | None) -> dict[str, Any]:
        values = dict(given)
        for name in ("name", "phone", "web"):
            if name in values:
                longest = 1000 if name == "web" else 255
                values[name] = line(name, values[name], longest=longest, is_required=name == "name")
        if "address" in values:  # an address has lines
            lines = (line("address", part, is_required=False) for part in values["address"].splitlines())
            values["address"] = "\n".join(lines)
        if "name" in values:
            values |= {"folded": named(values["name"]), "base": base_of(values["name"])}
        if "type_id" in values:
            values["type_id"] = self._type(ListName.ACCOUNT_TYPE, values["type_id"])
        if "external_id" in values:
            values["external_id"] = self._free_external_id(Record.ACCOUNT, values["external_id"], but)
        return values

    def _save_domains(self, id: int, domains: Sequence[str]) -> None:
        insert_rows(self._db, AccountDomainRow, [{"account_id": id, "domain": domain} for domain in domains])

    def _few_addressed(self, part: str, *, is_short: bool) -> list[int] | None:
        """Domains are looked at one by one: they are as few as accounts are."""
        has_it = select(AccountDomainRow.account_id).where(containing(AccountDomainRow.domain, part))
        found = self._db.scalars(has_it.limit(MANY)).all()
        return list(found) if len(found) < MANY else None

    def _select(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None) -> list[Account]:
        rows = [dict(row._mapping) for row in self._db.execute(statement, values)]
        domains: dict[int, list[str]] = {}
        for id, domain in rows_among(self._db, _DOMAINS, [row["id"] for row in rows]):
            domains.setdefault(id, []).append(domain)
        return [
            Account(**{**row, "type": row["type"] or ""}, domains=tuple(domains.get(row["id"], ()))) for row in rows
        ]


def wrong_bases(db: Connection) -> dict[int, str]:
    """What accounts should be found by as nearly the same, where they keep something else."""
    rows = db.execute(select(AccountRow.id, AccountRow.name, AccountRow.base))
    return {id: base for id, name, kept in rows if kept != (base := base_of(name))}


def keep_bases(db: Connection) -> None:
    """By what names come to now, whoever wrote them, and by whatever rule."""
    if wrong := wrong_bases(db):
        right = update(AccountRow).where(AccountRow.id == bindparam("b_id")).values(base=bindparam("b_base"))
        db.execute(right, [{"b_id": id, "b_base": base} for id, base in wrong.items()])


def _has_domain(domain: str) -> Any:
    return AccountRow.id.in_(select(AccountDomainRow.account_id).where(AccountDomainRow.domain == domain))


def _domains(given: Iterable[str]) -> list[str]:
    usable: dict[str, None] = {}
    for text in texts("domains", given):
        domain = normalise_domain(text)
        if not domain:
            raise Invalid("domains", f"{text!r} is not a mail domain", "write fabrikam.example")
        usable[domain] = None
    return list(usable)
