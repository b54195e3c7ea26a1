"""The words of records, by which they are found"""

from __future__ import annotations

from alembic import op

from store.records.words_index import WORDS

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_index("ix_opportunities_folded", "opportunities", ["folded"])
    WORDS.make(op.get_bind())
