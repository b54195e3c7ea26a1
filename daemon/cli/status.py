"""`dealtrail status`: how every mailbox stands, and what needs a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cyclopts import App

from daemon.cli.base.errors import DONE, FAILED
from daemon.cli.base.output import bad, good, say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import (
    about,
    counted,
    local,
    loss_sentence,
    loss_shape,
    mailbox_shape,
    parked_shape,
    quarantined_shape,
    service_shape,
    vanished_sentence,
    vanished_shape,
)

if TYPE_CHECKING:
    from datetime import datetime

    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import MailboxStatus, Process

app = App(name="status", help_epilogue=example("dealtrail status", "dealtrail status --json"))


@app.default
def status(*, as_json: AsJson = False, session: Here) -> int:
    """Show whether the service is at work, how every mailbox stands, and what needs a person.

    Exit code 1 when anything does: the service is dead or stopped, a mailbox is parked, or another ✗ is shown.
    """
    with session.reading() as unit:
        held = {(task.mailbox_id, str(task.guid)) for task in unit.tasks.held()}
        shape = {
            "service": _service(unit.processes.all(), session.now()),
            "mailboxes": [_mailbox(one, unit) for one in unit.mailboxes.status()],
            "parked_errands": [
                parked_shape(one, is_held=(one.errand.mailbox_id, one.errand.key) in held)
                for one in unit.errands.parked()
            ],
            "quarantine": [quarantined_shape(item) for item in unit.quarantine.all()],
            "waiting": {
                "review": unit.reviewing.count(),
                "questions": unit.questions.open(),
                "to_decide": unit.again.waiting(),
            },
            "vanished": [vanished_shape(one) | {"says": vanished_sentence(one)} for one in unit.vanished.held()],
            "lost_categories": [
                loss_shape(one, session.prefix) | {"says": loss_sentence(one, session.prefix)}
                for one in unit.losses.frozen()
            ],
            **_without_task(unit, session),
        }
    troubles = _troubles(shape, session)
    if as_json:
        say_json({"ok": not troubles, **shape})
    else:
        _say(shape, troubles, session)
    return FAILED if troubles else DONE


def _service(processes: list[Process], now: datetime) -> dict[str, Any]:
    from daemon.service import service

    found = service(processes, now)
    return service_shape(found.state.value, found.alive_at, found.started_at, found.running)


def _mailbox(one: MailboxStatus, unit: Unit) -> dict[str, Any]:
    from daemon.news import written_down
    from daemon.sync import computed, unread

    news = written_down(unit, one.address)
    return mailbox_shape(one, unread(unit, one.address), computed(unit, one.address), news)


def _without_task(unit: Unit, session: Session) -> dict[str, Any]:
    """Reminders that are nobody's task in Outlook, and users who can have none."""
    with_mailbox = {one.address for one in unit.mailboxes.status() if one.is_active and not one.is_shared}
    users = {user.id: user for user in unit.users.all(active_only=True)}
    missing = []
    for opportunity in unit.opportunities.all(is_open=True):
        assignee = users.get(opportunity.assigned_to) if opportunity.assigned_to is not None else None
        if not opportunity.reminder_on or (assignee and assignee.email in with_mailbox):
            continue
        why = f"{assignee.name} has no mailbox here" if assignee else "assigned to nobody"
        missing.append(
            {
                "opportunity": session.key(opportunity.number),
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


def _say(shape: dict[str, Any], troubles: list[str], session: Session) -> None:
    from daemon.link import choose_name
    from daemon.news import in_words

    say_table(
        ("mailbox", "state", "seen", "of these", "owed", "folders", "reconciled"),
        [
            (
                one["address"],
                one["state"],
                str(one["seen"]),
                _counts(one),
                counted({"to write": one["errands"]["owed"], "parked": one["errands"]["parked"]}) or "nothing",
                str(one["folders_watched"]),
                _reconciled(one, session),
            )
            for one in shape["mailboxes"]
        ],
        empty="no mailbox was looked at yet; start with: dealtrail run --once",
    )
    for trouble in troubles:
        bad(trouble)
    for sentence in _waiting(shape["waiting"], choose_name(session.settings.linking.category_prefix)):
        say(f"! {sentence}", "yellow")
    for reminder in shape["reminders_without_task"]:
        say(f"! {reminder['opportunity']} {reminder['title']}: the reminder is no task, {reminder['why']}", "yellow")
    for user in shape["users_without_mailbox"]:
        say(f"! {user['name']} <{user['email']}> has no mailbox here and gets no tasks", "yellow")
    for one in shape["mailboxes"]:
        for path, why in sorted(one["computed_series"].items()):
            say(f"! {one['address']}: {path}: {why}", "yellow")
        news = one["news"]
        if one["active"] and news and news["why"] and session.settings.sync.notifications != "off":
            say(f"! {one['address']}: {in_words(news['heard'], news['why'])}", "yellow")
        if not one["active"]:
            command = f"dealtrail mailbox forget {one['address']}"
            say(
                f"! {one['address']} is not in the configuration any more; if you are done with it: {command}", "yellow"
            )
    _say_service(shape["service"], session)
    if shape["mailboxes"] and not troubles:
        good("nothing is in trouble")


def _say_service(service: dict[str, Any], session: Session) -> None:
    alive, since = (local(service[name], session.zone) for name in ("alive_at", "started_at"))
    if service["state"] == "running":
        good(f"the service is at work since {since}, last heard of at {alive}")
    elif service["state"] == "never":
        say("! the service was never started on this database: systemctl start dealtrail, or dealtrail run", "yellow")
    if len(service["processes"]) > 1:
        all_of_them = ", ".join(one["process"] for one in service["processes"])
        count = len(service["processes"])
        say(f"! {count} services work on this database and share the mailboxes: {all_of_them}", "yellow")


def _waiting(counts: dict[str, int], choose: str) -> list[str]:
    """What waits for a person, or for the daemon's next turn, in sentences."""
    review, questions, to_decide = counts["review"], counts["questions"], counts["to_decide"]
    found = []
    if review:
        waits = "entry waits" if review == 1 else "entries wait"
        found.append(f"{review} {waits} for a person: dealtrail review list")
    if questions:
        found.append(f"{questions} {'message asks' if questions == 1 else 'messages ask'} in Outlook ({choose})")
    if to_decide:
        found.append(f"{to_decide} {'item waits' if to_decide == 1 else 'items wait'} to be decided again")
    return found


def _counts(one: dict[str, Any]) -> str:
    """What became of what was seen, the skipped by their reasons: "2 linked, 3 skipped (2 automatic, 1 private)"."""
    skipped = one["counts"]["skipped"]
    told = counted(one["counts"])
    return told.replace(f"{skipped} skipped", f"{skipped} skipped ({counted(one['skipped'])})") if skipped else told


def _reconciled(one: dict[str, Any], session: Session) -> str:
    """When it was compared with the server item by item, and what differed: "2026-03-10 03:10, 2 missed"."""
    found = one["reconciled"] or {}
    differed = counted({what: found.get(what, 0) for what in ("missed", "gone", "healed", "changed")})
    return f"{local(one['reconciled_at'], session.zone)}, {differed or 'nothing missing'}" if found else "not yet"


def _troubles(shape: dict[str, Any], session: Session) -> list[str]:
    """What needs a person, in sentences."""
    found = []
    if shape["service"]["state"] in ("dead", "stopped"):
        at = local(shape["service"]["alive_at"], session.zone)
        what = {
            "dead": f"the service is dead or hangs, it was last heard of at {at}",
            "stopped": f"the service was stopped at {at}",
        }
        start = "no mailbox is kept in step; start it: systemctl start dealtrail"
        found.append(f"{what[shape['service']['state']]}: {start}")
    for one in shape["mailboxes"]:
        if one["state"] == "parked":
            again = local(one["due_at"], session.zone)
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
                f"{local(one['reconciled_at'], session.zone)}; this should not happen: please report it with the log"
            )
        found += [f"{one['address']}: not all could be reconciled: {problem}" for problem in found_then["problems"]]
    for errand in shape["parked_errands"]:
        if errand["vanished"]:
            continue  # told below, all of a mailbox as one
        found.append(f"{errand['mailbox']}: a {errand['kind']} is not tried any more: {errand['reason']}")
    found += [f"{one['says']}: dealtrail review list" for one in (*shape["vanished"], *shape["lost_categories"])]
    return found + _not_understood(shape["quarantine"])


def _not_understood(items: list[dict[str, Any]]) -> list[str]:
    """Each that could not be understood; those that are stored and not told whole, together."""
    from daemon.lacking import NOT_WHOLE

    found, short = [], dict[tuple[str, str], list[str]]()
    for item in items:
        where = f"{item['mailbox']}, {item['folder']}"
        if item["reason"].startswith(NOT_WHOLE):
            short.setdefault((where, item["reason"]), []).append(item["item"])
        else:
            found.append(f"{where}: an item could not be understood: {item['reason']} ({item['item']})")
    for (where, reason), ids in short.items():
        if len(ids) == 1:
            found.append(f"{where}: an item is not shown whole: {reason} ({ids[0]})")
        else:
            found.append(f"{where}: {len(ids)} items are not shown whole: of each {reason}")
    return found
