"""Stays in stages are kept, and not read out of the trail for each report anew"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.records.stays_kept import count_stays_anew

revision = "0035"
down_revision = "0034"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "stays",
        sa.Column("change_id", _BIG, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("assigned_to", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("change_id", name="pk_stays"),
    )
    op.create_table(
        "stay_sums",
        sa.Column("assigned_to", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("month", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("many", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("assigned_to", "month", "stage", "day", name="pk_stay_sums"),
        sqlite_with_rowid=False,
    )
    count_stays_anew(op.get_bind())
    op.create_index("ix_stays_number", "stays", ["number"])
    op.create_index("ix_stays_day", "stays", ["stage", "day", "at", "assigned_to", "hours"])
    op.create_index("ix_stays_at", "stays", ["at", "assigned_to", "stage", "day", "hours", "number"])
    op.execute("UPDATE opportunities SET stage_entered_at = created_at WHERE stage_entered_at IS NULL")
    is_open = sa.text("closed_at IS NULL AND deleted_at IS NULL")
    columns = ["closed_at", "stage_id", "stage_entered_at", "assigned_to", "deleted_at"]
    op.create_index(
        "ix_opportunities_waiting", "opportunities", columns, sqlite_where=is_open, postgresql_where=is_open
    )
    renamed = sa.text("record = 'stage' AND field = 'name'")
    op.create_index("ix_changes_renamed", "changes", ["id"], sqlite_where=renamed, postgresql_where=renamed)
    op.drop_index("ix_changes_stages", "changes")
