"""Copies that turned up beside another one, and whose categories are judged once all folders were read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    no = sa.false()
    with op.batch_alter_table("pointers", recreate="always" if is_sqlite else "never") as pointers:
        pointers.add_column(sa.Column("is_unsettled", sa.Boolean(), nullable=False, server_default=no))
    with op.batch_alter_table("pointers", recreate="always" if is_sqlite else "never") as pointers:
        pointers.alter_column("is_unsettled", server_default=None)
    there = sa.text("is_unsettled")
    op.create_index("ix_pointers_unsettled", "pointers", ["mailbox_id"], sqlite_where=there, postgresql_where=there)
