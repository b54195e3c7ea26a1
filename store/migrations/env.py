"""Alembic's entry: runs inside the connection and the transaction that `store.database.migrate` holds."""

from __future__ import annotations

from alembic import context

from store.history.copies_kept import keep_copies
from store.history.index import beside_the_models
from store.history.latest import keep_latest
from store.models import Base
from store.records.parts_index import PARTS
from store.records.stays_kept import keep_stays
from store.records.sums_kept import keep_sums
from store.records.words_index import WORDS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=beside_the_models,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
for keep in (WORDS.keep, PARTS.keep, keep_sums, keep_latest, keep_stays, keep_copies):
    keep(context.config.attributes["connection"])
