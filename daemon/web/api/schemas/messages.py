"""What webhooks are told, as `daemon.shapes.message` writes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from daemon.web.api.schemas.base import Answered, Key

User = Annotated[int | None, Field(description="Who did it; null for the daemon.")]
Sequence = Annotated[int, Field(description="Grows with what happens; a receiver puts events in order by it.")]


class Of(Answered):
    """What all but a test have."""

    sequence: Sequence
    opportunity: Key
    number: int
    user_id: User


class ItemTold(Answered):
    id: int
    kind: str


class LinkedData(Of):
    item: ItemTold
    rule: str


class StageTold(Answered):
    before: Annotated[str | None, Field(alias="from")]
    to: str | None


class StageData(Of):
    stage: StageTold


class ClosedData(StageData):
    won: bool
    closed_at: datetime | None


class TriedData(Answered):
    sequence: Sequence
    user_id: User


class ItemLinked(Answered):
    """An item came into an opportunity's history."""

    type: Literal["linked"]
    timestamp: datetime
    data: LinkedData


class StageChanged(Answered):
    """An opportunity went from one open stage to another."""

    type: Literal["stage_changed"]
    timestamp: datetime
    data: StageData


class Closed(Answered):
    """An opportunity was won or lost."""

    type: Literal["closed"]
    timestamp: datetime
    data: ClosedData


class Reopened(Answered):
    """An opportunity is open again."""

    type: Literal["reopened"]
    timestamp: datetime
    data: StageData


class Tested(Answered):
    """Nothing happened: an owner tries whether messages arrive."""

    type: Literal["test"]
    timestamp: datetime
    data: TriedData
