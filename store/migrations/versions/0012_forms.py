"""Forms: more of what is written around addresses is left out; those of users, mailboxes and companies as well"""

from __future__ import annotations

from alembic import op

from store.migrations import forms

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    db = op.get_bind()
    forms.contacts(db)
    forms.domains(db)
    forms.people_of_ours(db)
    forms.items(db)
