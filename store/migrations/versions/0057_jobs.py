"""Work that is done once, beside the turns of mailboxes; what is done each night is among it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("beat", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_jobs_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_user_id", "jobs", ["user_id"])
    for name, where, columns, is_unique in (
        ("waiting", "ended_at IS NULL", ["kind", "key"], True),
        ("due", "ended_at IS NULL", ["due_at", "id"], False),
        ("ended", "ended_at IS NOT NULL", ["ended_at"], False),
    ):
        of = sa.text(where)
        op.create_index(f"ix_jobs_{name}", "jobs", columns, unique=is_unique, sqlite_where=of, postgresql_where=of)
    op.execute("DELETE FROM daemon_state WHERE name LIKE 'daily: %'")  # each is done once more
