"""An opportunity keeps when something last happened in it: which went quiet is found without all histories"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.history.latest import count_latest_anew

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    # Added where it is: made anew, SQLite's table would forget which numbers it has given.
    kind = "DATETIME" if is_sqlite else "TIMESTAMP WITH TIME ZONE"
    op.execute(f"ALTER TABLE opportunities ADD COLUMN latest_at {kind} NOT NULL DEFAULT '0001-01-01 00:00:00.000000'")
    count_latest_anew(op.get_bind())
    columns = ["closed_at", "latest_at", "number", "assigned_to", "stage_id", "deleted_at"]
    is_open = sa.text("closed_at IS NULL AND deleted_at IS NULL")
    op.create_index("ix_opportunities_latest", "opportunities", columns, sqlite_where=is_open, postgresql_where=is_open)
