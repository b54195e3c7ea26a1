"""What totals are added up of is in an index of the open ones and in one of the closed ones, by currency, and whole"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

_COLUMNS = (
    *("currency", "total_minor", "probability", "close_date", "assigned_to", "stage_id"),
    *("type_id", "source_id", "payment_terms_id", "lost_reason_id", "created_at"),
    *("expiration_date", "delivery_date", "reminder_on", "folded", "closed_at", "deleted_at"),
)


def upgrade() -> None:
    op.drop_index("ix_opportunities_totals", "opportunities")
    for name, state in (("open", "closed_at IS NULL"), ("closed", "closed_at IS NOT NULL")):
        of = sa.text(f"{state} AND deleted_at IS NULL")
        made = f"ix_opportunities_{name}_totals"
        op.create_index(made, "opportunities", [*_COLUMNS], sqlite_where=of, postgresql_where=of)
