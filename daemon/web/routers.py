"""How an application comes to the addresses of its routers."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI


def take_routes(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Have the application answer where these do. Routers that it includes it keeps as they are, beside it: all their
    routes are made once more while the first request waits, and each is looked for twice (FastAPI 0.165).
    """
    for router in routers:
        app.router.routes.extend(router.routes)
