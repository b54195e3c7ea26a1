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
    Route("GET", "/accounts", Who.MEMBER),
    Route("GET", "/accounts/new", Who.MEMBER),
    Route("POST", "/accounts/new", Who.MEMBER),
    Route("GET", "/accounts/{id}", Who.MEMBER),
    Route("GET", "/accounts/{id}/delete", Who.MEMBER),
    Route("POST", "/accounts/{id}/delete", Who.MEMBER),
    Route("GET", "/accounts/{id}/edit", Who.MEMBER),
    Route("POST", "/accounts/{id}/edit", Who.MEMBER),
    Route("GET", "/accounts/{id}/merge", Who.MEMBER),
    Route("POST", "/accounts/{id}/merge", Who.MEMBER),
    Route("GET", "/contacts", Who.MEMBER),
    Route("GET", "/contacts/new", Who.MEMBER),
    Route("POST", "/contacts/new", Who.MEMBER),
    Route("GET", "/contacts/{id}", Who.MEMBER),
    Route("GET", "/contacts/{id}/delete", Who.MEMBER),
    Route("POST", "/contacts/{id}/delete", Who.MEMBER),
    Route("GET", "/contacts/{id}/edit", Who.MEMBER),
    Route("POST", "/contacts/{id}/edit", Who.MEMBER),
    Route("GET", "/contacts/{id}/merge", Who.MEMBER),
    Route("POST", "/contacts/{id}/merge", Who.MEMBER),
    Route("GET", "/audit", Who.MEMBER),
    Route("GET", "/bin", Who.MEMBER),
    Route("POST", "/bin/restore", Who.MEMBER),
    Route("GET", "/products", Who.MEMBER),
    Route("GET", "/products/new", Who.MEMBER),
    Route("POST", "/products/new", Who.MEMBER),
    Route("GET", "/products/{id}", Who.MEMBER),
    Route("POST", "/products/{id}", Who.MEMBER),
    Route("GET", "/settings", Who.MEMBER),
    Route("POST", "/settings", Who.MEMBER),
    Route("GET", "/settings/fields", Who.MEMBER),
    Route("POST", "/settings/fields", Who.OWNER),
    Route("GET", "/settings/lists/{which}", Who.MEMBER),
    Route("POST", "/settings/lists/{which}", Who.MEMBER),
    Route("GET", "/settings/stages", Who.MEMBER),
    Route("POST", "/settings/stages", Who.OWNER),
    Route("GET", "/settings/users", Who.MEMBER),
    Route("POST", "/settings/users", Who.OWNER),
    Route("GET", "/settings/users/{id}", Who.MEMBER),
    Route("POST", "/settings/users/{id}", Who.OWNER),
    Route("GET", "/bin/empty", Who.OWNER),
    Route("POST", "/bin/empty", Who.OWNER),
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
    Route("GET", "/opportunities/new", Who.MEMBER),
    Route("POST", "/opportunities/new", Who.MEMBER),
    Route("GET", "/opportunities/{number}/close", Who.MEMBER),
    Route("POST", "/opportunities/{number}/close", Who.MEMBER),
    Route("POST", "/opportunities/{number}/reopen", Who.MEMBER),
    Route("GET", "/opportunities/{number}/delete", Who.MEMBER),
    Route("POST", "/opportunities/{number}/delete", Who.MEMBER),
    Route("GET", "/opportunities/{number}/history", Who.MEMBER),
    Route("POST", "/opportunities/{number}/notes", Who.MEMBER),
    Route("GET", "/history/{id}", Who.MEMBER),
    Route("POST", "/history/{id}/link", Who.MEMBER),
    Route("GET", "/board", Who.MEMBER),
    Route("GET", "/board/move/{number}", Who.MEMBER),
    Route("POST", "/board/move/{number}", Who.MEMBER),
    Route("GET", "/opportunities", Who.MEMBER),
    Route("GET", "/opportunities/totals", Who.MEMBER),
    Route("GET", "/opportunities.csv", Who.MEMBER),
    Route("POST", "/opportunities/columns", Who.MEMBER),
    Route("POST", "/opportunities/many", Who.MEMBER),
    Route("POST", "/opportunities/many/do", Who.MEMBER),
    Route("GET", "/opportunities/{number}/items", Who.MEMBER),
    Route("POST", "/opportunities/{number}/items", Who.MEMBER),
    Route("POST", "/opportunities/{number}/activities", Who.MEMBER),
    Route("POST", "/opportunities/{number}/stage", Who.MEMBER),
    Route("POST", "/opportunities/{number}/assign", Who.MEMBER),
    Route("POST", "/opportunities/{number}/comments", Who.MEMBER),
    Route("GET", "/opportunities/{number}/print", Who.MEMBER),
    Route("GET", "/opportunities/{number}", Who.MEMBER),
    Route("GET", "/opportunities/{number}/edit", Who.MEMBER),
    Route("POST", "/opportunities/{number}/edit", Who.MEMBER),
    Route("GET", "/search", Who.MEMBER),
    Route("GET", "/suggest/{kind}", Who.MEMBER),
    Route("GET", "/reports", Who.MEMBER),
    Route("GET", "/reports/{kind}", Who.MEMBER),
    Route("GET", "/reports/{kind}/csv", Who.MEMBER),
    Route("GET", "/sign-in", Who.ANYBODY),
    Route("POST", "/sign-out", Who.ANYBODY),
]
