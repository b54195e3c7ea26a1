"""Lists of tasks are read in their order, and no further than they are shown"""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.drop_index("ix_item_tasks_assigned", "item_tasks")
    op.create_index("ix_item_tasks_state", "item_tasks", ["status", "due_on", "item_id"])
    op.create_index("ix_item_tasks_day", "item_tasks", ["due_on", "item_id"])
    op.create_index("ix_item_tasks_assigned", "item_tasks", ["assigned_to", "status", "due_on", "item_id"])
    op.create_index("ix_item_tasks_assigned_day", "item_tasks", ["assigned_to", "due_on", "item_id"])
