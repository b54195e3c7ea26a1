"""Every route of the interface: what is asked for in tests, and who may have it. A new page gets its row here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    ANYBODY = "anybody"
    MEMBER = "member"
    OWNER = "owner"


@dataclass(frozen=True)
class Route:
    method: str
    path: str  # as it is declared
    who: Who


ROUTES = [
    Route("GET", "/", Who.MEMBER),
    Route("GET", "/opportunities/{number}", Who.MEMBER),
    Route("GET", "/opportunities/{number}/edit", Who.MEMBER),
    Route("POST", "/opportunities/{number}/edit", Who.MEMBER),
    Route("GET", "/sign-in", Who.ANYBODY),
    Route("POST", "/sign-out", Who.ANYBODY),
]
