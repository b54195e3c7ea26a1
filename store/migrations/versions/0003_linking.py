"""Linking: threads, questions, what users took off by the dozen, and what it takes to decide again"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from store.addresses import domain_of

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 500


def upgrade() -> None:
    make_tables()
    change_items()
    change_copies()
    change_marks()
    index_parties()
    change_errands()
    change_mailboxes()
    find_unlinked_people()


def make_tables() -> None:
    op.create_table(
        "unlinked_people",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_unlinked_people_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("address", "item_id", name="pk_unlinked_people"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_unlinked_people_item_id", "unlinked_people", ["item_id"])
    op.create_index("ix_unlinked_people_domain", "unlinked_people", ["domain"])
    op.create_table(
        "item_attachments",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("is_inline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_attachments_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "position", name="pk_item_attachments"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "to_decide",
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_to_decide_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name="pk_to_decide"),
    )
    op.create_table(
        "item_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("is_all_day", sa.Boolean(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_versions_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_item_versions"),
    )
    op.create_index("ix_item_versions_item_id", "item_versions", ["item_id"])
    op.create_table(
        "daemon_state",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_daemon_state"),
    )


# --- tables that exist ------------------------------------------------------------------------------------------------


def change(table: str, **options: Any) -> AbstractContextManager[BatchOperations]:
    """A table on its way to its new shape: SQLite makes it anew with these options, PostgreSQL alters it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    return op.batch_alter_table(
        table, recreate="always" if is_sqlite else "never", table_kwargs=options if is_sqlite else {}
    )


def change_items() -> None:
    # Before the body, so that SQLite finds them without reading past it.
    place = "body" if op.get_bind().dialect.name == "sqlite" else None
    op.drop_index("ix_items_fingerprint", "items")
    op.execute(
        "UPDATE items SET identity = 'fingerprint:' || fingerprint "
        "WHERE identity = '' AND kind IN ('email', 'appointment')"
    )
    no, nothing, empty = sa.false(), "", sa.text("'[]'")
    with change("items") as items:
        items.add_column(sa.Column("thread", sa.Text(), nullable=False, server_default=nothing), insert_before=place)
        items.add_column(sa.Column("parents", sa.JSON(), nullable=False, server_default=empty), insert_before=place)
        traits = sa.Column("traits", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        items.add_column(traits, insert_before=place)
        for name in ("is_all_day", "is_series", "is_dismissed", "is_redacted"):
            items.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=no), insert_before=place)
        items.add_column(sa.Column("private_since", MOMENT, nullable=True), insert_before=place)
    table = sa.table("items", *map(sa.column, ("id", "kind", "identity", "in_reply_to", "thread")))
    parents = sa.column("parents", sa.JSON())
    mail = sa.update(table).where(table.c.kind.in_(("email", "appointment")))
    op.execute(mail.values(thread=sa.case((table.c.in_reply_to != "", table.c.in_reply_to), else_=table.c.identity)))
    db = op.get_bind()
    answers = sa.select(table.c.id, table.c.in_reply_to).where(table.c.in_reply_to != "")
    anew = sa.update(sa.table("items", sa.column("id"), parents)).where(sa.column("id") == sa.bindparam("b_id"))
    if rows := [{"b_id": id, "b_parents": [parent]} for id, parent in db.execute(answers)]:
        db.execute(anew.values(parents=sa.bindparam("b_parents", type_=sa.JSON())), rows)
    for name in ("expanded_at", "expand_after"):
        op.add_column("folders", sa.Column(name, MOMENT, nullable=True))
    op.execute("ALTER TABLE pointers ADD COLUMN conversation_id TEXT NOT NULL DEFAULT ''")
    op.execute(
        "UPDATE pointers SET conversation_id = "
        "(SELECT items.conversation_id FROM items WHERE items.id = pointers.item_id)"
    )
    with change("items") as items:
        for name in ("thread", "parents", "traits", "is_all_day", "is_series", "is_dismissed", "is_redacted"):
            items.alter_column(name, server_default=None)
        items.drop_column("conversation_id")
        items.drop_column("in_reply_to")
    there = sa.text("private_since IS NOT NULL")
    op.create_index("ix_items_thread", "items", ["thread"])
    op.create_index("ix_items_private_since", "items", ["private_since"], sqlite_where=there, postgresql_where=there)


