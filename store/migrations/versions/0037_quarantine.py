"""What is in quarantine is read again after an upgrade, and when somebody asks for it; a person may dismiss it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("quarantine", sa.Column("read_by", sa.Text(), nullable=False, server_default=""))
    for name in ("is_wanted", "is_dismissed"):
        op.add_column("quarantine", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    wanted = sa.text("is_wanted")
    op.create_index("ix_quarantine_wanted", "quarantine", ["mailbox_id"], sqlite_where=wanted, postgresql_where=wanted)
