"""Mailboxes with their folders and cursors, and what is owed to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from store.models.base import Base, BigId, Col, column, index_where


class MailboxRow(Base):
    """The schedule is a column: `due_at`. Who works on it, and until when, is the lease."""

    __tablename__ = "mailboxes"
    __table_args__ = (
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="lease"),
        Index("ix_mailboxes_due", "is_active", "due_at"),
    )

    id: Col[int] = column(primary_key=True)
    address: Col[str] = column(unique=True)
    is_shared: Col[bool]
    is_active: Col[bool]
    due_at: Col[datetime]
    lease_owner: Col[str | None]
    lease_until: Col[datetime | None]
    failures: Col[int]
    last_error: Col[str]
    last_error_kind: Col[str]
    folders_listed_at: Col[datetime | None]
    offered: Col[dict[str, Any]]
    reconciled_at: Col[datetime | None]  # when it was last compared with the server, item by item
    reconciled: Col[dict[str, Any] | None]  # what was found then
    reconcile_in_full: Col[bool | None]  # what a person asked for: all items or the latest; None when nobody asked
    is_forgotten: Col[bool]  # it left the configuration, and people are done with it


class FolderRow(Base):
    __tablename__ = "folders"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "server_id"),
        CheckConstraint("kind IN ('mail', 'calendar', 'tasks')", name="kind"),
    )

    id: Col[int] = column(primary_key=True)
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"))
    server_id: Col[str]
    path: Col[str]
    kind: Col[str]
    wellknown: Col[str | None]
    is_watched: Col[bool]
    is_gone: Col[bool]
    cursor: Col[str | None]
    pass_started_at: Col[datetime | None]
    complete_at: Col[datetime | None]  # when its last page was stored
    expanded_at: Col[datetime | None]  # when its series were last expanded
    expand_after: Col[datetime | None]  # when they are to be expanded again; at once where it is empty


class ErrandRow(Base):
    __tablename__ = "errands"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "kind", "key"),
        CheckConstraint("kind IN ('stamp', 'task', 'categories', 'draft', 'wording')", name="kind"),
        Index("ix_errands_due", "mailbox_id", "is_parked", "due_at"),
    )

    id: Col[int] = column(BigId, primary_key=True)
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"))
    kind: Col[str]
    key: Col[str]
    revision: Col[int]
    attempts: Col[int]
    due_at: Col[datetime]  # when it is tried next
    waits_since: Col[datetime]  # when it was due first
    is_parked: Col[bool]
    reason: Col[str]


class TaskRow(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("about IN ('reminder', 'activity', 'history', 'project')", name="about"),
        CheckConstraint("vanished IN ('', 'held', 'gone')", name="vanished"),
        Index("ix_tasks_about", "about", "about_id"),
    )

    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"), primary_key=True)
    guid: Col[UUID] = column(primary_key=True)
    about: Col[str]  # what it shows of the record
    about_id: Col[int] = column(BigId)  # the activity's, item's or project task's id; 0 for a reminder
    number: Col[int | None] = column(ForeignKey("opportunities.number"), index=True)
    server_id: Col[str]
    change_key: Col[str]
    agreed: Col[dict[str, Any] | None]
    seen: Col[dict[str, Any] | None]
    is_over: Col[bool]
    closing: Col[str]
    is_theirs: Col[bool]
    vanished: Col[str]


class DraftRow(Base):
    """A draft that somebody asked for in their Outlook; `server_id` is empty until it is there."""

    __tablename__ = "drafts"
    __table_args__ = (CheckConstraint("kind IN ('email', 'meeting', 'appointment')", name="kind"),)

    guid: Col[UUID] = column(primary_key=True)
    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"), index=True)
    number: Col[int] = column(ForeignKey("opportunities.number"), index=True)
    kind: Col[str]
    content: Col[dict[str, Any]]
    server_id: Col[str]
    created_at: Col[datetime]


class QuarantineRow(Base):
    """An item that could not be understood, or that is passed over because it is no mail: kept by its id."""

    __tablename__ = "quarantine"
    __table_args__ = (index_where("is_wanted", "ix_quarantine_wanted", "mailbox_id"),)

    mailbox_id: Col[int] = column(ForeignKey("mailboxes.id"), primary_key=True)
    server_id: Col[str] = column(primary_key=True)
    folder_id: Col[int] = column(ForeignKey("folders.id"))
    reason: Col[str]
    first_at: Col[datetime]
    last_at: Col[datetime]
    is_passed_over: Col[bool] = column(default=False, server_default=false())  # no fault: it is no mail
    read_by: Col[str] = column(server_default="")  # the version of the program that read it last
    is_wanted: Col[bool] = column(server_default=false())  # it is read again in the next turn
    is_dismissed: Col[bool] = column(server_default=false())  # a person says that it does not matter


class ProcessRow(Base):
    """A daemon that works, or worked, on this database."""

    __tablename__ = "processes"

    owner: Col[str] = column(primary_key=True)  # as of a lease: host, process, start
    started_at: Col[datetime]
    alive_at: Col[datetime]
    ended_at: Col[datetime | None]  # when it was stopped; None for one that is at work, or died
    takes: Col[str] = column(server_default="")  # of a worker: which mailboxes; "" of a service
    clock_ahead: Col[int] = column(server_default="0")  # seconds, of its machine's clock before the database's


class DirectoryNameRow(Base):
    """Whose an X.500 address is, as a server's address book said; empty where it did not know."""

    __tablename__ = "directory_names"

    name: Col[str] = column(primary_key=True)
    address: Col[str]
    asked_at: Col[datetime]


class DaemonStateRow(Base):
    """What the daemon remembers of its own work: how far it has read the audit trail, when a daily job last ran."""

    __tablename__ = "daemon_state"

    name: Col[str] = column(primary_key=True)
    value: Col[str]
