"""Indexes by which what is due of a user is found without what is not"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_OPEN = "closed_at IS NULL AND deleted_at IS NULL"


def upgrade() -> None:
    for name, table, columns, where in (
        ("ix_opportunities_due", "opportunities", ["assigned_to", "reminder_at"], f"reminder_on AND {_OPEN}"),
        ("ix_opportunities_closing", "opportunities", ["assigned_to", "close_date"], _OPEN),
        (
            "ix_opportunities_entered",
            "opportunities",
            ["assigned_to", "stage_id", "stage_entered_at"],
            _OPEN,
        ),
        ("ix_opportunity_activities_due", "opportunity_activities", ["due_at"], "due_at IS NOT NULL"),
        ("ix_item_tasks_due", "item_tasks", ["assigned_to", "due_on"], "status = 'open'"),
        (
            "ix_item_tasks_reminded",
            "item_tasks",
            ["assigned_to", "reminder_at"],
            "status = 'open' AND due_on IS NULL",
        ),
        (
            "ix_project_tasks_due",
            "project_tasks",
            ["assigned_to", "due_at"],
            "completed_at IS NULL AND NOT is_cancelled",
        ),
    ):
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
