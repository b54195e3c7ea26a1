"""Records that may be one and the same: what somebody who has just made one should know of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from store.models import (
    AccountDomainRow,
    AccountRow,
    ContactPhoneRow,
    ContactRow,
    MarketingRow,
    OpportunityRow,
    ProjectRow,
    UserRow,
)
from store.records.record_index import Source
from store.records.words_index import PHONE, PHONES, indexed
from store.repository import Repository
from store.rules.alike import base_of, line_of
from store.text import named
from store.values import Account, Contact, MarketingActivity, Opportunity, Project, Record, User

FEW, LOOKED_AT = 5, 200  # records that are told of, and numbers that are compared
OF_ACCOUNTS, OF_CONTACTS = PHONES
_TWICE = "the same title and is linked to the same party"


class Alike(Repository):
    """Each a sentence that names the other by its key and says what is alike; nothing of the recycle bin."""

    def to(self, record: Account | Contact | Opportunity | Project | MarketingActivity | User) -> list[str]:
        """What may be the same as this one; the first few of it."""
        match record:
            case Account():
                found = self._accounts(record)
            case Contact():
                found = self._contacts(record)
            case Opportunity():
                found = self._opportunities(record)
            case Project():
                party = (ProjectRow.account_id == record.account_id, ProjectRow.contact_id == record.contact_id)
                same = (ProjectRow.deleted_at.is_(None), ProjectRow.completed_at.is_(None), *_both(party, record))
                found = self._named(Record.PROJECT, ProjectRow, ProjectRow.name, record.id, record.name, *same)
            case MarketingActivity():
                here = MarketingRow.deleted_at.is_(None)
                found = self._named(Record.MARKETING, MarketingRow, MarketingRow.title, record.id, record.title, here)
            case User():
                found = self._named(Record.USER, UserRow, UserRow.name, record.id, record.name)
        return list(found.values())[:FEW]

    def _accounts(self, account: Account) -> dict[int, str]:
        here = (AccountRow.id != account.id, AccountRow.deleted_at.is_(None))
        found: dict[int, str] = {}
        if base := base_of(account.name):
            near = select(AccountRow.id, AccountRow.name).where(*here, AccountRow.base == base)
            for id, name in self._db.execute(near.order_by(AccountRow.folded, AccountRow.id).limit(FEW)):
                same = "the same name" if named(name) == named(account.name) else "nearly the same name"
                found[id] = likeness(Record.ACCOUNT, id, name, same)
        if account.domains:
            shared = select(AccountRow.id, AccountRow.name, AccountDomainRow.domain).join(
                AccountDomainRow, AccountDomainRow.account_id == AccountRow.id
            )
            for id, name, domain in self._db.execute(
                shared.where(*here, AccountDomainRow.domain.in_(account.domains)).order_by(AccountRow.id).limit(FEW)
            ):
                found.setdefault(id, likeness(Record.ACCOUNT, id, name, f"the same domain, {domain}"))
        if line := line_of(account.phone):
            rings = _rings(self._db, OF_ACCOUNTS, AccountRow.id, AccountRow.phone, line)
            calls = select(AccountRow.id, AccountRow.name).where(*here, *rings)
            for id, name in self._db.execute(calls.order_by(AccountRow.id).limit(FEW)):
                found.setdefault(id, likeness(Record.ACCOUNT, id, name, "the same phone"))
        return found

    def _contacts(self, contact: Contact) -> dict[int, str]:
        here = (ContactRow.id != contact.id, ContactRow.deleted_at.is_(None))
        found = self._named(Record.CONTACT, ContactRow, ContactRow.name, contact.id, contact.name, *here)
        for line in dict.fromkeys(filter(None, map(line_of, contact.phones))):
            calls = select(ContactRow.id, ContactRow.name).join(
                ContactPhoneRow, ContactPhoneRow.contact_id == ContactRow.id
            )
            same = calls.where(*here, *_rings(self._db, OF_CONTACTS, ContactRow.id, ContactPhoneRow.number, line))
            for id, name in self._db.execute(same.order_by(ContactRow.id).limit(FEW)):
                found.setdefault(id, likeness(Record.CONTACT, id, name, "the same phone"))
        return found

    def _opportunities(self, one: Opportunity) -> dict[int, str]:
        row = OpportunityRow
        party = (row.account_id == one.account_id, row.contact_id == one.contact_id)
        here = (row.number != one.number, row.deleted_at.is_(None), row.closed_at.is_(None), *_both(party, one))
        same = select(row.number, row.title).where(row.folded == named(one.title), *here)
        rows = self._db.execute(same.order_by(row.number).limit(FEW))
        return {number: likeness(Record.OPPORTUNITY, number, title, _TWICE) for number, title in rows}

    def _named(self, kind: Record, table: Any, column: Any, id: int, name: str, *conditions: Any) -> dict[int, str]:
        """Those with this whole name."""
        same = select(table.id, column).where(table.folded == named(name), table.id != id, *conditions)
        rows = self._db.execute(same.order_by(table.id).limit(FEW))
        return {other: likeness(kind, other, called, "the same name") for other, called in rows}


def _both(party: Iterable[Any], record: Opportunity | Project) -> tuple[Any, ...]:
    """The conditions of the one party that it is linked to."""
    account, contact = party
    return (account,) if record.account_id is not None else (contact,)


def likeness(record: Record, id: int, name: str, same: str) -> str:
    """The sentence that names the other, and says what is the same."""
    if record is Record.OPPORTUNITY:
        return f"opportunity {id}, {name}, may be the same: it has {same}"
    if record is Record.MARKETING:
        return f"marketing activity {id}, {name}, may be the same: it has {same}"
    return f"{record.value} {id}, {name}, may be the same: it has {same}"


def _rings(db: Connection, source: Source, id: Any, column: Any, line: str) -> tuple[Any, ...]:
    """Whether a telephone number, as people type them, ends with these digits; of those that the index finds."""
    found = indexed(db, source, [line[-PHONE:]], is_beginning=False, limit=LOOKED_AT)
    plain = column
    for mark in (" ", "-", "(", ")", "/", ".", "\u00a0"):
        plain = func.replace(plain, mark, "")
    return (id.in_(found), plain.like(f"%{line}"))
