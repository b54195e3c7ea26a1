"""The indexes of each value have whose each opportunity is: lists of what one has walk along them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"

_WHOSE = ("assigned_to", "deleted_at")
_OF_LISTS = ("type_id", "source_id", "payment_terms_id", "lost_reason_id")


def upgrade() -> None:
    _anew("ix_opportunities_stage_id", "stage_id", "number", "closed_at", *_WHOSE)
    for key in _OF_LISTS:
        _anew(f"ix_opportunities_{key}", key, "closed_at", "number", *_WHOSE)
        _anew(
            f"ix_opportunities_closed_by_{key}",
            key,
            "number",
            "closed_at",
            *_WHOSE,
            condition="closed_at IS NOT NULL AND deleted_at IS NULL",
        )


def _anew(name: str, *columns: str, condition: str = "") -> None:
    where = sa.text(condition) if condition else None
    op.drop_index(name, "opportunities")
    op.create_index(name, "opportunities", list(columns), sqlite_where=where, postgresql_where=where)
