"""What was on copies before a turn stamped them, until that turn has ended"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "stamped",
        sa.Column("pointer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pointer_id"], ["pointers.id"], name="fk_stamped_pointer_id_pointers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_stamped_mailbox_id_mailboxes"),
        sa.PrimaryKeyConstraint("pointer_id", name="pk_stamped"),
    )
    op.create_index("ix_stamped_mailbox_id", "stamped", ["mailbox_id"])
