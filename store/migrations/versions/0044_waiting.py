"""What is owed to Outlook keeps when it was due first, however often it was tried since"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("errands", sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE errands SET waits_since = due_at")  # when those were due first, nobody knows any more
    with op.batch_alter_table("errands", recreate="always" if is_sqlite else "never") as errands:
        errands.alter_column("waits_since", nullable=False)
