"""The columns of each table: how a record is written into them, and how their cells become a record's fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

from daemon.tables.cells import joined, parted
from daemon.tables.items import items_cell
from daemon.tables.manners.numbers import short
from store.addresses import normalise, normalise_domain
from store.errors import Invalid
from store.rules.money import known_currency
from store.rules.opportunity import categories, per_cent
from store.text import line, prose
from store.unit import Unit
from store.values import Account, Contact, Field, FieldKind, ListName, Opportunity, StageKind

Cells = dict[str, str]
Reader = Callable[[Unit, str], tuple[str, Any]]  # from a cell to a field's name and value

OWN = "field: "  # begins the columns of a firm's own fields


class Kind(Enum):
    """How a cell is written."""

    TEXT = auto()
    NAMED = auto()  # by a name, whatever its case
    MANY = auto()  # several texts
    DAY = auto()
    MOMENT = auto()
    AMOUNT = auto()  # with a currency, or without
    NUMBER = auto()
    PER_CENT = auto()
    STATUS = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`reader` is None for what is not a field of the record itself: its line items, its notes, when it was closed."""

    kind: Kind
    reader: Reader | None = None
    is_given_out: bool = True
    is_taken_in: bool = True


OF_FIELDS = {
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.MONEY: Kind.AMOUNT,
    FieldKind.DATE: Kind.DAY,
    FieldKind.CHOICE: Kind.NAMED,
}


def own_columns(fields: Collection[Field]) -> dict[str, Column]:
    """The columns of a firm's own fields."""
    return {OWN + field.name: Column(OF_FIELDS.get(field.kind, Kind.TEXT)) for field in fields}


# --- from records to cells --------------------------------------------------------------------------------------------


def account_cells(one: Account, names: Collection[str]) -> Cells:
    """What an account says in these columns; dates and numbers as they are compared."""
    held = {
        "external_id": one.external_id or "",
        "name": one.name,
        "phone": one.phone,
        "web": one.web,
        "address": one.address,
        "type": one.type,
    }
    cells = {name: held[name] for name in names if name in held}
    return cells | ({"domains": joined(one.domains)} if "domains" in names else {})


def contact_cells(unit: Unit, one: Contact, names: Collection[str]) -> Cells:
    cells: Cells = {}
    for name in names:
        match name:
            case "external_id":
                cells[name] = one.external_id or ""
            case "name" | "title" | "type":
                cells[name] = getattr(one, name)
            case "emails":
                cells[name] = joined(one.addresses)
            case "phones":
                cells[name] = joined(one.phones)
            case "account":
                cells[name] = unit.accounts.get(one.account_id).name if one.account_id is not None else ""
    return cells


def opportunity_cells(unit: Unit, one: Opportunity, names: Collection[str], zone: ZoneInfo) -> Cells:
    """Its own, not its shape's: people are named by their addresses, and a closed one has the chance it had before."""
    return {name: _OPPORTUNITY[name](unit, one, zone) for name in names if name in _OPPORTUNITY}


def _contact_name(unit: Unit, id: int | None) -> str:
    """A contact as a cell names it: by an address, which is theirs alone, else by name."""
    if id is None:
        return ""
    contact = unit.contacts.get(id)
    return contact.addresses[0] if contact.addresses else contact.name


def _account_name(unit: Unit, id: int | None) -> str:
    return unit.accounts.get(id).name if id is not None else ""


def _user_name(unit: Unit, id: int | None) -> str:
    return unit.users.get(id).email if id is not None else ""


