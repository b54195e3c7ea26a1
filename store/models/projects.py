"""Marketing activities, and business projects with their templates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from store.models.base import Base, BigId, Col, column, in_bin, index_where


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

    id: Col[int] = column(primary_key=True)
    title: Col[str]
    folded: Col[str] = column(index=True)
    type_id: Col[int | None] = column(ForeignKey("list_values.id"), index=True)
    starts_on: Col[date | None]
    ends_on: Col[date | None]
    budget_minor: Col[int | None] = column(BigId)
    currency: Col[str]
    deleted_at: Col[datetime | None]


class TemplateRow(Base):
    """A project template: tasks that projects made from it begin with."""

    __tablename__ = "project_templates"

    id: Col[int] = column(primary_key=True)
    name: Col[str]
    folded: Col[str] = column(unique=True)


class TemplateTaskRow(Base):
    __tablename__ = "template_tasks"

    id: Col[int] = column(primary_key=True)
    template_id: Col[int] = column(ForeignKey("project_templates.id", ondelete="CASCADE"), index=True)
    position: Col[int]
    title: Col[str]
    days: Col[int | None]  # after the project's start


class ProjectRow(Base):
    """Linked to exactly one account or contact, like the opportunity that it may come from."""

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name="one_party"),
        CheckConstraint("length(name) BETWEEN 1 AND 255", name="name"),
        in_bin("projects"),
        {"sqlite_autoincrement": True},  # see opportunities
    )

    id: Col[int] = column(primary_key=True)
    name: Col[str]
    folded: Col[str] = column(index=True)
    account_id: Col[int | None] = column(ForeignKey("accounts.id"), index=True)
    contact_id: Col[int | None] = column(ForeignKey("contacts.id"), index=True)
    number: Col[int | None] = column(ForeignKey("opportunities.number"), index=True)
    assigned_to: Col[int | None] = column(ForeignKey("users.id"), index=True)
    starts_on: Col[date | None]
    created_at: Col[datetime]
    completed_at: Col[datetime | None]
    deleted_at: Col[datetime | None]


class ProjectPartyRow(Base):
    """An account or contact that has to do with a project, besides the one that it is linked to."""

    __tablename__ = "project_parties"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name="one_party"),
        UniqueConstraint("project_id", "account_id"),
        UniqueConstraint("project_id", "contact_id"),
    )

    id: Col[int] = column(primary_key=True)
    project_id: Col[int] = column(ForeignKey("projects.id", ondelete="CASCADE"))
    account_id: Col[int | None] = column(ForeignKey("accounts.id"), index=True)
    contact_id: Col[int | None] = column(ForeignKey("contacts.id"), index=True)


class ProjectTaskRow(Base):
    __tablename__ = "project_tasks"
    __table_args__ = (
        Index("ix_project_tasks_assigned", "assigned_to", "completed_at"),
        index_where("completed_at IS NULL AND NOT is_cancelled", "ix_project_tasks_due", "assigned_to", "due_at"),
    )

    id: Col[int] = column(primary_key=True)
    project_id: Col[int] = column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    position: Col[int]
    title: Col[str]
    due_at: Col[datetime | None]  # of its due day, the hour at which it is reminded of
    assigned_to: Col[int | None] = column(ForeignKey("users.id"))
    completed_at: Col[datetime | None]
    is_cancelled: Col[bool]
    guid: Col[UUID]  # of its task in Outlook
