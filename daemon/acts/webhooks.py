"""Webhooks: registering, trying, pausing and letting go of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from connectors.webhooks.addresses import BadAddress, NotHttps, NotPublic, target_of
from daemon.webhooks import Keys, Outcome, Sender
from store.errors import Invalid
from store.rules.webhooks import known_events
from store.unit import Unit
from store.values import Delivery, EventKind, Salts, Webhook


def add_webhook(
    unit: Unit, url: str, events: Sequence[str], keys: Keys, allowed: Collection[str]
) -> tuple[Webhook, str]:
    """The new one, and its secret, which nobody is shown again. Raises Invalid and NotAllowed."""
    _must_lead_somewhere(url.strip(), allowed)
    made = unit.webhooks.add(url.strip(), known_events(events), _new(keys))
    return made, keys.shown(made.salts)


def webhooks_found(unit: Unit) -> Sequence[Webhook]:
    return unit.webhooks.all()


def webhook_found(unit: Unit, webhook: str) -> Webhook:
    """By id; raises NotFound and NotAllowed."""
    return unit.webhooks.find(webhook)


def pause_webhook(unit: Unit, webhook: str) -> Webhook:
    return unit.webhooks.pause(unit.webhooks.find(webhook).id)


def resume_webhook(unit: Unit, webhook: str, *, drops: bool = False) -> Webhook:
    """Send again; unless it `drops` them, with what waits and what was given up."""
    return unit.webhooks.resume(unit.webhooks.find(webhook).id, drops=drops)


def renew_secret(unit: Unit, webhook: str, keys: Keys) -> tuple[Webhook, str]:
    """The webhook, and its new secret; the one before holds for a day beside it."""
    changed = unit.webhooks.new_secret(unit.webhooks.find(webhook).id, _new(keys))
    return changed, keys.shown(changed.salts)


def delete_webhook(unit: Unit, webhook: str) -> Webhook:
    """The one that is gone."""
    found = unit.webhooks.find(webhook)
    unit.webhooks.delete(found.id)
    return found


def deliveries_of(unit: Unit, webhook: str, limit: int) -> tuple[Webhook, Sequence[Delivery]]:
    """What was told and is to be told, the latest first."""
    found = unit.webhooks.find(webhook)
    return found, unit.deliveries.of(found.id, limit)


def ask_for_test(unit: Unit, webhook: str) -> Webhook:
    """The daemon sends a test with what else waits."""
    unit.telling.test(unit.webhooks.find(webhook).id)
    return unit.webhooks.find(webhook)


def try_webhook(webhook: Webhook, sender: Sender, now: datetime) -> Outcome:
    """Send a test at once, and wait for what comes of it; nothing of it is written down. Not in a transaction."""
    test = Delivery(
        id=0,
        webhook_id=webhook.id,
        message=f"evt_{uuid4().hex}",
        event=EventKind.TEST,
        number=None,
        at=now,
        data={},
        attempts=0,
        tried_at=None,
        due_at=now,
        status=None,
        reason="",
        done_at=None,
        is_delivered=False,
    )
    return sender.send(webhook, test)


def _new(keys: Keys) -> Salts:
    if (made := keys.new()) is None:
        remedy = "put what `openssl rand -hex 32` prints there, better as the credential webhooks.key"
        raise Invalid("webhook", "webhooks.key is not set in the configuration", remedy)
    return made


def _must_lead_somewhere(url: str, allowed: Collection[str]) -> None:
    try:
        target_of(url, allowed)
    except NotHttps as bad:
        remedy = "use https, or name its host in webhooks.allow of the configuration"
        raise Invalid("address", "is not https", remedy) from bad
    except NotPublic as bad:
        remedy = "if that is meant, name its host in webhooks.allow of the configuration"
        raise Invalid("address", "leads to this machine, or into a network that is not public", remedy) from bad
    except BadAddress as bad:
        remedy = "write https://HOST/PATH, without a login and without #"
        raise Invalid("address", "is none that a webhook can have", remedy) from bad
