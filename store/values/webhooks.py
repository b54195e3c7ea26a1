"""Webhooks: who is told by HTTP of what happens on the record, and what was told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from store.values.making import dataclass


class EventKind(StrEnum):
    """What a webhook tells of; a test only where somebody asks for it."""

    LINKED = "linked"  # an item came into an opportunity's history
    STAGE_CHANGED = "stage_changed"  # from one open stage to another
    CLOSED = "closed"
    REOPENED = "reopened"
    TEST = "test"


EVENTS = tuple(kind for kind in EventKind if kind is not EventKind.TEST)  # what a webhook can be registered for


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Salts:
    """What a webhook's secret is made from, with a key that is not in the database."""

    now: str
    key_sign: str  # by which it is known whether that key is the one that the secret was made with
    before: str = ""  # that of the secret that was replaced
    before_until: datetime | None = None  # both are signed with until then


@dataclass(frozen=True, slots=True)
class Webhook:
    id: int
    url: str
    events: tuple[EventKind, ...]
    salts: Salts = field(repr=False)
    created_at: datetime
    created_by: str
    paused_at: datetime | None = None
    paused_why: str = ""
    failures: int = 0  # in a row, whatever was delivered
    failing_since: datetime | None = None
    reason: str = ""  # why the last one failed
    due_at: datetime | None = None  # nothing is sent before
    delivered_at: datetime | None = None  # the last time that something arrived
    waiting: int = 0  # deliveries
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event, told to one webhook; tried until it arrives or is given up."""

    id: int  # grows with what happens: the sequence by which a receiver puts events in order
    webhook_id: int
    message: str  # the same however often it is sent: receivers drop doubles by it
    event: EventKind
    number: int | None  # the opportunity's; None for a test
    at: datetime  # when it happened
    data: Mapping[str, Any]
    attempts: int
    tried_at: datetime | None  # for the first time
    due_at: datetime
    status: int | None  # of the last answer
    reason: str  # why the last attempt failed
    done_at: datetime | None
    is_delivered: bool

    @property
    def state(self) -> DeliveryState:
        if self.done_at is None:
            return DeliveryState.WAITING
        return DeliveryState.DELIVERED if self.is_delivered else DeliveryState.GIVEN_UP
