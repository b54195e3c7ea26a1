"""Work that is done once, beside the turns of mailboxes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from store.values.making import dataclass


class JobState(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    FAILING = "failing"  # it did not go well, and is tried again
    DONE = "done"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Job:
    id: int
    kind: str
    key: str
    told: Mapping[str, Any]
    user_id: int | None
    asked_at: datetime
    due_at: datetime
    attempts: int = 0  # that were begun, this one included
    reason: str = ""
    lease_owner: str | None = None
    beat: int = 0
    ended_at: datetime | None = None
    outcome: Mapping[str, Any] | None = None

    @property
    def state(self) -> JobState:
        if self.ended_at is not None:
            return JobState.DONE if self.outcome is not None else JobState.GIVEN_UP
        if self.lease_owner is not None:
            return JobState.WORKING
        return JobState.FAILING if self.reason else JobState.WAITING


@dataclass(frozen=True, slots=True)
class Queue:
    """How jobs stand: how many wait though they are due, are at work, and fail; since when the first one waits."""

    waiting: int = 0
    working: int = 0
    failing: int = 0
    due_since: datetime | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)  # why those fail that do, by kind and key
