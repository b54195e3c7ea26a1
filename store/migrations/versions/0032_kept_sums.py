"""What opportunities come to is kept, and not added up for each report anew; 0054 counts them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "sum_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_of(("stage_id", "assigned_to", "source_id")),
        sa.Column("currency", sa.Text(), nullable=False),
        *_of(("close_month", "closed_month")),
        *_sums("total", "expected"),
        sa.PrimaryKeyConstraint("id", name="pk_sum_changes"),
    )
    op.create_table(
        "pipeline_sums",
        sa.Column("assigned_to", sa.Integer(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        *_of(("stage_id", "close_month")),
        sa.Column("currency", sa.Text(), nullable=False),
        *_sums("total", "expected"),
        sa.PrimaryKeyConstraint(
            "assigned_to", "is_closed", "stage_id", "close_month", "currency", name="pk_pipeline_sums"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decided_sums",
        *_of(("closed_month", "stage_id", "assigned_to", "source_id")),
        sa.Column("currency", sa.Text(), nullable=False),
        *_sums("total"),
        sa.PrimaryKeyConstraint(
            "closed_month", "stage_id", "assigned_to", "source_id", "currency", name="pk_decided_sums"
        ),
        sqlite_with_rowid=False,
    )


def _of(names: tuple[str, ...]) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _sums(*amounts: str) -> list[sa.Column[int]]:
    names = ["many", *(f"{amount}_{half}" for amount in amounts for half in ("high", "low"))]
    return [sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False) for name in names]
