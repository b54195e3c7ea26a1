"""A list of closed opportunities by values of lists, or by whom they are assigned to, is read from an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    of = sa.text("closed_at IS NOT NULL AND deleted_at IS NULL")
    for key in ("assigned_to", "type_id", "source_id", "payment_terms_id", "lost_reason_id"):
        made = f"ix_opportunities_closed_by_{key}"
        op.create_index(made, "opportunities", [key, "number"], sqlite_where=of, postgresql_where=of)
