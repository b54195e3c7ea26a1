"""What opportunities come to is kept by each thing that lists are asked by; tasks of a day stand in its order"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.records.parts_index import PARTS
from store.records.sums_kept import count_sums_anew

revision = "0056"
down_revision = "0055"

_SUMS = ("many", "total_high", "total_low", "expected_high", "expected_low")


def upgrade() -> None:
    db = op.get_bind()
    if db.dialect.name == "sqlite":  # PostgreSQL's are replaced
        for name in ("added", "removed", "left", "came", "noted"):
            op.execute(f"DROP TRIGGER IF EXISTS sums_{name}")
    op.drop_table("sum_changes")  # which are counted with the rest
    op.create_table(
        "sum_changes",
        sa.Column("id", _big(), nullable=False),
        *_of("stage_id", "assigned_to", "source_id", "type_id", "payment_terms_id", "lost_reason_id"),
        sa.Column("currency", sa.Text(), nullable=False),
        *_of("probability"),
        sa.Column("total_from", _big(), nullable=False),
        *_of("close_day", "expiration_day", "delivery_day", "close_month", "closed_month"),
        *(sa.Column(name, _big(), nullable=False) for name in _SUMS),
        sa.PrimaryKeyConstraint("id", name="pk_sum_changes"),
    )
    op.create_table(
        "filter_sums",
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("value", _big(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        *(sa.Column(name, _big(), nullable=False) for name in _SUMS),
        sa.PrimaryKeyConstraint("asked", "value", "is_closed", "currency", name="pk_filter_sums"),
        sqlite_with_rowid=False,
    )
    count_sums_anew(db)
    _make_parts_anew(db)
    op.drop_index("ix_item_tasks_due", "item_tasks")
    columns, of = ["assigned_to", "due_on", "reminder_at", "item_id"], sa.text("status = 'open'")
    op.create_index("ix_item_tasks_due", "item_tasks", columns, sqlite_where=of, postgresql_where=of)


def _make_parts_anew(db: sa.Connection) -> None:
    """With competitors and comments, and ends of names."""
    if db.dialect.name == "sqlite":
        made = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'record\\_parts\\_%' ESCAPE '\\'"
        for name in db.scalars(sa.text(made)).all():
            op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP TABLE record_parts")
    PARTS.make(db)


def _of(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
