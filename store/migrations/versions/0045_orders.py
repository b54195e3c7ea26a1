"""A list of open opportunities is read from an index in most of its orders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

_OPEN = sa.text("closed_at IS NULL AND deleted_at IS NULL")
_ORDERS: dict[str, str | sa.TextClause] = {
    "title": "folded",
    "probability": "probability",
    "total": "total_minor",
    "revenue": sa.text("((total_minor * probability + 50) / 100)"),
    "created_at": "created_at",
    "modified_at": "modified_at",
    "expiration_date": "expiration_date",
    "delivery_date": "delivery_date",
}


def upgrade() -> None:
    for name, by in _ORDERS.items():
        made = f"ix_opportunities_open_by_{name}"
        op.create_index(made, "opportunities", [by, "number"], sqlite_where=_OPEN, postgresql_where=_OPEN)
