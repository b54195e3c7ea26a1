"""Long values are packed by LZ4 where PostgreSQL has it"""

from __future__ import annotations

from alembic import op

from store.compression import pack_fast

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    pack_fast(op.get_bind())
