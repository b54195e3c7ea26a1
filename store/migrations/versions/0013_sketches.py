"""Sketches: what e-mails are compared by; those from before go on being compared by their fingerprints"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item_sketches",
        sa.Column("item_id", BIG, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("sender", "sent", "subject", "text")),
        sa.Column("likeness", BIG, nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_sketches_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name="pk_item_sketches"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_item_sketches_likeness", "item_sketches", ["likeness", "is_anonymous"])
