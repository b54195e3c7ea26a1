"""How addresses are put together, and what each takes."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Scope


def router_of(tag: str) -> APIRouter:
    """For the addresses of one subject, by which and by their functions the description calls them."""
    return APIRouter(tags=[tag], generate_unique_id_function=_called)


def _called(route: APIRoute) -> str:
    return f"{route.tags[0]}: {route.name}"


def methods_at(scope: Scope) -> Sequence[str]:
    """The methods that this address takes, in the order of their names; none where there is nothing."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    routes = [route for route in scope["app"].routes if isinstance(route, Route)]
    found = {method for route in routes if route.path_regex.match(path) for method in route.methods or ()}
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())) if found else ()
