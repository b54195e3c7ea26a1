"""Where closed opportunities came from, why they were lost, and what probability a stage brings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

REASONS = ("Price", "Competitor", "No budget", "No decision", "Timing", "Product does not fit", "Other")


list_values = sa.table("list_values", *map(sa.column, ("list", "name", "folded", "position")))


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("list_values", recreate="always" if is_sqlite else "never") as lists:
        lists.drop_constraint(op.f("ck_list_values_list"), type_="check")
        lists.create_check_constraint(
            op.f("ck_list_values_list"),
            "list IN ('type', 'payment_terms', 'source', 'lost_reason',"
            " 'account_type', 'contact_type', 'marketing_type')",
        )
    reasons = [
        {"list": "lost_reason", "name": name, "folded": name.casefold(), "position": place}
        for place, name in enumerate(REASONS, start=1)
    ]
    op.bulk_insert(list_values, reasons)
    # Columns are added where they are: made anew, SQLite's table would forget which numbers it has given.
    for table, column in (
        (
            "stages",
            "probability INTEGER CONSTRAINT ck_stages_probability"
            " CHECK (probability IS NULL OR (kind = 'open' AND probability BETWEEN 0 AND 100))",
        ),
        ("opportunities", "is_probability_typed BOOLEAN NOT NULL DEFAULT FALSE"),
        (
            "opportunities",
            "stage_before_id INTEGER CONSTRAINT fk_opportunities_stage_before_id_stages REFERENCES stages (id)"
            " CONSTRAINT ck_opportunities_stage_before CHECK (closed_at IS NOT NULL OR stage_before_id IS NULL)",
        ),
        (
            "opportunities",
            "lost_reason_id INTEGER CONSTRAINT fk_opportunities_lost_reason_id_list_values REFERENCES list_values (id)"
            " CONSTRAINT ck_opportunities_lost_reason CHECK (closed_at IS NOT NULL OR lost_reason_id IS NULL)",
        ),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_index("ix_opportunities_stage_before_id", "opportunities", ["stage_before_id"])
    op.create_index("ix_opportunities_lost_reason_id", "opportunities", ["lost_reason_id", "closed_at", "number"])
    fill()


def fill() -> None:
    """A probability was what a person typed, or none, until now; the audit trail knows where one was closed from."""
    op.execute("UPDATE opportunities SET is_probability_typed = (COALESCE(probability_before, probability) <> 0)")
    op.execute(
        "UPDATE opportunities SET stage_before_id = (SELECT stages.id FROM changes"
        " JOIN stages ON stages.name = changes.before AND stages.kind = 'open'"
        " WHERE changes.record = 'opportunity' AND changes.record_id = opportunities.number"
        " AND changes.field = 'stage' ORDER BY changes.id DESC LIMIT 1) WHERE closed_at IS NOT NULL"
    )
