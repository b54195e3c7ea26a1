"""Users, accounts, contacts and opportunities. Scripts rely on these keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from daemon.shapes.own_fields import values_shape
from daemon.shapes.words import Shape, key_of, local

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from store.unit import Unit
    from store.values import Account, Contact, Field, FieldValue, Opportunity, Record, User


class Shapes:
    """Turns the records of one unit into shapes; names of linked records are looked up once.

    `prefix` begins the keys of opportunities.
    """

    def __init__(self, unit: Unit, prefix: str) -> None:
        self._unit = unit
        self._prefix = prefix
        self._accounts: dict[int, str] = {}
        self._contacts: dict[int, str] = {}
        self._marketing: dict[int, str] = {}
        self._users: dict[int, tuple[str, str]] = {}
        self._fields: dict[tuple[Record, int], Mapping[str, tuple[Field, FieldValue]]] = {}

    def read_fields(self, record: Record, ids: Iterable[int]) -> None:
        """Read the own fields of many records at once, before they are turned into shapes."""
        wanted = list(ids)
        found = self._unit.fields.of(record, wanted)
        self._fields |= {(record, id): found.get(id, {}) for id in wanted}

    def account(self, account: Account) -> Shape:
        from store.values import Record

        return account_shape(account) | {"fields": self._own_fields(Record.ACCOUNT, account.id)}

    def accounts(self, accounts: Iterable[Account]) -> list[Shape]:
        """Many at once, their own fields read in one go."""
        from store.values import Record

        found = list(accounts)
        self.read_fields(Record.ACCOUNT, [one.id for one in found])
        return [self.account(one) for one in found]

    def contact(self, contact: Contact) -> Shape:
        from store.values import Record

        named = self.contact_named(contact)
        return named | {"fields": self._own_fields(Record.CONTACT, contact.id)}

    def contact_named(self, contact: Contact) -> Shape:
        """A contact with its account's name, and without a firm's own fields, which cost a query."""
        return contact_shape(contact, self._account_named(contact.account_id))

    def contacts(self, contacts: Iterable[Contact]) -> list[Shape]:
        from store.values import Record

        found = list(contacts)
        self._accounts |= self._unit.names.accounts(one.account_id for one in found)
        self.read_fields(Record.CONTACT, [one.id for one in found])
        return [self.contact(one) for one in found]

    def opportunity(self, opportunity: Opportunity) -> Shape:
        from store.values import Record

        return {
            "number": opportunity.number,
            "key": key_of(opportunity.number, self._prefix),
            "title": opportunity.title,
            "account": self._account_named(opportunity.account_id),
            "contact": self._contact_named(opportunity.contact_id),
            "assigned_to": self._user_named(opportunity.assigned_to),
            "stage": opportunity.stage_name or None,
            "open": opportunity.is_open,
            "probability": opportunity.probability,
            "currency": opportunity.currency,
            "total": opportunity.total,
            "expected_revenue": opportunity.expected_revenue,
            "type": opportunity.type or None,
            "source": opportunity.source or None,
            "payment_terms": opportunity.payment_terms or None,
            "lost_reason": opportunity.lost_reason or None,
            "initiated_by": self._initiator(opportunity),
            "close_date": opportunity.close_date,
            "expiration_date": opportunity.expiration_date,
            "delivery_date": opportunity.delivery_date,
            "competitors": opportunity.competitors,
            "comments": opportunity.comments,
            "categories": list(opportunity.categories),
            "external_id": opportunity.external_id,
            "fields": self._own_fields(Record.OPPORTUNITY, opportunity.number),
            "closed_at": opportunity.closed_at,
            "reminder": {"on": opportunity.reminder_on, "at": opportunity.reminder_at},
            "created_at": opportunity.created_at,
            "modified_at": opportunity.modified_at,
        }

    def opportunities(self, opportunities: Iterable[Opportunity]) -> list[Shape]:
        from store.values import Record

        found = list(opportunities)
        self._read_names(found)
        self.read_fields(Record.OPPORTUNITY, [one.number for one in found])
        return [self.opportunity(one) for one in found]

    def _read_names(self, found: Iterable[Opportunity]) -> None:
        """Of all that these are linked to."""
        names = self._unit.names
        self._accounts |= names.accounts(id for one in found for id in (one.account_id, one.initiated_account_id))
        self._contacts |= names.contacts(id for one in found for id in (one.contact_id, one.initiated_contact_id))
        self._marketing |= names.marketing(one.initiated_marketing_id for one in found)
        self._users |= names.users(one.assigned_to for one in found)

    def _initiator(self, opportunity: Opportunity) -> Shape | None:
        if named := self._account_named(opportunity.initiated_account_id):
            return {"kind": "account"} | named
        if named := self._contact_named(opportunity.initiated_contact_id):
            return {"kind": "contact"} | named
        if (id := opportunity.initiated_marketing_id) is not None:
            if id not in self._marketing:
                self._marketing |= self._unit.names.marketing([id])
            return {"kind": "marketing", "id": id, "name": self._marketing[id]}
        return None

    def held_fields(self, record: Record, id: int) -> Mapping[str, tuple[Field, FieldValue]]:
        """What the record holds of the firm's own fields, by name; read once."""
        if (record, id) not in self._fields:
            self.read_fields(record, [id])
        return self._fields[record, id]

    def _own_fields(self, record: Record, id: int) -> Shape:
        return values_shape(self.held_fields(record, id))

    def _account_named(self, id: int | None) -> Shape | None:
        if id is None:
            return None
        if id not in self._accounts:
            self._accounts |= self._unit.names.accounts([id])
        return {"id": id, "name": self._accounts[id]}

    def _contact_named(self, id: int | None) -> Shape | None:
        if id is None:
            return None
        if id not in self._contacts:
            self._contacts |= self._unit.names.contacts([id])
        return {"id": id, "name": self._contacts[id]}

    def _user_named(self, id: int | None) -> Shape | None:
        if id is None:
            return None
        if id not in self._users:
            self._users |= self._unit.names.users([id])
        name, email = self._users[id]
        return {"id": id, "name": name, "email": email}


def user_shape(user: User) -> Shape:
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "role": user.role.value,
        "login": user.login or None,
        "active": user.is_active,
    }


def account_shape(account: Account) -> Shape:
    """What a company itself says: without a firm's own fields."""
    return {
        "id": account.id,
        "name": account.name,
        "phone": account.phone,
        "web": account.web,
        "address": account.address,
        "domains": list(account.domains),
        "type": account.type or None,
        "external_id": account.external_id,
    }


def contact_shape(contact: Contact, account: Shape | None) -> Shape:
    """What a person themselves says, with the account's id and name."""
    return {
        "id": contact.id,
        "name": contact.name,
        "title": contact.title,
        "phones": list(contact.phones),
        "addresses": list(contact.addresses),
        "account": account,
        "type": contact.type or None,
        "external_id": contact.external_id,
    }


def name_in(shape: Shape, key: str) -> str:
    """The name of a linked record; "" where there is none."""
    linked = shape[key]
    return linked["name"] if linked else ""


def reminder_in(opportunity: Opportunity, zone: ZoneInfo) -> str:
    if opportunity.reminder_at is None:
        return ""
    at = local(opportunity.reminder_at, zone)
    return at if opportunity.reminder_on else f"off (was {at})"
