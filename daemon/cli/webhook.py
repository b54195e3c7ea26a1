"""`dealtrail webhook`: other programs that are told what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import DONE, FAILED
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import bad, good, say_json, say_table, tell, tell_fields
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import delivery_shape, local, tested_shape, webhook_named, webhook_shape, webhook_state

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import Delivery, Webhook

Which = Annotated[str, Parameter(help="Its id, as `dealtrail webhook list` shows it.")]

app = App(name="webhook", help_epilogue=example("dealtrail webhook list"))


@app.command(
    help_epilogue=example(
        "dealtrail webhook add https://erp.us.example/dealtrail",
        "dealtrail webhook add https://erp.us.example/dealtrail --event closed --event reopened",
    )
)
def add(
    address: Annotated[str, Parameter(help="Where messages are sent: https://HOST/PATH.")],
    *,
    event: Annotated[
        list[str] | None,
        Parameter(help="What it is told: linked, stage_changed, closed or reopened; may be repeated. Else all."),
    ] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Register a webhook, and print the secret that its messages are signed with: it is shown this once."""
    from daemon import bootstrap
    from daemon.acts import add_webhook

    settings = session.settings
    with session.writing() as unit:
        made, secret = add_webhook(unit, address, event or [], bootstrap.keys(settings), settings.webhooks.allow)
    tell(webhook_shape(made, secret), f"webhook {made.id} added\n{secret}", as_json)


@app.command(name="list", help_epilogue=example("dealtrail webhook list", "dealtrail webhook list --json"))
def list_(*, as_json: AsJson = False, session: Here) -> None:
    """List the webhooks, and how each stands."""
    from daemon.acts import webhooks_found

    with session.looking() as unit:
        found = webhooks_found(unit)
    if as_json:
        say_json([webhook_shape(one) for one in found])
        return
    say_table(
        ("id", "address", "told of", "state", "waiting", "given up"),
        [
            (str(one.id), one.url, _events(one), webhook_state(one), str(one.waiting), str(one.given_up))
            for one in found
        ],
        empty="no webhooks yet",
    )


@app.command(help_epilogue=example("dealtrail webhook show 1"))
def show(webhook: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a webhook; never its secret."""
    from daemon.acts import webhook_found

    with session.looking() as unit:
        found = webhook_found(unit, webhook)
    tell_fields(webhook_shape(found), _fields(found, session), as_json)


@app.command(name="test", help_epilogue=example("dealtrail webhook test 1"))
def try_(webhook: Which, *, as_json: AsJson = False, session: Here) -> int:
    """Send a message that tells nothing, at once, and show what came of it. Exit code 1 when it did not arrive."""
    from contextlib import closing

    from daemon import bootstrap
    from daemon.acts import try_webhook, webhook_found

    with session.looking() as unit:
        found = webhook_found(unit, webhook)
    sender = bootstrap.sender(session.settings, session.now)
    with closing(sender.poster):
        outcome = try_webhook(found, sender, session.now())
    if as_json:
        say_json(tested_shape(outcome.status, outcome.reason))
    elif outcome.has_arrived:
        good(f"{webhook_named(found)}: the test arrived ({outcome.status})")
    else:
        bad(f"{webhook_named(found)}: the test did not arrive: {outcome.reason}")
    return DONE if outcome.has_arrived else FAILED


@app.command(help_epilogue=example("dealtrail webhook pause 1"))
def pause(webhook: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Send it nothing for now; what happens meanwhile waits."""
    from daemon.acts import pause_webhook

    with session.writing() as unit:
        found = pause_webhook(unit, webhook)
    tell(webhook_shape(found), f"{webhook_named(found)}: paused", as_json)


@app.command(help_epilogue=example("dealtrail webhook resume 1", "dealtrail webhook resume 1 --drop"))
def resume(
    webhook: Which,
    *,
    drop: Annotated[bool, Parameter(help="Begin with what happens from now on, and drop what waits.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Send again at once: what waits, and what was given up."""
    from daemon.acts import resume_webhook

    with session.writing() as unit:
        found = resume_webhook(unit, webhook, drops=drop)
    tell(webhook_shape(found), f"{webhook_named(found)}: resumed, {found.waiting} to send", as_json)


@app.command(name="new-secret", help_epilogue=example("dealtrail webhook new-secret 1"))
def new_secret(webhook: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Print a new secret, once. For a day messages are signed with both, so that the receiver can be changed."""
    from daemon import bootstrap
    from daemon.acts import renew_secret

    with session.writing() as unit:
        found, secret = renew_secret(unit, webhook, bootstrap.keys(session.settings))
    tell(webhook_shape(found, secret), f"{webhook_named(found)}: its new secret\n{secret}", as_json)


@app.command(help_epilogue=example("dealtrail webhook delete 1"))
def delete(webhook: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Delete a webhook, with what it was told and what waits for it."""
    from daemon.acts import delete_webhook

    with session.writing() as unit:
        found = delete_webhook(unit, webhook)
    tell(webhook_shape(found), f"{webhook_named(found)}: deleted", as_json)


@app.command(help_epilogue=example("dealtrail webhook deliveries 1", "dealtrail webhook deliveries 1 --limit 5 --json"))
def deliveries(
    webhook: Which,
    *,
    limit: Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="At most this many.")] = 50,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List what a webhook was told and is to be told, the latest first."""
    from daemon.acts import deliveries_of

    with session.looking() as unit:
        _, found = deliveries_of(unit, webhook, limit)
    if as_json:
        say_json([delivery_shape(one, session.prefix) for one in found])
        return
    say_table(
        ("happened", "event", "opportunity", "state", "tried", "last answer"),
        [_row(one, session) for one in found],
        empty="nothing was told yet",
    )


def _row(one: Delivery, session: Session) -> tuple[str, ...]:
    key = session.key(one.number) if one.number is not None else ""
    answer = one.reason or str(one.status or "")
    return (local(one.at, session.zone), one.event.value, key, one.state.value, str(one.attempts), answer)


def _events(one: Webhook) -> str:
    return ", ".join(event.value for event in one.events)


def _fields(one: Webhook, session: Session) -> dict[str, str]:
    return {
        "id": str(one.id),
        "address": one.url,
        "told of": _events(one),
        "state": webhook_state(one),
        "why": one.paused_why or one.reason,
        "since": local(one.paused_at or one.failing_since, session.zone),
        "last arrived": local(one.delivered_at, session.zone),
        "waiting": str(one.waiting),
        "given up": str(one.given_up),
        "added": f"{local(one.created_at, session.zone)} by {one.created_by}",
    }
