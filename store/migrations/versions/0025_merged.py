"""Accounts and contacts that became one, and what each of them brought"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("record IN ('account', 'contact')", name="record"),
        sa.CheckConstraint("kept_id <> merged_id", name="two"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sa.UniqueConstraint("record", "merged_id", name="uq_merges_record_merged_id"),
    )
    op.create_index("ix_merges_kept", "merges", ["record", "kept_id"])
    op.create_table(
        "merged_things",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["merges.id"], name="fk_merged_things_merge_id_merges", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("merge_id", "what", "key", "name", name="pk_merged_things"),
        sqlite_with_rowid=False,
    )
