"""Names compare with one blank wherever there are several, as somebody may have typed two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

# Names that are unique (of templates, products, lists) stay: two of them might become one.
NAMED = ("accounts", "contacts", "users", "opportunities", "marketing", "projects")


def upgrade() -> None:
    db = op.get_bind()
    for name in NAMED:
        key: sa.ColumnClause[int] = sa.column("number" if name == "opportunities" else "id")
        table = sa.table(name, key, sa.column("folded"))
        several = sa.select(key, table.c.folded).where(table.c.folded.like("%  %"))
        for id, folded in db.execute(several).all():
            db.execute(sa.update(table).where(key == id).values(folded=" ".join(folded.split())))
