"""Threads: what messages name ties them together, also when nobody has seen it"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

from store.rules.threads import tied

revision = "0008"
down_revision = "0007"

AT_ONCE = 500

ITEMS = sa.table("items", *map(sa.column, ("id", "kind", "identity", "thread")), sa.column("parents", sa.JSON()))
MESSAGES = sa.table("named_messages", *map(sa.column, ("identity", "thread")))
QUEUE = sa.table("to_decide", *map(sa.column, ("item_id", "hops")))
LINKS = sa.table("links", sa.column("item_id"))


def upgrade() -> None:
    op.create_table(
        "named_messages",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_named_messages"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_named_messages_thread", "named_messages", ["thread"])
    tie_threads()
    decide_answers_again()


def tie_threads() -> None:
    """Whatever order messages came in: what names the same is one thread, and is decided again where it was not."""
    db = op.get_bind()
    seen: dict[str, str] = dict(
        db.execute(sa.select(ITEMS.c.identity, ITEMS.c.thread).where(ITEMS.c.thread != "")).all()
    )
    found = tied(_messages(), seen)
    unseen = [{"identity": n, "thread": thread} for n, thread in found.names.items() if n not in seen]
    for rows in _batches(unseen):
        db.execute(sa.insert(MESSAGES), rows)
    renamed = [{"b_thread": thread, "b_whole": whole} for thread, whole in found.joined.items()]
    for rows in _batches(renamed):
        part = sa.update(ITEMS).where(ITEMS.c.thread == sa.bindparam("b_thread"))
        db.execute(part.values(thread=sa.bindparam("b_whole")), rows)


def decide_answers_again() -> None:
    """Answers that are linked to nothing though something of their thread is: both may have come in one page."""
    linked = sa.select(LINKS.c.item_id)
    threads = sa.select(ITEMS.c.thread).where(ITEMS.c.id.in_(linked), ITEMS.c.thread != "")
    waiting = sa.select(QUEUE.c.item_id)
    answers = sa.select(ITEMS.c.id, sa.literal(0)).where(
        ITEMS.c.thread.in_(threads), ITEMS.c.id.not_in(linked), ITEMS.c.id.not_in(waiting)
    )
    op.execute(sa.insert(QUEUE).from_select(["item_id", "hops"], answers))


def _messages() -> Iterator[tuple[str, Sequence[str]]]:
    columns = sa.select(ITEMS.c.id, ITEMS.c.identity, ITEMS.c.parents).where(ITEMS.c.thread != "").order_by(ITEMS.c.id)
    last = -1
    while rows := op.get_bind().execute(columns.where(ITEMS.c.id > last).limit(AT_ONCE)).all():
        last = rows[-1].id
        yield from ((row.identity, row.parents) for row in rows)


def _batches(rows: Sequence[dict[str, str]]) -> Iterator[Sequence[dict[str, str]]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
