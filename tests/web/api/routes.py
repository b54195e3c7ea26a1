"""Every route for programs, and whom it is for. A new one gets its row here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class For(StrEnum):
    READ = "a token that reads"
    WRITE = "a token that writes"
    OWNER = "an owner's token that writes"


@dataclass(frozen=True)
class Route:
    method: str
    path: str  # as it is declared
    whom: For
    body: Any = None  # with which a member would be refused for what they are


READ = (
    "/me",
    "/opportunities",
    "/totals",
    "/opportunities/{opportunity}",
    "/opportunities/{opportunity}/activities",
    "/opportunities/{opportunity}/activities/{activity}",
    "/opportunities/{opportunity}/history",
    "/opportunities/{opportunity}/items",
    "/opportunities/{opportunity}/items/{position}",
    "/opportunities/{opportunity}/log",
    "/accounts",
    "/accounts/{account}",
    "/accounts/{account}/history",
    "/contacts",
    "/contacts/{contact}",
    "/contacts/{contact}/history",
    "/history/{item}",
    "/products",
    "/products/{product}",
    "/projects",
    "/projects/{project}",
    "/projects/{project}/tasks/{task}",
    "/marketing",
    "/marketing/{marketing}",
    "/marketing/{marketing}/track",
    "/fields",
    "/lists/{which}",
    "/lists/{which}/{value}",
    "/stages",
    "/stages/{stage}",
    "/users",
    "/users/{user}",
    "/review",
    "/status",
    "/audit",
)
WRITE = (
    ("POST", "/opportunities"),
    ("PATCH", "/opportunities/{opportunity}"),
    ("DELETE", "/opportunities/{opportunity}"),
    ("POST", "/opportunities/{opportunity}/close"),
    ("POST", "/opportunities/{opportunity}/reopen"),
    ("POST", "/opportunities/{opportunity}/comments"),
    ("POST", "/opportunities/{opportunity}/items"),
    ("PATCH", "/opportunities/{opportunity}/items/{position}"),
    ("DELETE", "/opportunities/{opportunity}/items/{position}"),
    ("PATCH", "/opportunities/{opportunity}/activities/{activity}"),
    ("POST", "/accounts"),
    ("PATCH", "/accounts/{account}"),
    ("DELETE", "/accounts/{account}"),
    ("POST", "/contacts"),
    ("PATCH", "/contacts/{contact}"),
    ("DELETE", "/contacts/{contact}"),
    ("DELETE", "/history/{item}"),
    ("POST", "/history/{item}/links"),
    ("POST", "/notes"),
    ("PATCH", "/notes/{item}"),
    ("POST", "/calls"),
    ("PATCH", "/calls/{item}"),
    ("POST", "/products"),
    ("PATCH", "/products/{product}"),
    ("DELETE", "/products/{product}"),
    ("POST", "/projects"),
    ("PATCH", "/projects/{project}"),
    ("DELETE", "/projects/{project}"),
    ("POST", "/projects/{project}/complete"),
    ("POST", "/projects/{project}/reopen"),
    ("POST", "/projects/{project}/tasks"),
    ("PATCH", "/projects/{project}/tasks/{task}"),
    ("POST", "/marketing"),
    ("PATCH", "/marketing/{marketing}"),
    ("DELETE", "/marketing/{marketing}"),
    ("POST", "/lists/{which}"),
    ("PATCH", "/lists/{which}/{value}"),
    ("DELETE", "/lists/{which}/{value}"),
    ("POST", "/review/{entry}/resolve"),
    ("POST", "/review/{entry}/dismiss"),
)
ROUTES = [
    *(Route("GET", path, For.READ) for path in READ),
    *(Route(method, path, For.WRITE) for method, path in WRITE),
    Route("POST", "/stages", For.OWNER, {"name": "Trial"}),
    Route("PATCH", "/stages/{stage}", For.OWNER, {"name": "Trial"}),
    Route("DELETE", "/stages/{stage}", For.OWNER),
    Route("POST", "/users", For.OWNER, {"name": "Cora Dahl", "email": "cora@us.example"}),
    Route("PATCH", "/users/{user}", For.OWNER, {"name": "Cora Dahl"}),
]
