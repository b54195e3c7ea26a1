"""A list of closed opportunities, or of all, is read from an index in most of its orders, too; and by currency"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

_ORDERS: dict[str, str | sa.TextClause] = {
    "title": "folded",
    "probability": "probability",
    "total": "total_minor",
    "revenue": sa.text("((total_minor * probability + 50) / 100)"),
    "currency": "currency",
    "created_at": "created_at",
    "modified_at": "modified_at",
    "expiration_date": "expiration_date",
    "delivery_date": "delivery_date",
}


def upgrade() -> None:
    _index("open", "closed_at IS NULL", "currency")
    for name in _ORDERS:
        _index("closed", "closed_at IS NOT NULL", name)


def _index(state: str, condition: str, name: str) -> None:
    of = sa.text(f"{condition} AND deleted_at IS NULL")
    made = f"ix_opportunities_{state}_by_{name}"
    op.create_index(made, "opportunities", [_ORDERS[name], "number"], sqlite_where=of, postgresql_where=of)
