"""Mailboxes with their folders and cursors, and what is owed to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, BigId, Id, LongId


class MailboxRow(Base):
    """The schedule is a column: `due_at`. Who works on it, and until when, is the lease."""

    __tablename__ = "mailboxes"
    __table_args__ = (
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="lease"),
        Index("ix_mailboxes_due", "is_active", "due_at"),
    )

    id: Mapped[Id]
    address: Mapped[str] = mapped_column(unique=True)
    is_shared: Mapped[bool]
    is_active: Mapped[bool]
    due_at: Mapped[datetime]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    failures: Mapped[int]
    last_error: Mapped[str]
    last_error_kind: Mapped[str]
    folders_listed_at: Mapped[datetime | None]
    offered: Mapped[dict[str, Any]]
    reconciled_at: Mapped[datetime | None]  # when it was last compared with the server, item by item
    reconciled: Mapped[dict[str, Any] | None]  # what was found then
    reconcile_in_full: Mapped[bool | None]  # what a person asked for: all items or the latest; None when nobody asked
    is_forgotten: Mapped[bool]  # it left the configuration, and people are done with it


class FolderRow(Base):
    __tablename__ = "folders"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "server_id"),
        CheckConstraint("kind IN ('mail', 'calendar', 'tasks')", name="kind"),
    )

    id: Mapped[Id]
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"))
    server_id: Mapped[str]
    path: Mapped[str]
    kind: Mapped[str]
    wellknown: Mapped[str | None]
    is_watched: Mapped[bool]
    is_gone: Mapped[bool]
    cursor: Mapped[str | None]
    pass_started_at: Mapped[datetime | None]
    complete_at: Mapped[datetime | None]  # when its last page was stored
    expanded_at: Mapped[datetime | None]  # when its series were last expanded
    expand_after: Mapped[datetime | None]  # when they are to be expanded again; at once where it is empty


class ErrandRow(Base):
    __tablename__ = "errands"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "kind", "key"),
        CheckConstraint("kind IN ('stamp', 'task', 'categories', 'draft', 'wording')", name="kind"),
        Index("ix_errands_due", "mailbox_id", "is_parked", "due_at"),
    )

    id: Mapped[LongId]
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"))
    kind: Mapped[str]
    key: Mapped[str]
    revision: Mapped[int]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    is_parked: Mapped[bool]
    reason: Mapped[str]


class TaskRow(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("about IN ('reminder', 'activity', 'history', 'project')", name="about"),
        CheckConstraint("vanished IN ('', 'held', 'gone')", name="vanished"),
        Index("ix_tasks_about", "about", "about_id"),
    )

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), primary_key=True)
    guid: Mapped[UUID] = mapped_column(primary_key=True)
    about: Mapped[str]  # what it shows of the record
    about_id: Mapped[int] = mapped_column(BigId)  # the activity's, item's or project task's id; 0 for a reminder
    number: Mapped[int | None] = mapped_column(ForeignKey("opportunities.number"), index=True)
    server_id: Mapped[str]
    change_key: Mapped[str]
    agreed: Mapped[dict[str, Any] | None]
    seen: Mapped[dict[str, Any] | None]
    is_over: Mapped[bool]
    closing: Mapped[str]
    is_theirs: Mapped[bool]
    vanished: Mapped[str]


class DraftRow(Base):
    """A draft that somebody asked for in their Outlook; `server_id` is empty until it is there."""

    __tablename__ = "drafts"
    __table_args__ = (CheckConstraint("kind IN ('email', 'meeting', 'appointment')", name="kind"),)

    guid: Mapped[UUID] = mapped_column(primary_key=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), index=True)
    number: Mapped[int] = mapped_column(ForeignKey("opportunities.number"), index=True)
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    server_id: Mapped[str]
    created_at: Mapped[datetime]


class QuarantineRow(Base):
    """An item that could not be understood, or that is passed over because it is no mail: kept by its id."""

    __tablename__ = "quarantine"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), primary_key=True)
    server_id: Mapped[str] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    reason: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    is_passed_over: Mapped[bool] = mapped_column(default=False, server_default=false())  # no fault: it is no mail


class ProcessRow(Base):
    """A daemon that works, or worked, on this database."""

    __tablename__ = "processes"

    owner: Mapped[str] = mapped_column(primary_key=True)  # as of a lease: host, process, start
    started_at: Mapped[datetime]
    alive_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # when it was stopped; None for one that is at work, or died


class DirectoryNameRow(Base):
    """Whose an X.500 address is, as a server's address book said; empty where it did not know."""

    __tablename__ = "directory_names"

    name: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    asked_at: Mapped[datetime]


class DaemonStateRow(Base):
    """What the daemon remembers of its own work: how far it has read the audit trail, when a daily job last ran."""

    __tablename__ = "daemon_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
