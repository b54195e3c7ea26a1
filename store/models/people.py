"""Users, accounts and contacts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Id, in_bin


class UserRow(Base):
    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('owner', 'member')", name="role"),)

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str]  # the name without case and diacritics, for searching
    email: Mapped[str] = mapped_column(unique=True)
    login: Mapped[str | None] = mapped_column(unique=True)  # of the machine's user that acts as this one
    role: Mapped[str]
    is_active: Mapped[bool]


class AccountRow(Base):
    __tablename__ = "accounts"
    __table_args__ = (
        in_bin("accounts"),
        {"sqlite_autoincrement": True},
    )  # see opportunities

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str]
    web: Mapped[str]
    address: Mapped[str]
    type_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)  # of the system that it was imported from
    deleted_at: Mapped[datetime | None]  # since when it is in the recycle bin


class AccountDomainRow(Base):
    """A mail domain of a company; sister companies may share one."""

    __tablename__ = "account_domains"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    domain: Mapped[str] = mapped_column(primary_key=True, index=True)


class ContactRow(Base):
    __tablename__ = "contacts"
    __table_args__ = (
        in_bin("contacts"),
        {"sqlite_autoincrement": True},
    )  # see opportunities

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    deleted_at: Mapped[datetime | None]


class ContactPhoneRow(Base):
    __tablename__ = "contact_phones"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]


class ContactAddressRow(Base):
    """An address belongs to one contact: it is the key."""

    __tablename__ = "contact_addresses"

    address: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