def _minute(at: Any, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def _plain(amount: Decimal) -> str:
    return short(f"{amount:f}") if amount else ""


def _status(one: Opportunity) -> str:
    if one.is_open:
        return "open"
    return "won" if one.stage and one.stage.kind is StageKind.WON else "lost"


_OPPORTUNITY: Mapping[str, Callable[[Unit, Opportunity, ZoneInfo], str]] = {
    "number": lambda unit, one, zone: str(one.number),
    "external_id": lambda unit, one, zone: one.external_id or "",
    "title": lambda unit, one, zone: one.title,
    "account": lambda unit, one, zone: _account_name(unit, one.account_id),
    "contact": lambda unit, one, zone: _contact_name(unit, one.contact_id),
    "assigned_to": lambda unit, one, zone: _user_name(unit, one.assigned_to),
    "stage": lambda unit, one, zone: one.stage_name,
    "status": lambda unit, one, zone: _status(one),
    "probability": lambda unit, one, zone: str(
        one.probability if one.probability_before is None else one.probability_before
    ),
    "close_date": lambda unit, one, zone: str(one.close_date or ""),
    "expiration_date": lambda unit, one, zone: str(one.expiration_date or ""),
    "delivery_date": lambda unit, one, zone: str(one.delivery_date or ""),
    "type": lambda unit, one, zone: one.type,
    "source": lambda unit, one, zone: one.source,
    "payment_terms": lambda unit, one, zone: one.payment_terms,
    "competitors": lambda unit, one, zone: one.competitors,
    "comments": lambda unit, one, zone: one.comments,
    "categories": lambda unit, one, zone: joined(one.categories),
    "currency": lambda unit, one, zone: one.currency,
    "lost_reason": lambda unit, one, zone: one.lost_reason,
    "amount": lambda unit, one, zone: _plain(one.total),
    "items": lambda unit, one, zone: items_cell(unit.line_items.of(one.number)),
    "expected_revenue": lambda unit, one, zone: _plain(one.expected_revenue),
    "reminder": lambda unit, one, zone: _minute(one.reminder_at if one.reminder_on else None, zone),
    "created": lambda unit, one, zone: _minute(one.created_at, zone),
    "closed": lambda unit, one, zone: _minute(one.closed_at, zone),
}


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
    return lambda unit, cell: (field, date.fromisoformat(cell) if cell else None)


def _per_cent(unit: Unit, cell: str) -> tuple[str, Any]:
    return "probability", per_cent("probability", int(cell)) if cell else None  # None: what its stage brings


def _account(unit: Unit, cell: str) -> tuple[str, Any]:
    return "account_id", unit.matching.account_named(cell).id if cell else None


def _contact(unit: Unit, cell: str) -> tuple[str, Any]:
    return "contact_id", unit.matching.contact_named(cell).id if cell else None


def _user(unit: Unit, cell: str) -> tuple[str, Any]:
    return "assigned_to", unit.users.find(cell).id if cell else None


def _stage(unit: Unit, cell: str) -> tuple[str, Any]:
    return "stage_id", unit.stages.find(cell).id if cell else None


NOTES = Column(Kind.TEXT, is_given_out=False)
ACCOUNTS: Mapping[str, Column] = {
    "external_id": Column(Kind.TEXT, _optional("external_id")),
    "name": Column(Kind.TEXT, _name("name")),
    "phone": Column(Kind.TEXT, _text("phone")),
    "web": Column(Kind.TEXT, _text("web", longest=1000)),
    "address": Column(Kind.TEXT, _prose("address")),
    "domains": Column(Kind.MANY, _texts("domains", _domain)),
    "type": Column(Kind.NAMED, _listed("type_id", ListName.ACCOUNT_TYPE)),
    "notes": NOTES,
}
CONTACTS: Mapping[str, Column] = {
    "external_id": Column(Kind.TEXT, _optional("external_id")),
    "name": Column(Kind.TEXT, _name("name")),
    "title": Column(Kind.TEXT, _text("title")),
    "emails": Column(Kind.MANY, _texts("addresses", _email)),
    "phones": Column(Kind.MANY, _texts("phones", lambda text: line("phone", text))),
    "account": Column(Kind.NAMED, _account),
    "type": Column(Kind.NAMED, _listed("type_id", ListName.CONTACT_TYPE)),
    "notes": NOTES,
}
OPPORTUNITIES: Mapping[str, Column] = {
    "number": Column(Kind.TEXT),
    "external_id": Column(Kind.TEXT, _optional("external_id")),
    "title": Column(Kind.TEXT, _name("title")),
    "account": Column(Kind.NAMED, _account),
    "contact": Column(Kind.NAMED, _contact),
    "assigned_to": Column(Kind.NAMED, _user),
    "stage": Column(Kind.NAMED, _stage),
    "status": Column(Kind.STATUS, is_given_out=False),
    "probability": Column(Kind.PER_CENT, _per_cent),
    "close_date": Column(Kind.DAY, _day("close_date")),
    "expiration_date": Column(Kind.DAY, _day("expiration_date")),
    "delivery_date": Column(Kind.DAY, _day("delivery_date")),
    "type": Column(Kind.NAMED, _listed("type_id", ListName.TYPE)),
    "source": Column(Kind.NAMED, _listed("source_id", ListName.SOURCE)),
    "payment_terms": Column(Kind.NAMED, _listed("payment_terms_id", ListName.PAYMENT_TERMS)),
    "competitors": Column(Kind.TEXT, _prose("competitors")),
    "comments": Column(Kind.TEXT, _prose("comments")),
    "categories": Column(Kind.MANY, _texts("categories", lambda text: categories([text]))),
    "currency": Column(Kind.TEXT, _currency),
    "amount": Column(Kind.AMOUNT),
    "items": Column(Kind.TEXT),
    "expected_revenue": Column(Kind.AMOUNT, is_taken_in=False),
    "reminder": Column(Kind.MOMENT),
    "created": Column(Kind.MOMENT),
    "closed": Column(Kind.MOMENT),
    "lost_reason": Column(Kind.NAMED, _listed("lost_reason_id", ListName.LOST_REASON)),
    "notes": NOTES,
}
BY_TABLE: Mapping[str, Mapping[str, Column]] = {
    "accounts": ACCOUNTS,
    "contacts": CONTACTS,
    "opportunities": OPPORTUNITIES,
}
