"""The record whole: stages with activities, products, history of all kinds, projects, the audit trail"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from store.history.contents import placed
from store.history.index import Indexed, add_words, make_index
from store.models.base import Utc
from store.rules.words import search_id

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LONG_AGO = "0001-01-01 00:00:00"

# Name and days of each open stage's standard activities.
ACTIVITIES: Mapping[str, tuple[tuple[str, int | None], ...]] = {
    "Prospecting": (("Research the account", 3), ("Make first contact", 7)),
    "Qualification": (("Confirm need and budget", 7), ("Find out who decides", 14)),
    "Needs Analysis": (("Hold a meeting on requirements", 7), ("Write the requirements down", 14)),
    "Proposal": (("Send the quote", 7), ("Present the proposal", 14)),
    "Negotiation": (("Agree on terms", 14), ("Get the contract signed", 30)),
}
LISTS: Mapping[str, tuple[str, ...]] = {
    "type": ("New business", "Existing business", "Renewal"),
    "payment_terms": ("Due on receipt", "Net 10", "Net 30", "Net 60", "Cash on delivery"),
    "source": ("Advertisement", "Employee referral", "Partner", "Trade show", "Web", "Word of mouth", "Other"),
    "account_type": ("Customer", "Prospect", "Partner", "Supplier"),
    "contact_type": ("Decision maker", "Buyer", "User", "Partner"),
    "marketing_type": ("Advertisement", "Direct mail", "E-mail", "Event", "Trade show", "Web"),
}


def upgrade() -> None:
    make_tables()
    change_people()
    change_stages()
    change_opportunities()
    change_history()
    change_mailboxes()
    index_the_recycle_bin()
    seed()


def make_tables() -> None:
    op.create_table(
        "changes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_record", "changes", ["record", "record_id", "id"])
    op.create_index("ix_changes_user_id", "changes", ["user_id", "id"])
    op.create_index("ix_changes_at", "changes", ["at"])

    op.create_table(
        "fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'money', 'date', 'yesno', 'choice')", name=op.f("ck_fields_kind")
        ),
        sa.CheckConstraint("record IN ('opportunity', 'account', 'contact')", name=op.f("ck_fields_record")),
        sa.PrimaryKeyConstraint("id", name="pk_fields"),
        sa.UniqueConstraint("record", "folded", name="uq_fields_record_folded"),
    )
    op.create_table(
        "file_contents",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_file_contents_sha256")),
        sa.PrimaryKeyConstraint("sha256", name="pk_file_contents"),
    )
    op.create_table(
        "list_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "list IN ('type', 'payment_terms', 'source', 'account_type', 'contact_type', 'marketing_type')",
            name=op.f("ck_list_values_list"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_values"),
        sa.UniqueConstraint("list", "folded", name="uq_list_values_list_folded"),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price_minor", BIG, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_products_currency")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_products_price")),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("folded", name="uq_products_folded"),
    )
    op.create_table(
        "project_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_project_templates"),
        sa.UniqueConstraint("folded", name="uq_project_templates_folded"),
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.CheckConstraint("days IS NULL OR days BETWEEN 0 AND 3650", name=op.f("ck_activities_days")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name="fk_activities_stage_id"),
        sa.PrimaryKeyConstraint("id", name="pk_activities"),
    )
    op.create_index("ix_activities_stage_id", "activities", ["stage_id"])

    op.create_table(
        "field_values",
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
        sa.Column("number", BIG, nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name="fk_field_values_field_id"),
        sa.PrimaryKeyConstraint("field_id", "record_id", name="pk_field_values"),
    )
    op.create_index("ix_field_values_day", "field_values", ["field_id", "day"])
    op.create_index("ix_field_values_number", "field_values", ["field_id", "number"])
    op.create_index("ix_field_values_record", "field_values", ["record_id", "field_id"])
    op.create_index("ix_field_values_text", "field_values", ["field_id", "folded"])

    op.create_table(
        "marketing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("budget_minor", BIG, nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint("budget_minor IS NULL OR budget_minor >= 0", name=op.f("ck_marketing_budget")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_marketing_currency")),
        sa.CheckConstraint(
            "starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_marketing_dates")
        ),
        sa.ForeignKeyConstraint(["type_id"], ["list_values.id"], name="fk_marketing_type_id"),
        sa.PrimaryKeyConstraint("id", name="pk_marketing"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_marketing_folded", "marketing", ["folded"])
    op.create_index("ix_marketing_type_id", "marketing", ["type_id"])

    op.create_table(
        "template_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["template_id"], ["project_templates.id"], name="fk_template_tasks_template_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_template_tasks"),
    )
    op.create_index("ix_template_tasks_template_id", "template_tasks", ["template_id"])

    op.create_table(
        "account_domains",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_account_domains_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "domain", name="pk_account_domains"),
    )
    op.create_index("ix_account_domains_domain", "account_domains", ["domain"])

    op.create_table(
        "item_accounts",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_item_accounts_account_id"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_accounts_item_id"),
        sa.PrimaryKeyConstraint("item_id", "account_id", name="pk_item_accounts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_item_accounts_account", "item_accounts", ["account_id", "placed_at", "item_id"])

    op.create_table(
        "item_calls",
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("is_incoming", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name=op.f("ck_item_calls_minutes")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_calls_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name="pk_item_calls"),
    )
    op.create_table(
        "item_files",
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_files_item_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sha256"], ["file_contents.sha256"], name="fk_item_files_sha256"),
        sa.PrimaryKeyConstraint("item_id", name="pk_item_files"),
    )
    op.create_index("ix_item_files_sha256", "item_files", ["sha256"])

    op.create_table(
        "item_tasks",
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reminder_at", MOMENT, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'done', 'cancelled')", name=op.f("ck_item_tasks_status")),
        sa.ForeignKeyConstraint(["assigned_to"], ["users.id"], name="fk_item_tasks_assigned_to"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_tasks_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name="pk_item_tasks"),
        sa.UniqueConstraint("guid", name="uq_item_tasks_guid"),
    )
    op.create_index("ix_item_tasks_assigned", "item_tasks", ["assigned_to", "status"])

    op.create_table(
        "contact_phones",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_phones_contact_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "position", name="pk_contact_phones"),
    )
    op.create_table(
        "drafts",
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("server_id", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('email', 'meeting', 'appointment')", name=op.f("ck_drafts_kind")),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name="fk_drafts_mailbox_id"),
        sa.ForeignKeyConstraint(["number"], ["opportunities.number"], name="fk_drafts_number"),
        sa.PrimaryKeyConstraint("guid", name="pk_drafts"),
    )
    op.create_index("ix_drafts_mailbox_id", "drafts", ["mailbox_id"])
    op.create_index("ix_drafts_number", "drafts", ["number"])

    op.create_table(
        "line_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity_milli", BIG, nullable=False),
        sa.Column("price_minor", BIG, nullable=False),
        sa.Column("discount_bp", sa.Integer(), nullable=False),
        sa.Column("total_minor", BIG, nullable=False),
        sa.CheckConstraint("discount_bp BETWEEN 0 AND 10000", name=op.f("ck_line_items_discount")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_line_items_price")),
        sa.CheckConstraint("quantity_milli >= 0", name=op.f("ck_line_items_quantity")),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_line_items_total")),
        sa.ForeignKeyConstraint(["number"], ["opportunities.number"], name="fk_line_items_number", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_line_items_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_line_items"),
    )
    op.create_index("ix_line_items_number", "line_items", ["number", "position"])
    op.create_index("ix_line_items_product_id", "line_items", ["product_id"])

    op.create_table(
        "opportunity_activities",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("completed_by", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("is_reminder_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name="fk_opportunity_activities_activity_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["opportunities.number"], name="fk_opportunity_activities_number", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", "activity_id", name="pk_opportunity_activities"),
    )
    op.create_index("ix_opportunity_activities_activity_id", "opportunity_activities", ["activity_id"])

    op.create_table(
        "opportunity_categories",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["opportunities.number"], name="fk_opportunity_categories_number", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", "folded", name="pk_opportunity_categories"),
    )
    op.create_index("ix_opportunity_categories_folded", "opportunity_categories", ["folded", "number"])

    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name=op.f("ck_projects_one_party")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 255", name=op.f("ck_projects_name")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_projects_account_id"),
        sa.ForeignKeyConstraint(["assigned_to"], ["users.id"], name="fk_projects_assigned_to"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_projects_contact_id"),
        sa.ForeignKeyConstraint(["number"], ["opportunities.number"], name="fk_projects_number"),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_projects_account_id", "projects", ["account_id"])
    op.create_index("ix_projects_assigned_to", "projects", ["assigned_to"])
    op.create_index("ix_projects_contact_id", "projects", ["contact_id"])
    op.create_index("ix_projects_folded", "projects", ["folded"])
    op.create_index("ix_projects_number", "projects", ["number"])

    op.create_table(
        "project_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(account_id IS NULL) <> (contact_id IS NULL)", name=op.f("ck_project_parties_one_party")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_project_parties_account_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_project_parties_contact_id"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_project_parties_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_project_parties"),
        sa.UniqueConstraint("project_id", "account_id", name="uq_project_parties_project_id_account_id"),
        sa.UniqueConstraint("project_id", "contact_id", name="uq_project_parties_project_id_contact_id"),
    )
    op.create_index("ix_project_parties_account_id", "project_parties", ["account_id"])
    op.create_index("ix_project_parties_contact_id", "project_parties", ["contact_id"])

    op.create_table(
        "project_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["assigned_to"], ["users.id"], name="fk_project_tasks_assigned_to"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_project_tasks_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_project_tasks"),
    )
    op.create_index("ix_project_tasks_assigned", "project_tasks", ["assigned_to", "completed_at"])
    op.create_index("ix_project_tasks_project_id", "project_tasks", ["project_id"])


# --- tables that exist ------------------------------------------------------------------------------------------------


def change(table: str, **options: Any) -> AbstractContextManager[BatchOperations]:
    """A table on its way to its new shape: SQLite makes it anew with these options, PostgreSQL alters it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    return op.batch_alter_table(
        table, recreate="always" if is_sqlite else "never", table_kwargs=options if is_sqlite else {}
    )


