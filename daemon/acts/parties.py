"""Accounts and contacts: adding and changing them by what people call things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from daemon.acts.changing import adjusted
from daemon.acts.lists import value_named
from daemon.acts.own_fields import set_fields
from daemon.shapes import Shape, Shapes, line_shape, project_brief
from store.addresses import normalise, normalise_domain
from store.paging import Place
from store.unit import Unit
from store.values import Account, Contact, HistoryLine, HistoryOf, ListName, Opportunity, Project, Record

P = TypeVar("P", Account, Contact)

# In what is changed of a party, beside the record's own columns: TYPE by its name, ACCOUNT by what people call it.
TYPE, ACCOUNT, MORE, FEWER = "type", "account", "more", "fewer"


def add_account(
    unit: Unit,
    name: str,
    *,
    phone: str = "",
    web: str = "",
    address: str = "",
    domains: Sequence[str] = (),
    type: str | None = None,
    external_id: str | None = None,
    own: Sequence[str] = (),
) -> Account:
    """Add a company; `type` is a name of the list, `own` are settings of own fields."""
    account = unit.accounts.add(
        name,
        phone=phone,
        web=web,
        address=address,
        domains=domains,
        type_id=value_named(unit, ListName.ACCOUNT_TYPE, type),
        external_id=external_id,
    )
    set_fields(unit, Record.ACCOUNT, account.id, own)
    return account


def add_contact(
    unit: Unit,
    name: str,
    *,
    addresses: Sequence[str] = (),
    account: str | None = None,
    title: str = "",
    phones: Sequence[str] = (),
    type: str | None = None,
    external_id: str | None = None,
    own: Sequence[str] = (),
) -> Contact:
    """Add a person; `account` is what people call it."""
    contact = unit.contacts.add(
        name,
        addresses=addresses,
        account_id=unit.accounts.find(account).id if account is not None else None,
        title=title,
        phones=phones,
        type_id=value_named(unit, ListName.CONTACT_TYPE, type),
        external_id=external_id,
    )
    set_fields(unit, Record.CONTACT, contact.id, own)
    return contact


def edit_account(unit: Unit, account: str, changed: Mapping[str, Any], own: Sequence[str] = ()) -> Account:
    """Change what is named of a company: by column, its TYPE by name, of its domains some MORE and some FEWER."""
    found = unit.accounts.find(account)
    fields = _fields(unit, changed, ListName.ACCOUNT_TYPE)
    _adjust(fields, "domains", "domain of the account", found.domains, normalise_domain)
    set_fields(unit, Record.ACCOUNT, found.id, own)
    return unit.accounts.edit(found.id, **fields)


def edit_contact(unit: Unit, contact: str, changed: Mapping[str, Any], own: Sequence[str] = ()) -> Contact:
    """Change what is named of a person: by column, TYPE and ACCOUNT by name, of the addresses some MORE, some FEWER."""
    found = unit.contacts.find(contact)
    fields = _fields(unit, changed, ListName.CONTACT_TYPE)
    _adjust(fields, "addresses", "address of the contact", found.addresses, normalise)
    set_fields(unit, Record.CONTACT, found.id, own)
    return unit.contacts.edit(found.id, **fields)


def look_alikes(unit: Unit, records: Iterable[Any]) -> list[str]:
    """A sentence for whatever may be the same as one of these, which were just made."""
    return [sentence for record in records for sentence in unit.alike.to(record)]


def _fields(unit: Unit, changed: Mapping[str, Any], types: ListName) -> dict[str, Any]:
    fields = dict(changed)
    if ACCOUNT in fields:
        account = fields.pop(ACCOUNT)
        fields["account_id"] = unit.accounts.find(account).id if account is not None else None
    if TYPE in fields:
        fields["type_id"] = value_named(unit, types, fields.pop(TYPE))
    return fields


def _adjust(fields: dict[str, Any], column: str, what: str, there: Sequence[str], same: Callable[[str], str]) -> None:
    if {column, MORE, FEWER} & set(fields):
        base = fields.pop(column, there)
        fields[column] = adjusted(what, base, fields.pop(MORE, ()), fields.pop(FEWER, ()), same)


def accounts_found(
    unit: Unit,
    search: str,
    *,
    type: str | None,
    domain: str | None,
    where: Sequence[str],
    limit: int | None,
    offset: int = 0,
    place: Place = (),
) -> list[Account]:
    """Those with a part of the name; `where` are conditions on own fields. Raises NotFound, Ambiguous and Invalid."""
    return unit.accounts.all(
        search,
        type_id=value_named(unit, ListName.ACCOUNT_TYPE, type),
        domain=domain,
        where=unit.fields.filters(Record.ACCOUNT, where),
        limit=limit,
        offset=offset,
        place=place,
    )


def contacts_found(
    unit: Unit,
    search: str,
    *,
    account: str | None,
    type: str | None,
    where: Sequence[str],
    limit: int | None,
    offset: int = 0,
    place: Place = (),
) -> list[Contact]:
    return unit.contacts.all(
        search,
        account_id=unit.accounts.find(account).id if account is not None else None,
        type_id=value_named(unit, ListName.CONTACT_TYPE, type),
        where=unit.fields.filters(Record.CONTACT, where),
        limit=limit,
        offset=offset,
        place=place,
    )


@dataclass(frozen=True, slots=True)
class PartyFound(Generic[P]):
    """A party with what hangs on it: of an account its contacts, too."""

    party: P
    contacts: Sequence[Contact]
    opportunities: Sequence[Opportunity]
    projects: Sequence[Project]
    latest: Sequence[HistoryLine]

    def shape(self, shapes: Shapes) -> Shape:
        """All of it, as `--json` shows one party."""
        hanging = {
            "opportunities": shapes.opportunities(self.opportunities),
            "projects": [project_brief(one) for one in self.projects],
            "history": [line_shape(line) for line in self.latest],
        }
        if isinstance(self.party, Account):
            return shapes.account(self.party) | {"contacts": shapes.contacts(self.contacts)} | hanging
        return shapes.contact(self.party) | hanging


def account_whole(unit: Unit, account: str, latest: int) -> PartyFound[Account]:
    """The company that was named, and so many items of its history; raises NotFound and Ambiguous."""
    found = unit.accounts.find(account)
    return PartyFound(
        found,
        unit.contacts.all(account_id=found.id),
        unit.opportunities.of_party(account_id=found.id),
        unit.projects.of_party(account_id=found.id),
        unit.items.history(HistoryOf(account_id=found.id), limit=latest),
    )


def contact_whole(unit: Unit, contact: str, latest: int) -> PartyFound[Contact]:
    found = unit.contacts.find(contact)
    return PartyFound(
        found,
        (),
        unit.opportunities.of_party(contact_id=found.id),
        unit.projects.of_party(contact_id=found.id),
        unit.items.history(HistoryOf(contact_id=found.id), limit=latest),
    )
