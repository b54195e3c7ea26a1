"""People: addresses in their one form, whatever is around them, and whose X.500 addresses are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.migrations import forms

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "directory_names",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_directory_names"),
    )
    db = op.get_bind()
    forms.contacts(db)
    forms.items(db)
