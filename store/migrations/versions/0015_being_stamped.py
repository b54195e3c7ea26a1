"""Copies whose stamps were sent and nothing was heard of yet; answers after their questions of the same second"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.history.index import Indexed, add_words, remove_words

revision = "0015"
down_revision = "0014"

_IN_SECOND, _DEEPEST = 1 << 23, 15  # as search_id
_SECOND = 1 << 27

items = sa.table(
    "items",
    *map(sa.column, ("id", "kind", "search_id", "subject", "body")),
    *(sa.column(name, sa.JSON) for name in ("parents", "traits")),
)
attached = sa.table("item_attachments", *map(sa.column, ("item_id", "position", "name", "is_inline")))


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    no = sa.false()
    with op.batch_alter_table("pointers", recreate="always" if is_sqlite else "never") as pointers:
        pointers.add_column(sa.Column("is_being_stamped", sa.Boolean(), nullable=False, server_default=no))
    with op.batch_alter_table("pointers", recreate="always" if is_sqlite else "never") as pointers:
        pointers.alter_column("is_being_stamped", server_default=None)
    # Nobody knows which were: what is linked may be on any of those that are owed something.
    owed = "SELECT CAST(key AS bigint) FROM errands WHERE kind IN ('stamp', 'wording')"
    op.execute(f"UPDATE pointers SET is_being_stamped = (1 = 1) WHERE id IN ({owed})")  # noqa: S608  # our own words
    _order_answers(op.get_bind())


def _order_answers(db: sa.Connection) -> None:
    """Of items of one second, let those that answer come later in the index, too."""
    second = sa.cast(items.c.search_id, sa.BigInteger).op("/")(_SECOND)
    crowded = sa.select(second).where(items.c.kind == "email").group_by(second).having(sa.func.count() > 1)
    mail = sa.select(items).where(items.c.kind == "email", second.in_(crowded)).order_by(items.c.id)
    for row in db.execute(mail).all():
        depth = min(len(row.parents) or int("answer" in row.traits), _DEEPEST)
        place = row.search_id // _SECOND * _SECOND + depth * _IN_SECOND + row.id % _IN_SECOND
        if not depth or place == row.search_id:
            continue
        shown = sa.select(attached.c.name).where(attached.c.item_id == row.id, sa.not_(attached.c.is_inline))
        names = "\n".join(db.scalars(shown.order_by(attached.c.position)))
        remove_words(db, [Indexed(row.search_id, row.subject, row.body, names)])
        add_words(db, [Indexed(place, row.subject, row.body, names)])
        db.execute(sa.update(items).where(items.c.id == row.id).values(search_id=place))
