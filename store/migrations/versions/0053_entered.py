"""What an agenda asks of opportunities that are in a stage is in the index by when they entered it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    op.drop_index("ix_opportunities_entered", "opportunities")
    columns = ["assigned_to", "stage_id", "stage_entered_at", "activity_reminders", "closed_at", "deleted_at"]
    of = sa.text("closed_at IS NULL AND deleted_at IS NULL")
    op.create_index("ix_opportunities_entered", "opportunities", columns, sqlite_where=of, postgresql_where=of)
