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
    Route("GET", "/day", Who.MEMBER),
    Route("POST", "/day/done", Who.MEMBER),
    Route("POST", "/day/seen", Who.MEMBER),
    Route("GET", "/mailboxes", Who.MEMBER),
    Route("GET", "/news", Who.MEMBER),
    Route("GET", "/review", Who.MEMBER),
    Route("POST", "/review/lost", Who.MEMBER),
    Route("POST", "/review/vanished", Who.MEMBER),
    Route("POST", "/review/{entry}/dismiss", Who.MEMBER),
    Route("POST", "/review/{entry}/resolve", Who.MEMBER),
    Route("GET", "/opportunities/{number}", Who.MEMBER),
    Route("GET", "/opportunities/{number}/edit", Who.MEMBER),
    Route("POST", "/opportunities/{number}/edit", Who.MEMBER),
    Route("GET", "/sign-in", Who.ANYBODY),
    Route("POST", "/sign-out", Who.ANYBODY),
]
