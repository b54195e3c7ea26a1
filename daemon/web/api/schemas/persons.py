"""What is known of somebody, and what forgetting them takes away."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from daemon.web.api.schemas.base import Answered


class Counts(Answered):
    contacts: Annotated[int, Field(description="Contact records that go.")]
    kept: Annotated[int, Field(description="Those that stay without name: opportunities or projects need them.")]
    bare: Annotated[int, Field(description="E-mails and appointments of which only the fact stays.")]
    masked: Annotated[int, Field(description="Those with others in them: a neutral word stands for the person.")]
    written: Annotated[int, Field(description="Notes, calls, tasks and files about nobody else.")]
    texts: Annotated[int | None, Field(description="Other rows that named them, once it is done.")] = None
    files: Annotated[int, Field(description="Files of their opportunities, which nobody looked into.")]


class Erased(Answered):
    """What would go, or went; who it was is told before only."""

    done: bool
    addresses: list[str] | None = None
    names: list[str] | None = None
    shared_names: list[str] | None = None
    phones: list[str] | None = None
    contacts: list[int] | None = None
    counts: Counts


class Remembered(Answered):
    address: str
