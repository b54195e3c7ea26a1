"""One person's opportunities are put in any order of values by their index alone."""

from __future__ import annotations

from alembic import op

revision = "0059"
down_revision = "0058"

_COLUMNS = ("number", "deleted_at", "stage_id", "type_id", "source_id", "payment_terms_id", "lost_reason_id")


def upgrade() -> None:
    op.drop_index("ix_opportunities_assigned_open", "opportunities")
    op.create_index("ix_opportunities_assigned_open", "opportunities", ["assigned_to", "closed_at", *_COLUMNS])
