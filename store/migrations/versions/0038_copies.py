"""How many copies were decided how, and which wait for a person, is kept, and not counted for each look anew"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.history.copies_kept import count_copies_anew

revision = "0038"
down_revision = "0037"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "copy_sums",
        sa.Column("mailbox_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("many", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("mailbox_id", "outcome", "rule", name="pk_copy_sums"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "waiting_copies",
        sa.Column("pointer_id", _BIG, nullable=False, autoincrement=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("item_id", _BIG, nullable=False),
        sa.Column("search_id", _BIG, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("of_thread", sa.Text(), nullable=False),
        sa.Column("alone", _BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["pointer_id"],
            ["receipts.pointer_id"],
            name="fk_waiting_copies_pointer_id_receipts",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_waiting_copies_mailbox_id_mailboxes"),
        sa.PrimaryKeyConstraint("pointer_id", name="pk_waiting_copies"),
    )
    count_copies_anew(op.get_bind())
    entry = ["rule", "of_thread", "alone", "search_id", "pointer_id"]
    op.create_index("ix_waiting_copies_entry", "waiting_copies", entry)
    op.create_index("ix_waiting_copies_latest", "waiting_copies", ["search_id", "rule"])
