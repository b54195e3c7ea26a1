"""The columns of each table: how a record is written into them, and how their cells become a record's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from daemon.shapes import account_shape, contact_shape
from daemon.tables.cells import joined, parted
from store.addresses import normalise, normalise_domain
from store.errors import Invalid
from store.rules.money import known_currency
from store.rules.opportunity import categories, per_cent
from store.text import line, prose
from store.unit import Unit
from store.values import Account, Contact, ListName, Opportunity

Cells = dict[str, str]
Reader = Callable[[Unit, str], tuple[str, Any]]  # from a cell to a field's name and value

OWN = "field: "  # begins the columns of a firm's own fields


def account_cells(one: Account) -> Cells:
    return _cells(account_shape(one), ACCOUNTS)


def contact_cells(unit: Unit, one: Contact) -> Cells:
    account = {"name": unit.accounts.get(one.account_id).name} if one.account_id is not None else None
    shape = contact_shape(one, account)
    return _cells(shape | {"emails": shape["addresses"]}, CONTACTS)


def _cells(shape: Mapping[str, Any], names: Iterable[str]) -> Cells:
    """What a record's shape says under these names, as text: several values in one cell, a linked record by name."""
    return {name: _cell(shape[name]) for name in names}


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case list():
            return joined(value)
        case dict():
            return str(value["name"])
        case _:
            return str(value)


def opportunity_cells(unit: Unit, one: Opportunity) -> Cells:
    """Its own, not its shape's: people are named by their addresses, and a closed one has the chance it had before."""
    return {
        "number": str(one.number),
        "external_id": one.external_id or "",
        "title": one.title,
        "account": unit.accounts.get(one.account_id).name if one.account_id is not None else "",
        "contact": _contact_name(unit, one.contact_id),
        "assigned_to": unit.users.get(one.assigned_to).email if one.assigned_to is not None else "",
        "stage": one.stage_name,
        "probability": str(one.probability if one.probability_before is None else one.probability_before),
        "close_date": str(one.close_date or ""),
        "expiration_date": str(one.expiration_date or ""),
        "delivery_date": str(one.delivery_date or ""),
        "type": one.type,
        "source": one.source,
        "payment_terms": one.payment_terms,
        "competitors": one.competitors,
        "comments": one.comments,
        "categories": joined(one.categories),
        "currency": one.currency,
    }


def _contact_name(unit: Unit, id: int | None) -> str:
    """A contact as a cell names it: by an address, which is theirs alone, else by name."""
    if id is None:
        return ""
    contact = unit.contacts.get(id)
    return contact.addresses[0] if contact.addresses else contact.name


# --- from cells to fields ---------------------------------------------------------------------------------------------


# Each cell is judged by itself, by the rule that its record holds it to: all bad cells of a row are told at once.


def _text(field: str, longest: int = 255) -> Reader:
    return lambda unit, cell: (field, line(field, cell, longest=longest, is_required=False))


def _prose(field: str) -> Reader:
    return lambda unit, cell: (field, prose(field, cell))


def _name(field: str) -> Reader:
    return lambda unit, cell: (field, line(field, cell))


def _optional(field: str) -> Reader:
    return lambda unit, cell: (field, line(field, cell, is_required=False) or None)


def _texts(field: str, check: Callable[[str], object]) -> Reader:
    def read(unit: Unit, cell: str) -> tuple[str, Any]:
        texts = parted(cell)
        for text in texts:
            check(text)
        return field, texts

    return read


def _email(text: str) -> None:
    if not normalise(text):
        raise Invalid("emails", f"{text!r} is not an e-mail address")


def _domain(text: str) -> None:
    if not normalise_domain(text):
        raise Invalid("domains", f"{text!r} is not a mail domain", "write fabrikam.example")


def _currency(unit: Unit, cell: str) -> tuple[str, Any]:
    return "currency", known_currency("currency", cell) if cell else ""


def _listed(field: str, which: ListName) -> Reader:
    return lambda unit, cell: (field, unit.lists.find(which, cell).id if cell else None)


def _day(field: str) -> Reader:
    def read(unit: Unit, cell: str) -> tuple[str, Any]:
        try:
            return field, date.fromisoformat(cell) if cell else None
        except ValueError:
            raise Invalid(field, f"{cell!r} is not a date", "write 2025-03-04") from None

    return read


def _per_cent(unit: Unit, cell: str) -> tuple[str, Any]:
    digits = cell.removesuffix("%").strip()
    if digits and not (digits.isascii() and digits.isdigit()):
        raise Invalid("probability", f"must be a whole number from 0 to 100, not {cell!r}")
    return "probability", per_cent("probability", int(digits)) if digits else None  # None: what its stage brings


def _account(unit: Unit, cell: str) -> tuple[str, Any]:
    return "account_id", unit.matching.account_named(cell).id if cell else None


def _contact(unit: Unit, cell: str) -> tuple[str, Any]:
    return "contact_id", unit.matching.contact_named(cell).id if cell else None


def _user(unit: Unit, cell: str) -> tuple[str, Any]:
    return "assigned_to", unit.users.find(cell).id if cell else None


def _stage(unit: Unit, cell: str) -> tuple[str, Any]:
    return "stage_id", unit.stages.find(cell).id if cell else None


ACCOUNTS: Mapping[str, Reader] = {
    "external_id": _optional("external_id"),
    "name": _name("name"),
    "phone": _text("phone"),
    "web": _text("web", longest=1000),
    "address": _prose("address"),
    "domains": _texts("domains", _domain),
    "type": _listed("type_id", ListName.ACCOUNT_TYPE),
}
CONTACTS: Mapping[str, Reader] = {
    "external_id": _optional("external_id"),
    "name": _name("name"),
    "title": _text("title"),
    "emails": _texts("addresses", _email),
    "phones": _texts("phones", lambda text: line("phone", text)),
    "account": _account,
    "type": _listed("type_id", ListName.CONTACT_TYPE),
}
OPPORTUNITIES: Mapping[str, Reader] = {
    "external_id": _optional("external_id"),
    "title": _name("title"),
    "account": _account,
    "contact": _contact,
    "assigned_to": _user,
    "stage": _stage,
    "probability": _per_cent,
    "close_date": _day("close_date"),
    "expiration_date": _day("expiration_date"),
    "delivery_date": _day("delivery_date"),
    "type": _listed("type_id", ListName.TYPE),
    "source": _listed("source_id", ListName.SOURCE),
    "payment_terms": _listed("payment_terms_id", ListName.PAYMENT_TERMS),
    "competitors": _prose("competitors"),
    "comments": _prose("comments"),
    "categories": _texts("categories", lambda text: categories([text])),
    "currency": _currency,
}
