"""Webhooks, what they were told, and tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from daemon.web.api.schemas.base import Answered, Key

Event = Literal["linked", "stage_changed", "closed", "reopened"]


class Webhook(Answered):
    """Who is told what happens, and how that goes."""

    id: int
    url: str
    events: list[Event]
    state: Literal["active", "failing", "paused"]
    why: str | None
    failures: int
    failing_since: datetime | None
    paused_at: datetime | None
    delivered_at: datetime | None
    waiting: int
    given_up: int
    created_at: datetime
    created_by: str


class MadeWebhook(Webhook):
    secret: Annotated[str, Field(description="What its messages are signed with; nobody is shown it again.")]


class Delivery(Answered):
    """What a webhook is told, and what came of it."""

    id: str
    event: Event | Literal["test"]
    opportunity: Key | None
    at: datetime
    state: Literal["waiting", "delivered", "given up"]
    attempts: int
    status: int | None
    reason: str | None
    due_at: datetime | None
    done_at: datetime | None


class Token(Answered):
    """What is known of a token; never the token itself."""

    id: str
    user: str
    name: str
    scopes: list[Literal["read", "write"]]
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None


class Revoked(Answered):
    revoked: str
