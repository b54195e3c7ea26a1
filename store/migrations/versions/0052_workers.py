"""A process that works on the database says which mailboxes it takes, where it is a worker"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.add_column("processes", sa.Column("takes", sa.Text(), nullable=False, server_default=""))
