"""Alembic's entry: runs inside the connection and the transaction that `store.database.migrate` holds."""

from __future__ import annotations

from alembic import context

from store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
