"""The index by which items are found that show an X.500 address, linked ones among them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    is_legacy = sa.text("substr(address, 1, 1) = '/'")
    op.create_index(
        "ix_participants_legacy", "participants", ["address"], sqlite_where=is_legacy, postgresql_where=is_legacy
    )
