"""What totals are added up of, and what they are asked by, is in an index: they need not read each opportunity"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    columns = ["closed_at", "currency", "total_minor", "probability", "close_date", "assigned_to", "stage_id"]
    columns += ["type_id", "source_id", "payment_terms_id", "lost_reason_id", "created_at"]
    columns += ["expiration_date", "delivery_date", "reminder_on", "folded"]
    there = sa.text("deleted_at IS NULL")
    op.create_index("ix_opportunities_totals", "opportunities", columns, sqlite_where=there, postgresql_where=there)