def index_the_recycle_bin() -> None:
    there = sa.text("deleted_at IS NOT NULL")
    for table in ("accounts", "contacts", "items", "marketing", "opportunities", "projects"):
        name = f"ix_{table}_deleted_at"
        op.create_index(name, table, ["deleted_at"], sqlite_where=there, postgresql_where=there)


def change_people() -> None:
    with change("users") as users:
        users.add_column(sa.Column("login", sa.Text(), nullable=True))
        users.create_unique_constraint("uq_users_login", ["login"])
    op.execute("INSERT INTO contact_phones SELECT id, 0, phone FROM contacts WHERE phone <> ''")
    for table in ("accounts", "contacts"):
        with change(table, sqlite_autoincrement=True) as parties:
            parties.add_column(sa.Column("type_id", sa.Integer(), nullable=True))
            parties.add_column(sa.Column("external_id", sa.Text(), nullable=True))
            parties.add_column(sa.Column("deleted_at", MOMENT, nullable=True))
            parties.create_index(f"ix_{table}_type_id", ["type_id"])
            parties.create_unique_constraint(f"uq_{table}_external_id", ["external_id"])
            parties.create_foreign_key(f"fk_{table}_type_id", "list_values", ["type_id"], ["id"])
            if table == "contacts":
                parties.drop_column("phone")


