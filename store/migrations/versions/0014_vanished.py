"""Vanished: copies that left a mailbox, until it is known whether too many left it at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "vanished",
        sa.Column("pointer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('left', 'held', 'kept', 'unread')", name="state"),
        sa.ForeignKeyConstraint(
            ["pointer_id"], ["pointers.id"], name="fk_vanished_pointer_id_pointers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_vanished_mailbox_id_mailboxes"),
        sa.PrimaryKeyConstraint("pointer_id", name="pk_vanished"),
    )
    op.create_index("ix_vanished_mailbox_id", "vanished", ["mailbox_id", "state"])
