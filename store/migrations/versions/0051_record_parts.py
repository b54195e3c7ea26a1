"""Three letters in a row of names and addresses, by which records are found that have a part of a word"""

from __future__ import annotations

from alembic import op

from store.records.parts_index import PARTS

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    PARTS.make(op.get_bind())
