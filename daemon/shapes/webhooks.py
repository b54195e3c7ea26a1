"""Webhooks as programs see them, and what they are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from daemon.shapes.words import Shape, key_of

if TYPE_CHECKING:
    from store.values import Delivery, Webhook


def webhook_shape(webhook: Webhook, secret: str | None = None) -> Shape:
    """Its secret is shown once: to who made it, when it was made."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": [event.value for event in webhook.events],
        "state": webhook_state(webhook),
        "why": webhook.paused_why or webhook.reason or None,
        "failures": webhook.failures,
        "failing_since": webhook.failing_since,
        "paused_at": webhook.paused_at,
        "delivered_at": webhook.delivered_at,
        "waiting": webhook.waiting,
        "given_up": webhook.given_up,
        "created_at": webhook.created_at,
        "created_by": webhook.created_by,
        **({"secret": secret} if secret is not None else {}),
    }


def webhook_state(webhook: Webhook) -> str:
    """ "active", "failing" or "paused"."""
    if webhook.paused_at:
        return "paused"
    return "failing" if webhook.failing_since else "active"


def webhook_named(webhook: Webhook) -> str:
    """In a sentence for whoever reads it: the path may be a secret."""
    return f"webhook {webhook.id} ({origin_of(webhook.url)})"


def origin_of(url: str) -> str:
    """Where it leads, without path and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def webhook_brief(webhook: Webhook) -> Shape:
    """What everybody may see of it, in `status`."""
    return {
        "id": webhook.id,
        "named": webhook_named(webhook),
        "state": webhook_state(webhook),
        "why": webhook.paused_why or webhook.reason or None,
        "failing_since": webhook.failing_since,
        "waiting": webhook.waiting,
        "given_up": webhook.given_up,
    }


def delivery_shape(delivery: Delivery, prefix: str) -> Shape:
    return {
        "id": delivery.message,
        "event": delivery.event.value,
        "opportunity": key_of(delivery.number, prefix) if delivery.number is not None else None,
        "at": delivery.at,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "status": delivery.status,
        "reason": delivery.reason or None,
        "due_at": delivery.due_at if delivery.done_at is None else None,
        "done_at": delivery.done_at,
    }


def tested_shape(status: int | None, reason: str) -> Shape:
    return {"arrived": not reason, "status": status, "reason": reason or None}


def message(delivery: Delivery, prefix: str) -> bytes:
    """What is sent: ids, numbers and what changed; nothing of what people wrote."""
    data: Shape = {"sequence": delivery.id}
    if delivery.number is not None:
        data |= {"opportunity": key_of(delivery.number, prefix), "number": delivery.number}
    told = {"type": delivery.event.value, "timestamp": delivery.at.isoformat(), "data": data | dict(delivery.data)}
    return json.dumps(told, separators=(",", ":")).encode()
