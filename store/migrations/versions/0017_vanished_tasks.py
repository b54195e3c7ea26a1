"""Which tasks vanished with too many others, beside the task instead of in the wording of what is owed for it"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

# How the daemon had written it into an errand's reason.
_HELD, _GONE = "vanished together%", "gone, as a person said"

tasks = sa.table("tasks", *map(sa.column, ("mailbox_id", "is_over", "vanished")), sa.column("guid", sa.Uuid))
errands = sa.table("errands", *map(sa.column, ("mailbox_id", "kind", "key", "reason")))


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("tasks", recreate="always" if is_sqlite else "never") as table:
        table.add_column(sa.Column("vanished", sa.Text(), nullable=False, server_default=""))
        table.create_check_constraint(op.f("ck_tasks_vanished"), "vanished IN ('', 'held', 'gone')")
    with op.batch_alter_table("tasks", recreate="always" if is_sqlite else "never") as table:
        table.alter_column("vanished", server_default=None)
    said = sa.or_(errands.c.reason.like(_HELD), errands.c.reason == _GONE)
    owed = sa.select(errands).where(errands.c.kind == "task", said)
    for row in op.get_bind().execute(owed).all():
        state = "gone" if row.reason == _GONE else "held"
        these = (tasks.c.mailbox_id == row.mailbox_id, tasks.c.guid == UUID(row.key), sa.not_(tasks.c.is_over))
        op.execute(sa.update(tasks).where(*these).values(vanished=state))
