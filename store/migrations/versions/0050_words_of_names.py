"""Words that stay in the name of a renamed record are found again: SQLite took them away after the new ones came"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from store.records.words_index import WORDS

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    db = op.get_bind()
    if db.dialect.name != "sqlite":
        return
    made = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'record\\_words\\_%' ESCAPE '\\'"
    for name in db.scalars(text(made)).all():
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP TABLE record_words")
    WORDS.make(db)
