"""A process that works on the database says how far its machine's clock is off"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    op.add_column("processes", sa.Column("clock_ahead", sa.Integer(), nullable=False, server_default="0"))