def change_copies() -> None:
    empty = sa.text("'[]'")
    with change("pointers") as pointers:
        pointers.alter_column("conversation_id", existing_type=sa.Text(), server_default=None)
        for name in ("named", "sent_along"):
            pointers.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
        for name in ("is_private", "is_asked", "is_occurrence"):
            pointers.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        pointers.add_column(sa.Column("shows", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE pointers SET named = confirmed")
    with change("pointers") as pointers:
        for name in ("named", "sent_along", "is_private", "is_asked", "is_occurrence", "shows"):
            pointers.alter_column(name, server_default=None)
    op.create_index("ix_pointers_conversation_id", "pointers", ["conversation_id"])
    waits = sa.text("outcome = 'review'")
    columns = ["rule", "pointer_id"]
    op.create_index("ix_receipts_review", "receipts", columns, sqlite_where=waits, postgresql_where=waits)
    of_series = sa.text("is_occurrence")
    op.create_index(
        "ix_pointers_occurrences", "pointers", ["folder_id"], sqlite_where=of_series, postgresql_where=of_series
    )


def index_parties() -> None:
    """Without the empty ones, of which there are many: they would hide from the database how much the index finds."""
    for column in ("account_id", "contact_id"):
        there = sa.text(f"{column} IS NOT NULL")
        name = f"ix_opportunities_{column}"
        op.drop_index(name, "opportunities")
        op.create_index(name, "opportunities", [column], sqlite_where=there, postgresql_where=there)


def change_marks() -> None:
    with change("marks", sqlite_with_rowid=False) as marks:
        marks.drop_constraint("fk_marks_number", type_="foreignkey")  # 0 stands for the question which one
        marks.drop_constraint(op.f("ck_marks_kind"), type_="check")
        marks.create_check_constraint(op.f("ck_marks_kind"), "kind IN ('set', 'withdrawn', 'lost', 'frozen')")
    lost = sa.text("kind IN ('lost', 'frozen')")
    columns = ["mailbox_id", "kind", "number"]
    op.create_index("ix_marks_lost", "marks", columns, sqlite_where=lost, postgresql_where=lost)


def change_errands() -> None:
    with change("errands") as errands:
        errands.drop_constraint(op.f("ck_errands_kind"), type_="check")
        kinds = "kind IN ('stamp', 'task', 'categories', 'draft', 'wording')"
        errands.create_check_constraint(op.f("ck_errands_kind"), kinds)


def change_mailboxes() -> None:
    op.add_column("mailboxes", sa.Column("reconciled_at", MOMENT, nullable=True))
    op.add_column("mailboxes", sa.Column("reconciled", sa.JSON(), nullable=True))
    op.add_column("mailboxes", sa.Column("reconcile_in_full", sa.Boolean(), nullable=True))


def find_unlinked_people() -> None:
    """Let items that are linked to nothing be found by their people; our own among them do no harm."""
    db = op.get_bind()
    people = sa.table("participants", *map(sa.column, ("item_id", "address")))
    linked: Any = sa.select(sa.column("item_id")).select_from(sa.table("links"))
    items = sa.table("items", sa.column("id"), sa.column("kind"))
    unlinked = sa.select(items.c.id).where(items.c.kind.in_(("email", "appointment")), items.c.id.not_in(linked))
    found = sa.table("unlinked_people", *map(sa.column, ("address", "item_id", "domain")))
    last = 0
    while ids := list(db.scalars(unlinked.where(items.c.id > last).order_by(items.c.id).limit(AT_ONCE))):
        last = ids[-1]
        theirs = sa.select(people.c.address, people.c.item_id).where(people.c.item_id.in_(ids)).distinct()
        rows = [{"address": address, "item_id": id, "domain": domain_of(address)} for address, id in db.execute(theirs)]
        if rows:
            db.execute(sa.insert(found), rows)
