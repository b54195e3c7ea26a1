"""How the service and every mailbox stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from daemon.shapes import (
    Shape,
    jobs_shape,
    key_of,
    limit_shape,
    loss_sentence,
    loss_shape,
    mailbox_shape,
    parked_shape,
    quarantined_shape,
    service_shape,
    vanished_sentence,
    vanished_shape,
    webhook_brief,
)
from store.unit import Unit
from store.values import MailboxStatus


def read_status(unit: Unit, prefix: str, now: datetime) -> Shape:
    """All of it, as `--json` shows it."""
    from daemon.news import written_down
    from daemon.service import service
    from daemon.sync import computed, noted, unread

    found = service(unit.processes.all(), now)
    mailboxes = unit.mailboxes.status()
    kept_back = unit.mailboxes.count_kept_back()
    held = {(task.mailbox_id, str(task.guid)) for task in unit.tasks.held()}
    return {
        "service": service_shape(found.state.value, found.alive_at, found.started_at, found.running),
        "limits": [limit_shape(one) for one in unit.limits.all() if one.shares or one.pause],
        "mailboxes": [
            mailbox_shape(
                one,
                unread(unit, one.address),
                computed(unit, one.address),
                written_down(unit, one.address),
                noted(unit, one.address),
                kept_back.get(one.id, {}),
            )
            for one in mailboxes
        ],
        "parked_errands": [
            parked_shape(one, is_held=(one.errand.mailbox_id, one.errand.key) in held) for one in unit.errands.parked()
        ],
        "quarantine": [quarantined_shape(item) for item in unit.quarantine.all()],
        "waiting": {
            "review": unit.reviewing.count(),
            "questions": unit.questions.open(),
            "to_decide": unit.again.waiting(),
        },
        "vanished": [vanished_shape(one) | {"says": vanished_sentence(one)} for one in unit.vanished.held()],
        "lost_categories": [
            loss_shape(loss, prefix) | {"says": loss_sentence(loss, prefix)} for loss in unit.losses.frozen()
        ],
        "jobs": jobs_shape(unit.jobs.queue(now)),
        "webhooks": [webhook_brief(one) for one in unit.webhooks.known()],
        **_without_task(unit, mailboxes, prefix),
    }


def _without_task(unit: Unit, mailboxes: Sequence[MailboxStatus], prefix: str) -> Shape:
    """Reminders that are nobody's task in Outlook, and users who can have none."""
    with_mailbox = {one.address for one in mailboxes if one.is_active and not one.is_shared}
    everybody = unit.users.all()
    users = {user.id: user for user in everybody if user.is_active}
    without = [user.id for user in everybody if not user.is_active or user.email not in with_mailbox]
    missing = []
    for opportunity in unit.opportunities.reminders_of(without):
        assignee = users.get(opportunity.assigned_to) if opportunity.assigned_to is not None else None
        why = f"{assignee.name} has no mailbox here" if assignee else "assigned to nobody"
        missing.append(
            {
                "opportunity": key_of(opportunity.number, prefix),
                "title": opportunity.title,
                "at": opportunity.reminder_at,
                "why": why,
            }
        )
    return {
        "reminders_without_task": missing,
        "users_without_mailbox": [
            {"id": user.id, "name": user.name, "email": user.email}
            for user in users.values()
            if user.email not in with_mailbox
        ],
    }
