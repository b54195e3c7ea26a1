"""How the service and every mailbox stand, and what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.shapes import (
    Shape,
    about,
    key_of,
    local,
    loss_sentence,
    loss_shape,
    mailbox_shape,
    many,
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


def troubles(shape: Shape, zone: ZoneInfo) -> list[str]:
    """What needs a person, in sentences."""
    found = []
    if shape["service"]["state"] in ("dead", "stopped"):
        at = local(shape["service"]["alive_at"], zone)
        what = {
            "dead": f"the service is dead or hangs, it was last heard of at {at}",
            "stopped": f"the service was stopped at {at}",
        }
        start = "no mailbox is kept in step; start it: systemctl start dealtrail"
        found.append(f"{what[shape['service']['state']]}: {start}")
    for one in shape["mailboxes"]:
        if one["state"] == "parked":
            again = local(one["due_at"], zone)
            reason = about(one["address"], one["last_error"] or "failed")
            found.append(f"{reason} (failures in a row: {one['failures']}, tried again at {again})")
        if not one["adds_up"]:
            found.append(
                f"{one['address']}: seen {one['seen']}, but the outcomes do not add up to it; please report this"
            )
        found += [f"{one['address']}: {what}: {reason}" for what, reason in sorted(one["unread"].items())]
        found_then = one["reconciled"] or {"missed": 0, "problems": ()}
        if found_then["missed"]:
            items = "1 item had" if found_then["missed"] == 1 else f"{found_then['missed']} items had"
            found.append(
                f"{one['address']}: {items} been missed, and came in when the mailbox was reconciled at "
                f"{local(one['reconciled_at'], zone)}; this should not happen: please report it with the log"
            )
        found += [f"{one['address']}: not all could be reconciled: {problem}" for problem in found_then["problems"]]
    for errand in shape["parked_errands"]:
        if errand["vanished"]:
            continue  # told below, all of a mailbox as one
        found.append(f"{errand['mailbox']}: a {errand['kind']} is not tried any more: {errand['reason']}")
    found += [f"{one['says']}: dealtrail review list" for one in (*shape["vanished"], *shape["lost_categories"])]
    found += [sentence for one in shape["webhooks"] if (sentence := _of_webhook(one))]
    return found + _not_understood([one for one in shape["quarantine"] if not one["dismissed"]])


def _of_webhook(one: Shape) -> str:
    """What is wrong with a webhook for a person to put right; "" where nothing is, or it may pass by itself."""
    again = f"dealtrail webhook resume {one['id']}"
    if one["given_up"]:
        messages = many(one["given_up"], "message", "was", "were")
        why = one["why"] or "it was not reached"
        return f"{one['named']}: {messages} given up, as {why}; put it right, then: {again}"
    if one["state"] == "paused" and one["why"]:
        return f"{one['named']}: it is paused, as {one['why']}; delete it, or put it right, then: {again}"
    return ""


def _not_understood(items: Sequence[Shape]) -> list[str]:
    """Each that could not be understood; those that are stored and not told whole, together."""
    if not items:
        return []
    from daemon.lacking import NOT_WHOLE

    found, short = [], dict[tuple[str, str], list[str]]()
    for item in items:
        where = f"{item['mailbox']}, {item['folder']}"
        if item["reason"].startswith(NOT_WHOLE):
            short.setdefault((where, item["reason"]), []).append(item["key"])
        else:
            found.append(
                f"{where}: an item could not be understood: {item['reason']} (dealtrail quarantine show {item['key']})"
            )
    for (where, reason), keys in short.items():
        if len(keys) == 1:
            found.append(f"{where}: an item is not shown whole: {reason} (dealtrail quarantine show {keys[0]})")
        else:
            found.append(f"{where}: {len(keys)} items are not shown whole: of each {reason}")
    return found
