"""Changes of stages are found without the others: how long stages take is read from them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    of_stages = sa.text("record = 'opportunity' AND field = 'stage'")
    op.create_index(
        "ix_changes_stages", "changes", ["at", "record_id"], sqlite_where=of_stages, postgresql_where=of_stages
    )
