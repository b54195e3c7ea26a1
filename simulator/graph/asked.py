"""Requests as they come in, and answers as they go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.faults import Bend


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `origin` is scheme and host, as the client wrote them."""

    method: str
    target: str  # path and query
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    origin: str


@dataclass
class Answered:
    """`bend` is what is to be done to it on its way out."""

    status: int
    headers: dict[str, str]
    body: bytes
    bend: Bend | None = None
