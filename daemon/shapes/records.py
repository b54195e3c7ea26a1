"""Records as `--json` shows them, and as tables do. Scripts rely on these keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from daemon.cli.base.output import local
from daemon.cli.base.session import Session
from daemon.cli.records.own_fields import shapes_of
from store.rules.days import day_in
from store.unit import Unit
from store.values import Account, Contact, HistoryLine, Opportunity, Record, User

Shape = dict[str, Any]


class Shapes:
    """Turns the records of one unit into shapes; names of linked records are looked up once."""

    def __init__(self, unit: Unit, session: Session) -> None:
        self._unit = unit
        self._session = session
        self._accounts: dict[int, Account] = {}
        self._contacts: dict[int, Contact] = {}
        self._users: dict[int, User] = {}
        self._fields: dict[tuple[Record, int], Shape] = {}

    def read_fields(self, record: Record, ids: Iterable[int]) -> None:
        """Read the own fields of many records at once, before they are turned into shapes."""
        wanted = list(ids)
        found = shapes_of(self._unit, record, wanted)
        self._fields |= {(record, id): found.get(id, {}) for id in wanted}

    def user(self, user: User) -> Shape:
        return {
            "id": user.id,
            "name": user.name,
            "email": user.email,
            "role": user.role.value,
            "login": user.login or None,
            "active": user.is_active,
        }

    def account(self, account: Account) -> Shape:
        return {
            "id": account.id,
            "name": account.name,
            "phone": account.phone,
            "web": account.web,
            "address": account.address,
            "domains": list(account.domains),
            "type": account.type or None,
            "external_id": account.external_id,
            "fields": self._own_fields(Record.ACCOUNT, account.id),
        }

    def contact(self, contact: Contact) -> Shape:
        return {
            "id": contact.id,
            "name": contact.name,
            "title": contact.title,
            "phones": list(contact.phones),
            "addresses": list(contact.addresses),
            "account": self._account_named(contact.account_id),
            "type": contact.type or None,
            "external_id": contact.external_id,
            "fields": self._own_fields(Record.CONTACT, contact.id),
        }

    def opportunity(self, opportunity: Opportunity) -> Shape:
        return {
            "number": opportunity.number,
            "key": self._session.key(opportunity.number),
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

    def _initiator(self, opportunity: Opportunity) -> Shape | None:
        if named := self._account_named(opportunity.initiated_account_id):
            return {"kind": "account"} | named
        if named := self._contact_named(opportunity.initiated_contact_id):
            return {"kind": "contact"} | named
        if (id := opportunity.initiated_marketing_id) is not None:
            return {"kind": "marketing", "id": id, "name": self._unit.marketing.get(id).title}
        return None

    def _own_fields(self, record: Record, id: int) -> Shape:
        if (record, id) not in self._fields:
            self.read_fields(record, [id])
        return self._fields[record, id]

    def _account_named(self, id: int | None) -> Shape | None:
        if id is None:
            return None
        if id not in self._accounts:
            self._accounts[id] = self._unit.accounts.get(id)
        return {"id": id, "name": self._accounts[id].name}

    def _contact_named(self, id: int | None) -> Shape | None:
        if id is None:
            return None
        if id not in self._contacts:
            self._contacts[id] = self._unit.contacts.get(id)
        return {"id": id, "name": self._contacts[id].name}

    def _user_named(self, id: int | None) -> Shape | None:
        if id is None:
            return None
        if id not in self._users:
            self._users[id] = self._unit.users.get(id)
        return {"id": id, "name": self._users[id].name, "email": self._users[id].email}


def line_shape(line: HistoryLine) -> Shape:
    return {
        "id": line.item_id,
        "kind": line.kind.value,
        "at": line.occurred_at,
        "day": day_in(line),
        "subject": line.subject,
        "cancelled": line.is_cancelled,
        "gone": line.is_gone,
        "author": line.author,
        "preview": line.preview,
        "rule": line.rule,
        "evidence": line.evidence,
        "opportunities": list(line.numbers),
    }


def name_in(shape: Shape, key: str) -> str:
    """The name of a linked record; "" where there is none."""
    linked = shape[key]
    return linked["name"] if linked else ""


def reminder_in(opportunity: Opportunity, session: Session) -> str:
    if opportunity.reminder_at is None:
        return ""
    at = local(opportunity.reminder_at, session.zone)
    return at if opportunity.reminder_on else f"off (was {at})"
