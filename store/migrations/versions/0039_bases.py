"""What is left of a company's name without its form is kept: those that may be the same are found by an index"""

from __future__ import annotations

from alembic import op

from store.records.accounts import keep_bases

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    # Added where it is: made anew, SQLite's table would forget which ids it has given.
    op.execute("ALTER TABLE accounts ADD COLUMN base TEXT NOT NULL DEFAULT ''")
    keep_bases(op.get_bind())
    op.create_index("ix_accounts_base", "accounts", ["base"])
