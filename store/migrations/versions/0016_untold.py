"""What says that nobody can tell who set a category, apart from the eighth opportunity in another spelling"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_BEFORE, _UNTOLD = -9, -2_000_000_001

pointers = sa.table("pointers", sa.column("id"), sa.column("sent_along", sa.JSON))


def upgrade() -> None:
    db = op.get_bind()
    marked = sa.select(pointers).where(sa.cast(pointers.c.sent_along, sa.Text).like("%-9%"))
    for row in db.execute(marked).all():
        if _BEFORE in row.sent_along:  # what it meant is not known any more: both
            both = sorted({*row.sent_along, _UNTOLD})
            db.execute(sa.update(pointers).where(pointers.c.id == row.id).values(sent_along=both))
