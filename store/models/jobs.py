"""What is to be done once, beside the turns of mailboxes: by whichever process takes it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, text

from store.models.base import Base, BigId, Col, column, index_where


class JobRow(Base):
    """It waits, or somebody is at it, as long as `ended_at` is empty; what comes again waits for its next time."""

    __tablename__ = "jobs"
    __table_args__ = (
        index_where("ended_at IS NULL", "ix_jobs_waiting", "kind", "key", unique=True),
        index_where("ended_at IS NULL", "ix_jobs_due", "due_at", "id"),
        index_where("ended_at IS NOT NULL", "ix_jobs_ended", "ended_at"),
        {"sqlite_autoincrement": True},  # whoever asked looks it up by its number
    )

    id: Col[int] = column(BigId, primary_key=True)
    kind: Col[str]
    key: Col[str]  # two of one kind and key are the same
    told: Col[dict[str, Any]]  # what is to be done
    content: Col[bytes | None]  # the file that it is about, until it is over
    user_id: Col[int | None] = column(ForeignKey("users.id", ondelete="CASCADE"), index=True)  # who asked
    asked_at: Col[datetime]
    due_at: Col[datetime]
    attempts: Col[int] = column(server_default=text("0"))
    reason: Col[str] = column(server_default="")  # why the last attempt failed
    lease_owner: Col[str | None]
    beat: Col[int] = column(server_default=text("0"))  # another one each time that its holder says that it lives
    ended_at: Col[datetime | None]
    outcome: Col[dict[str, Any] | None]