def change_stages() -> None:
    with change("stages") as stages:
        stages.add_column(sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false()))
    with change("stages") as stages:
        stages.alter_column("is_default", existing_type=sa.Boolean(), server_default=None)
        stages.create_check_constraint(op.f("ck_stages_default"), "NOT is_default OR kind = 'open'")
    only = sa.text("is_default")
    op.create_index(
        "ix_stages_default", "stages", ["is_default"], unique=True, sqlite_where=only, postgresql_where=only
    )
    closed = sa.text("kind <> 'open'")
    op.create_index("ix_stages_closed", "stages", ["kind"], unique=True, sqlite_where=closed, postgresql_where=closed)
    keep_built_in_stages()


def keep_built_in_stages() -> None:
    """Whoever asks, the closed stages stay as they are."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER stages_built_in_stay BEFORE DELETE ON stages WHEN OLD.kind <> 'open' "
            "BEGIN SELECT RAISE(ABORT, 'a built-in stage cannot be deleted'); END"
        )
        op.execute(
            "CREATE TRIGGER stages_built_in_keep BEFORE UPDATE ON stages WHEN OLD.kind <> 'open' OR NEW.kind <> 'open' "
            "BEGIN SELECT RAISE(ABORT, 'a built-in stage cannot be changed'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_built_in_stage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a built-in stage cannot be changed or deleted' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER stages_built_in_stay BEFORE DELETE ON stages FOR EACH ROW WHEN (OLD.kind <> 'open') "
        "EXECUTE FUNCTION refuse_built_in_stage()"
    )
    op.execute(
        "CREATE TRIGGER stages_built_in_keep BEFORE UPDATE ON stages FOR EACH ROW "
        "WHEN (OLD.kind <> 'open' OR NEW.kind <> 'open') EXECUTE FUNCTION refuse_built_in_stage()"
    )


def change_opportunities() -> None:
    checks = {
        "reopening": "(closed_at IS NULL) = (probability_before IS NULL)",
        "closed_stage": "closed_at IS NULL OR stage_id IS NOT NULL",
        "currency": "length(currency) = 3",
        "total": "total_minor >= 0",
        "one_initiator": "(initiated_account_id IS NULL OR initiated_contact_id IS NULL)"
        " AND (initiated_account_id IS NULL OR initiated_marketing_id IS NULL)"
        " AND (initiated_contact_id IS NULL OR initiated_marketing_id IS NULL)",
    }
    references = {
        "type_id": "list_values",
        "source_id": "list_values",
        "payment_terms_id": "list_values",
        "initiated_account_id": "accounts",
        "initiated_contact_id": "contacts",
        "initiated_marketing_id": "marketing",
    }
    texts = ("competitors", "comments", "folded_competitors", "folded_comments")
    with change("opportunities", sqlite_autoincrement=True) as table:
        table.add_column(sa.Column("stage_entered_at", MOMENT, nullable=True))
        for name in ("expiration_date", "delivery_date"):
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name in references:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("currency", sa.Text(), nullable=False, server_default="EUR"))
        table.add_column(sa.Column("total_minor", BIG, nullable=False, server_default="0"))
        table.add_column(sa.Column("activity_reminders", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("reminder_epoch", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("external_id", sa.Text(), nullable=True))
        table.add_column(sa.Column("deleted_at", MOMENT, nullable=True))
        for name in texts:  # the long ones last, so that SQLite reads a list without them
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE opportunities SET stage_entered_at = created_at")
    with change("opportunities", sqlite_autoincrement=True) as table:
        for name in ("currency", *texts):
            table.alter_column(name, existing_type=sa.Text(), server_default=None)
        table.alter_column("total_minor", existing_type=BIG, server_default=None)
        table.alter_column("activity_reminders", existing_type=sa.Boolean(), server_default=None)
        table.alter_column("reminder_epoch", existing_type=sa.Integer(), server_default=None)
        table.alter_column("stage_id", existing_type=sa.Integer(), nullable=True)
        table.create_unique_constraint("uq_opportunities_external_id", ["external_id"])
        for name, check in checks.items():
            table.create_check_constraint(op.f(f"ck_opportunities_{name}"), check)
        for name, target in references.items():
            table.create_foreign_key(f"fk_opportunities_{name}", target, [name], ["id"])
    op.drop_index("ix_opportunities_stage_id", "opportunities")
    op.create_index("ix_opportunities_stage_id", "opportunities", ["stage_id", "number"])
    op.create_index("ix_opportunities_open", "opportunities", ["closed_at", "number"])
    op.create_index("ix_opportunities_open_by_close_date", "opportunities", ["closed_at", "close_date", "number"])
    op.create_index("ix_opportunities_close_date", "opportunities", ["close_date", "number"])
    for name in references:
        more = ["closed_at", "number"] if references[name] == "list_values" else []
        op.create_index(f"ix_opportunities_{name}", "opportunities", [name, *more])


def change_history() -> None:
    with change("items") as items:
        items.drop_constraint(op.f("ck_items_kind"), type_="check")
        items.create_check_constraint(
            op.f("ck_items_kind"), "kind IN ('email', 'appointment', 'note', 'call', 'task', 'file')"
        )
        # Before the body, so that SQLite finds them without reading past it.
        place = "body" if op.get_bind().dialect.name == "sqlite" else None
        items.add_column(sa.Column("created_by", sa.Integer(), nullable=True), insert_before=place)
        items.add_column(sa.Column("deleted_at", MOMENT, nullable=True), insert_before=place)
        items.add_column(sa.Column("search_id", BIG, nullable=True), insert_before=place)
        items.create_foreign_key("fk_items_created_by", "users", ["created_by"], ["id"])
    index_words()
    with change("items") as items:
        items.alter_column("search_id", existing_type=BIG, nullable=False)
        items.create_unique_constraint("uq_items_search_id", ["search_id"])
    for table, whose, index in (
        ("links", "number", "ix_links_number"),
        ("item_contacts", "contact_id", "ix_item_contacts_contact"),
    ):
        with change(table, sqlite_with_rowid=False) as placed:
            placed.drop_index(index)
            placed.add_column(sa.Column("placed_at", MOMENT, nullable=False, server_default=LONG_AGO))
            if table == "item_contacts":
                placed.add_column(sa.Column("is_kept", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.execute(
            f"UPDATE {table} SET placed_at = (SELECT occurred_at FROM items WHERE items.id = {table}.item_id) "  # noqa: S608 - our own names
            f"WHERE item_id IN (SELECT id FROM items WHERE occurred_at IS NOT NULL)"
        )
        with change(table, sqlite_with_rowid=False) as placed:
            placed.alter_column("placed_at", existing_type=MOMENT, server_default=None)
            if table == "item_contacts":
                placed.alter_column("is_kept", existing_type=sa.Boolean(), server_default=None)
        op.create_index(index, table, [whose, "placed_at", "item_id"])


def index_words() -> None:
    """Let items that are there already be searched for by their words."""
    db = op.get_bind()
    make_index(db)
    given = ("id", "subject", "body")
    columns: tuple[Any, ...] = (*map(sa.column, given), sa.column("occurred_at", Utc()))
    items = sa.table("items", *columns, sa.column("search_id"))
    page = sa.select(*columns).order_by(items.c.id).limit(500)
    last = 0
    while rows := db.execute(page.where(items.c.id > last)).all():
        last = rows[-1].id
        ids = {row.id: search_id(row.id, placed(row.occurred_at)) for row in rows}
        add_words(db, [Indexed(ids[row.id], row.subject, row.body) for row in rows])
        numbered = sa.update(items).where(items.c.id == sa.bindparam("b_id")).values(search_id=sa.bindparam("b_search"))
        db.execute(numbered, [{"b_id": id, "b_search": search} for id, search in ids.items()])


def change_mailboxes() -> None:
    with change("errands") as errands:
        errands.drop_constraint(op.f("ck_errands_kind"), type_="check")
        errands.create_check_constraint(op.f("ck_errands_kind"), "kind IN ('stamp', 'task', 'categories', 'draft')")
    with change("tasks") as tasks:
        tasks.add_column(sa.Column("about", sa.Text(), nullable=False, server_default="reminder"))
        tasks.add_column(sa.Column("about_id", BIG, nullable=False, server_default="0"))
    op.execute("UPDATE tasks SET about_id = number")
    with change("tasks") as tasks:
        about = "about IN ('reminder', 'activity', 'history', 'project')"
        tasks.create_check_constraint(op.f("ck_tasks_about"), about)
        tasks.alter_column("about", existing_type=sa.Text(), server_default=None)
        tasks.alter_column("about_id", existing_type=BIG, server_default=None)
        tasks.alter_column("number", existing_type=sa.Integer(), nullable=True)
    op.create_index("ix_tasks_about", "tasks", ["about", "about_id"])


# --- what a new database begins with ----------------------------------------------------------------------------------


def seed() -> None:
    names = sa.table("stages", sa.column("id"), sa.column("name"))
    stages = {name: id for id, name in op.get_bind().execute(sa.select(names.c.id, names.c.name))}
    activities = sa.table("activities", *map(sa.column, ("stage_id", "name", "position", "days")))
    op.bulk_insert(
        activities,
        [
            {"stage_id": stages[stage], "name": name, "position": position, "days": days}
            for stage, given in ACTIVITIES.items()
            if stage in stages
            for position, (name, days) in enumerate(given, start=1)
        ],
    )
    values = sa.table("list_values", *map(sa.column, ("list", "name", "folded", "position")))
    op.bulk_insert(
        values,
        [
            {"list": which, "name": name, "folded": name.lower(), "position": position}
            for which, given in LISTS.items()
            for position, name in enumerate(given, start=1)
        ],
    )
