"""What a file holds may be kept outside the database: where each content is, was, or is being written"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    op.create_table(
        "file_copies",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kept_in", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kept_in IN ('database', 'folder', 's3')", name=op.f("ck_file_copies_kept_in")),
        sa.CheckConstraint("state IN ('writing', 'kept', 'left')", name=op.f("ck_file_copies_state")),
        sa.PrimaryKeyConstraint("name", name="pk_file_copies"),
    )
    kept, others = sa.text("state = 'kept'"), sa.text("state <> 'kept'")
    for name, columns, unique, where in (
        ("ix_file_copies_kept", ["sha256"], True, kept),
        ("ix_file_copies_kept_in", ["kept_in", "sha256"], False, kept),
        ("ix_file_copies_since", ["state", "since"], False, others),
    ):
        op.create_index(name, "file_copies", columns, unique=unique, sqlite_where=where, postgresql_where=where)
    op.execute(
        "INSERT INTO file_copies (name, sha256, kept_in, state, since) "
        "SELECT sha256, sha256, 'database', 'kept', CURRENT_TIMESTAMP FROM file_contents"
    )
