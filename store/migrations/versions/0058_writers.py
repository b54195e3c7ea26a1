"""PostgreSQL numbers items and copies by its sequences, and lets whoever stores the same of them wait for each other"""

from __future__ import annotations

from alembic import op

from store.turns import make_turns

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    db = op.get_bind()
    if db.dialect.name == "sqlite":
        return
    for table in ("items", "pointers"):  # whose ids were counted on from the greatest
        last = f"(SELECT max(id) FROM {table})"  # noqa: S608  # a constant
        op.execute(f"SELECT setval('{table}_id_seq', coalesce({last}, 1), {last} IS NOT NULL)")
    make_turns(db)
