"""`dealtrail status`: how every mailbox stands, and what needs a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from daemon.cli.base.errors import DONE, FAILED, WrongUse
from daemon.cli.base.output import bad, good, say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import counted, local, many, status_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session

LONG = timedelta(hours=1)  # for something owed to wait
SHORT = timedelta(seconds=3)  # for other writers: Nagios gives up after ten

app = App(
    name="status", help_epilogue=example("dealtrail status", "dealtrail status --check", "dealtrail status --json")
)


@app.default
def status(
    *,
    check: Annotated[
        bool,
        Parameter(
            help="One line for Nagios and the like, and its exit codes: 0 fine, 1 warning, 2 critical, 3 unknown."
        ),
    ] = False,
    as_json: AsJson = False,
    session: Here,
) -> int:
    """Show whether the service is at work, how every mailbox stands, and what needs a person.

    Exit code 1 when anything does: the service is dead or stopped, a mailbox is parked, or another ✗ is shown.
    """
    from daemon.acts import status_of, troubles

    if check and as_json:
        raise WrongUse("--check is one line for a program; leave --json out")
    if check:
        return _check(session)
    with session.store(SHORT) as store:
        shape = status_of(store, session.prefix, store.clock())
    found = troubles(shape, session.zone)
    if as_json:
        say_json(status_shape(shape, is_fine=not found))
    else:
        _say(shape, found, session)
    return FAILED if found else DONE


def _check(session: Session) -> int:
    """Whatever keeps it from being told is an answer, too: who asks knows these four alone."""
    from config.errors import ConfigError
    from daemon.acts import Answer, Severity, judged
    from store.errors import StoreError

    try:
        with session.store(SHORT) as store:
            answer = judged(store, session.prefix, session.zone, store.clock())
    except StoreError as failure:
        answer = Answer(Severity.CRITICAL, str(failure), {})
    except ConfigError as failure:
        answer = Answer(Severity.UNKNOWN, "; ".join(str(problem) for problem in failure.problems), {})
    say(answer.line)
    return int(answer.severity)


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
        since, owed = one["errands"]["since"], one["errands"]["owed"]
        if since and session.now() - since > LONG:
            waits = f"{many(owed, 'thing', 'waits', 'wait')} to be written to Outlook"
            say(f"! {one['address']}: {waits}, the first since {local(since, session.zone)}", "yellow")
        for path, why in sorted(one["computed_series"].items()):
            say(f"! {one['address']}: {path}: {why}", "yellow")
        for subject, words in sorted(one["notes"].items()):
            say(f"! {one['address']}: {subject}: {words}", "yellow")
        for reason, count in sorted(one["not_stamped"].items()):
            items = "1 item is" if count == 1 else f"{count} items are"
            say(f"! {one['address']}: {items} not stamped: {reason}", "yellow")
        news = one["news"]
        if one["active"] and news and news["why"] and session.settings.sync.notifications != "off":
            say(f"! {one['address']}: {in_words(news['heard'], news['why'])}", "yellow")
        if not one["active"]:
            command = f"dealtrail mailbox forget {one['address']}"
            say(
                f"! {one['address']} is not in the configuration any more; if you are done with it: {command}", "yellow"
            )
    for one in shape["webhooks"]:
        if one["state"] == "failing" and not one["given_up"]:
            since, waiting = local(one["failing_since"], session.zone), many(one["waiting"], "message", "waits", "wait")
            say(f"! {one['named']}: nothing arrives since {since}, as {one['why']}; {waiting}", "yellow")
    _say_jobs(shape["jobs"], session)
    _say_service(shape["service"], session)
    for limit in shape["limits"]:
        _say_limit(limit)
    if shape["mailboxes"] and not troubles:
        good("nothing is in trouble")


def _say_jobs(jobs: dict[str, Any], session: Session) -> None:
    for one in jobs["failing"]:
        say(f"! {one['job']}: it did not go well, and is tried again: {one['why']}", "yellow")
    since = jobs["due_since"]
    if since and session.now() - since > LONG:
        waiting = many(jobs["waiting"], "job", "waits", "wait")
        say(f"! {waiting} to be done, the first since {local(since, session.zone)}", "yellow")


def _say_service(service: dict[str, Any], session: Session) -> None:
    alive, since = (local(service[name], session.zone) for name in ("alive_at", "started_at"))
    if service["state"] == "running":
        good(f"the service is at work since {since}, last heard of at {alive}")
    elif service["state"] == "never":
        say("! the service was never started on this database: systemctl start dealtrail, or dealtrail run", "yellow")
    services = [one["process"] for one in service["processes"] if one["takes"] is None]
    if len(services) > 1:
        count = len(services)
        say(f"! {count} services work on this database and share the mailboxes: {', '.join(services)}", "yellow")
    for one in service["processes"]:
        if ahead := one["clock_ahead"]:
            off = f"{abs(ahead)} s {'ahead of' if ahead > 0 else 'behind'} the database's"
            say(f"! {one['process']}: its machine's clock is {off}, which counts; let NTP set both", "yellow")
        if one["takes"] is not None:
            takes = "all mailboxes" if one["takes"] == "*" else one["takes"]
            good(f"worker {one['process']} takes {takes}, last heard of at {local(one['alive_at'], session.zone)}")


def _say_limit(limit: dict[str, Any]) -> None:
    if limit["at_once"] is not None:
        holders = ", ".join(f"{one['process']} {one['may']}" for one in limit["processes"])
        say(f"{limit['limit']}: {many(limit['at_once'], 'request')} at once, of which may have: {holders}")
    if limit["is_left_alone"]:
        say(f"! {limit['limit']}: the server asked to wait, and is asked nothing until then", "yellow")


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
