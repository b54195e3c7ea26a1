"""Handlers by method and path template, as `routes` has them."""

from __future__ import annotations

from collections.abc import Callable

from simulator.graph.call import GraphCall, Reply
from simulator.graph.routes import ROUTES

Handler = Callable[[GraphCall], Reply]

HANDLERS: dict[tuple[str, str], Handler] = {}


def handles(method: str, *paths: str) -> Callable[[Handler], Handler]:
    """Let a function answer a method on paths below the user: `handles("GET", "messages/{id}")`."""

    def register(handler: Handler) -> Handler:
        for path in paths:
            key = method, f"/users/{{id}}/{path.lower()}"
            if key not in ROUTES:
                raise KeyError(f"{method} {path} is no route of Graph's")
            HANDLERS[key] = handler
        return handler

    return register
