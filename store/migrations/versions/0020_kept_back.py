"""Why copies get no category, where others might get mail over it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "kept_back",
        sa.Column("pointer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pointer_id"], ["pointers.id"], name="fk_kept_back_pointer_id_pointers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pointer_id", name="pk_kept_back"),
    )
