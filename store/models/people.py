"""Users, accounts and contacts, and who is forgotten."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey

from store.models.base import Base, Col, column, in_bin


class UserRow(Base):
    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('owner', 'member')", name="role"),)

    id: Col[int] = column(primary_key=True)
    name: Col[str]
    folded: Col[str]  # the name without case and diacritics, for searching
    email: Col[str] = column(unique=True)
    login: Col[str | None] = column(unique=True)  # of the machine's user that acts as this one
    role: Col[str]
    is_active: Col[bool]


class AccountRow(Base):
    __tablename__ = "accounts"
    __table_args__ = (
        in_bin("accounts"),
        {"sqlite_autoincrement": True},
    )  # see opportunities

    id: Col[int] = column(primary_key=True)
    name: Col[str]
    folded: Col[str] = column(index=True)
    base: Col[str] = column(index=True)  # the name without its form, by which nearly the same is found
    phone: Col[str]
    web: Col[str]
    address: Col[str]
    type_id: Col[int | None] = column(ForeignKey("list_values.id"), index=True)
    external_id: Col[str | None] = column(unique=True)  # of the system that it was imported from
    deleted_at: Col[datetime | None]  # since when it is in the recycle bin


class AccountDomainRow(Base):
    """A mail domain of a company; sister companies may share one."""

    __tablename__ = "account_domains"

    account_id: Col[int] = column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    domain: Col[str] = column(primary_key=True, index=True)


class ContactRow(Base):
    __tablename__ = "contacts"
    __table_args__ = (
        in_bin("contacts"),
        {"sqlite_autoincrement": True},
    )  # see opportunities

    id: Col[int] = column(primary_key=True)
    name: Col[str]
    folded: Col[str] = column(index=True)
    title: Col[str]
    account_id: Col[int | None] = column(ForeignKey("accounts.id"), index=True)
    type_id: Col[int | None] = column(ForeignKey("list_values.id"), index=True)
    external_id: Col[str | None] = column(unique=True)
    deleted_at: Col[datetime | None]


class ContactPhoneRow(Base):
    __tablename__ = "contact_phones"

    contact_id: Col[int] = column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    position: Col[int] = column(primary_key=True)
    number: Col[str]


class ContactAddressRow(Base):
    """An address belongs to one contact: it is the key."""

    __tablename__ = "contact_addresses"

    address: Col[str] = column(primary_key=True)
    contact_id: Col[int] = column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    position: Col[int]


class ForgottenRow(Base):
    """An address of somebody who was erased, as a keyed hash: known again when it comes, and told to nobody."""

    __tablename__ = "forgotten"

    hash: Col[str] = column(primary_key=True)
    at: Col[datetime]
    by: Col[str]  # who erased them


class ErasureRow(Base):
    """An erasure that is going on; it goes with its last piece."""

    __tablename__ = "erasures"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Col[int] = column(primary_key=True)
    person: Col[dict[str, Any]]  # by what somebody is known: needed until all of it is gone
    user_id: Col[int | None]
    by: Col[str]
    at: Col[datetime]  # of its last piece
    counts: Col[dict[str, Any]]  # what it has taken away
