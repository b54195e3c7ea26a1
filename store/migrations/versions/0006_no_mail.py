"""What is no mail in a folder for mail: passed over, and no fault

Until now contacts, posts and the like counted as items that could not be understood, and as something to mend.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

KINDS = {
    "Contact": "a contact",
    "DistributionList": "a contact group",
    "PostReplyItem": "a post",
    "Task": "a task",
    "CalendarItem": "an appointment",
    "SharingMessage": "a sharing message",
    "Network": "a social network",
    "RoleMember": "a role's member",
    "AbchPerson": "a person",
}
quarantine = sa.table("quarantine", sa.column("reason", sa.Text), sa.column("is_passed_over", sa.Boolean))


def upgrade() -> None:
    new: sa.Column[bool] = sa.Column("is_passed_over", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("quarantine", new)
    for element, what in KINDS.items():
        was = f"a {element} in a folder for mail is not understood"
        healed = quarantine.update().where(quarantine.c.reason == was)
        op.execute(healed.values(reason=what, is_passed_over=sa.true()))
