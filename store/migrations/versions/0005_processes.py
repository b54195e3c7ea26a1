"""Processes: which daemons are at work on the database; and mailboxes that people are done with"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "processes",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("alive_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("owner", name="pk_processes"),
    )
    op.add_column("mailboxes", sa.Column("is_forgotten", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("mailboxes") as table:
        table.alter_column("is_forgotten", existing_type=sa.Boolean(), server_default=None)
