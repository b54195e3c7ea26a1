"""Own tasks: a followed task may be its user's own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("tasks", sa.Column("is_theirs", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("tasks") as table:
        table.alter_column("is_theirs", existing_type=sa.Boolean(), server_default=None)
