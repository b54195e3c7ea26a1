"""E-mails and appointments with their copies in mailboxes, and why each was linked or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, BigId, LongId


class ItemRow(Base):
    """One e-mail or appointment, however many mailboxes hold a copy. Its identity is not unique: servers say so."""

    __tablename__ = "items"
    __table_args__ = (
        CheckConstraint("kind IN ('email', 'appointment')", name="kind"),
        Index(
            "ix_items_fingerprint",
            "fingerprint",
            sqlite_where=text("identity = ''"),
            postgresql_where=text("identity = ''"),
        ),
    )

    id: Mapped[LongId]
    kind: Mapped[str]
    identity: Mapped[str] = mapped_column(index=True)
    fingerprint: Mapped[str]
    occurred_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    subject: Mapped[str]
    folded: Mapped[str]  # the subject without case and diacritics, for searching
    author: Mapped[str]  # sender or organizer, as lists show it
    preview: Mapped[str]
    location: Mapped[str]
    is_cancelled: Mapped[bool]
    has_attachments: Mapped[bool]
    size: Mapped[int] = mapped_column(BigId)
    conversation_id: Mapped[str]
    in_reply_to: Mapped[str]
    body: Mapped[str]  # last, so that SQLite finds the other columns without reading past it


class ParticipantRow(Base):
    __tablename__ = "participants"
    __table_args__ = ({"sqlite_with_rowid": False},)

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    address: Mapped[str]
    name: Mapped[str]


class PointerRow(Base):
    """One mailbox's copy of an item. The server's ids are case-sensitive."""

    __tablename__ = "pointers"
    __table_args__ = (UniqueConstraint("mailbox_id", "server_id"),)

    id: Mapped[LongId]
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), index=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"))
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    server_id: Mapped[str]
    change_key: Mapped[str]
    is_gone: Mapped[bool]
    confirmed: Mapped[list[int]]
    seen_at: Mapped[datetime]


class ReceiptRow(Base):
    __tablename__ = "receipts"
    __table_args__ = (CheckConstraint("outcome IN ('linked', 'contact', 'review', 'skipped')", name="outcome"),)

    pointer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("pointers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[str]
    rule: Mapped[str]
    reason: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime]


class LinkRow(Base):
    __tablename__ = "links"
    __table_args__ = (Index("ix_links_number", "number", "item_id"), {"sqlite_with_rowid": False})

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    number: Mapped[int] = mapped_column(ForeignKey("opportunities.number"), primary_key=True)
    rule: Mapped[str]
    evidence: Mapped[str]
    created_at: Mapped[datetime]


class ItemContactRow(Base):
    __tablename__ = "item_contacts"
    __table_args__ = (Index("ix_item_contacts_contact", "contact_id", "item_id"), {"sqlite_with_rowid": False})

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True)


class MarkRow(Base):
    __tablename__ = "marks"
    __table_args__ = (CheckConstraint("kind IN ('set', 'withdrawn')", name="kind"), {"sqlite_with_rowid": False})

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(ForeignKey("opportunities.number"), primary_key=True)
    kind: Mapped[str]
