"""Copies that ask their users are found by an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    asked = sa.text("is_asked AND NOT is_gone")
    op.create_index("ix_pointers_asked", "pointers", ["mailbox_id"], sqlite_where=asked, postgresql_where=asked)
