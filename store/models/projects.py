"""Marketing activities, and business projects with their templates."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, BigId, Id, in_bin


class MarketingRow(Base):
    """A marketing activity: a campaign that opportunities name as their initiator."""

    __tablename__ = "marketing"
    __table_args__ = (
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="dates"),
        CheckConstraint("budget_minor IS NULL OR budget_minor >= 0", name="budget"),
        CheckConstraint("length(currency) = 3", name="currency"),
        in_bin("marketing"),
        {"sqlite_autoincrement": True},  # see opportunities
    )

    id: Mapped[Id]
    title: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    budget_minor: Mapped[int | None] = mapped_column(BigId)
    currency: Mapped[str]
    deleted_at: Mapped[datetime | None]


class TemplateRow(Base):
    """A project template: tasks that projects made from it begin with."""

    __tablename__ = "project_templates"

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)


class TemplateTaskRow(Base):
    __tablename__ = "template_tasks"

    id: Mapped[Id]
    template_id: Mapped[int] = mapped_column(ForeignKey("project_templates.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    days: Mapped[int | None]  # after the project's start


class ProjectRow(Base):
    """Linked to exactly one account or contact, like the opportunity that it may come from."""

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name="one_party"),
        CheckConstraint("length(name) BETWEEN 1 AND 255", name="name"),
        in_bin("projects"),
        {"sqlite_autoincrement": True},  # see opportunities
    )

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    number: Mapped[int | None] = mapped_column(ForeignKey("opportunities.number"), index=True)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    starts_on: Mapped[date | None]
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class ProjectPartyRow(Base):
    """An account or contact that has to do with a project, besides the one that it is linked to."""

    __tablename__ = "project_parties"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name="one_party"),
        UniqueConstraint("project_id", "account_id"),
        UniqueConstraint("project_id", "contact_id"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)


class ProjectTaskRow(Base):
    __tablename__ = "project_tasks"
    __table_args__ = (Index("ix_project_tasks_assigned", "assigned_to", "completed_at"),)

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    due_at: Mapped[datetime | None]  # of its due day, the hour at which it is reminded of
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    completed_at: Mapped[datetime | None]
    is_cancelled: Mapped[bool]
    guid: Mapped[UUID]  # of its task in Outlook
