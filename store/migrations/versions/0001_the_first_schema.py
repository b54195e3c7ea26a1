"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STAGES = (
    ("Prospecting", "open"),
    ("Qualification", "open"),
    ("Needs Analysis", "open"),
    ("Proposal", "open"),
    ("Negotiation", "open"),
    ("Closed Won", "won"),
    ("Closed Lost", "lost"),
)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("web", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_folded", "accounts", ["folded"])

    op.create_table(
        "items",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("has_attachments", sa.Boolean(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'appointment')", name=op.f("ck_items_kind")),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
    )
    op.create_index(
        "ix_items_fingerprint",
        "items",
        ["fingerprint"],
        sqlite_where=sa.text("identity = ''"),
        postgresql_where=sa.text("identity = ''"),
    )
    op.create_index("ix_items_identity", "items", ["identity"])

    op.create_table(
        "mailboxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("last_error_kind", sa.Text(), nullable=False),
        sa.Column("folders_listed_at", MOMENT, nullable=True),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name=op.f("ck_mailboxes_lease")),
        sa.PrimaryKeyConstraint("id", name="pk_mailboxes"),
        sa.UniqueConstraint("address", name="uq_mailboxes_address"),
    )
    op.create_index("ix_mailboxes_due", "mailboxes", ["is_active", "due_at"])

    op.create_table(
        "stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('open', 'won', 'lost')", name=op.f("ck_stages_kind")),
        sa.PrimaryKeyConstraint("id", name="pk_stages"),
        sa.UniqueConstraint("name", name="uq_stages_name"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'member')", name=op.f("ck_users_role")),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_contacts_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_account_id", "contacts", ["account_id"])
    op.create_index("ix_contacts_folded", "contacts", ["folded"])

    op.create_table(
        "errands",
        sa.Column("id", BIG, nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("is_parked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('stamp', 'task', 'categories')", name=op.f("ck_errands_kind")),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_errands_mailbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_errands"),
        sa.UniqueConstraint("mailbox_id", "kind", "key", name="uq_errands_mailbox_id_kind_key"),
    )
    op.create_index("ix_errands_due", "errands", ["mailbox_id", "is_parked", "due_at"])

    op.create_table(
        "folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wellknown", sa.Text(), nullable=True),
        sa.Column("is_watched", sa.Boolean(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("pass_started_at", MOMENT, nullable=True),
        sa.Column("complete_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('mail', 'calendar', 'tasks')", name=op.f("ck_folders_kind")),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_folders_mailbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("mailbox_id", "server_id", name="uq_folders_mailbox_id_server_id"),
    )
    op.create_table(
        "participants",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_participants_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "position", name="pk_participants"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact_addresses",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_addresses_contact_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("address", name="pk_contact_addresses"),
    )
    op.create_index("ix_contact_addresses_contact_id", "contact_addresses", ["contact_id"])

    op.create_table(
        "item_contacts",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_item_contacts_contact_id"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_contacts_item_id"),
        sa.PrimaryKeyConstraint("item_id", "contact_id", name="pk_item_contacts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_item_contacts_contact", "item_contacts", ["contact_id", "item_id"])

    op.create_table(
        "opportunities",
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("probability_before", sa.Integer(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("modified_at", MOMENT, nullable=True),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("reminder_at", MOMENT, nullable=True),
        sa.Column("reminder_on", sa.Boolean(), nullable=False),
        sa.Column("reminder_guid", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name=op.f("ck_opportunities_one_party")),
        sa.CheckConstraint(
            "NOT reminder_on OR (reminder_at IS NOT NULL AND reminder_guid IS NOT NULL)",
            name=op.f("ck_opportunities_reminder"),
        ),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 255", name=op.f("ck_opportunities_title")),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name=op.f("ck_opportunities_probability")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_opportunities_account_id"),
        sa.ForeignKeyConstraint(["assigned_to"], ["users.id"], name="fk_opportunities_assigned_to"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_opportunities_contact_id"),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name="fk_opportunities_stage_id"),
        sa.PrimaryKeyConstraint("number", name="pk_opportunities"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opportunities_account_id", "opportunities", ["account_id"])
    op.create_index("ix_opportunities_active", "opportunities", ["active_at"])
    op.create_index("ix_opportunities_assigned_open", "opportunities", ["assigned_to", "closed_at"])
    op.create_index("ix_opportunities_contact_id", "opportunities", ["contact_id"])
    op.create_index("ix_opportunities_stage_id", "opportunities", ["stage_id"])

    op.create_table(
        "pointers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Text(), nullable=False),
        sa.Column("change_key", sa.Text(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_pointers_folder_id"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_pointers_item_id"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_pointers_mailbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pointers"),
        sa.UniqueConstraint("mailbox_id", "server_id", name="uq_pointers_mailbox_id_server_id"),
    )
    op.create_index("ix_pointers_item_id", "pointers", ["item_id"])

    op.create_table(
        "quarantine",
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Text(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_quarantine_folder_id"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_quarantine_mailbox_id"),
        sa.PrimaryKeyConstraint("mailbox_id", "server_id", name="pk_quarantine"),
    )
    op.create_table(
        "links",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_links_item_id"),
        sa.ForeignKeyConstraint(["number"], ["opportunities.number"], name="fk_links_number"),
        sa.PrimaryKeyConstraint("item_id", "number", name="pk_links"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_number", "links", ["number", "item_id"])

    op.create_table(
        "marks",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('set', 'withdrawn')", name=op.f("ck_marks_kind")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_marks_item_id"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_marks_mailbox_id"),
        sa.ForeignKeyConstraint(["number"], ["opportunities.number"], name="fk_marks_number"),
        sa.PrimaryKeyConstraint("item_id", "mailbox_id", "number", name="pk_marks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipts",
        sa.Column("pointer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.CheckConstraint("outcome IN ('linked', 'contact', 'review', 'skipped')", name=op.f("ck_receipts_outcome")),
        sa.ForeignKeyConstraint(["pointer_id"], ["pointers.id"], name="fk_receipts_pointer_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pointer_id", name="pk_receipts"),
    )
    op.create_table(
        "tasks",
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Text(), nullable=False),
        sa.Column("change_key", sa.Text(), nullable=False),
        sa.Column("agreed", sa.JSON(), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=True),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_tasks_mailbox_id"),
        sa.ForeignKeyConstraint(["number"], ["opportunities.number"], name="fk_tasks_number"),
        sa.PrimaryKeyConstraint("mailbox_id", "guid", name="pk_tasks"),
    )
    op.create_index("ix_tasks_number", "tasks", ["number"])
    stages = sa.table("stages", sa.column("name"), sa.column("position"), sa.column("kind"))
    rows = [{"name": name, "position": n, "kind": kind} for n, (name, kind) in enumerate(STAGES, start=1)]
    op.bulk_insert(stages, rows)
