"""What was told to nobody is counted without reading what was"""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_index(
        "ix_webhook_deliveries_undelivered", "webhook_deliveries", ["webhook_id", "is_delivered", "done_at"]
    )
