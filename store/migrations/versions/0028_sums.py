"""What was won and lost is added up from an index, without the rest of each opportunity"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    closed = sa.text("closed_at IS NOT NULL AND deleted_at IS NULL")
    op.create_index(
        "ix_opportunities_closed_sums",
        "opportunities",
        ["closed_at", "stage_id", "currency", "source_id", "total_minor", "assigned_to", "deleted_at"],
        sqlite_where=closed,
        postgresql_where=closed,
    )
