"""What an address takes."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route
from starlette.types import Scope


def methods_at(scope: Scope) -> Sequence[str]:
    """The methods that this address takes, in the order of their names; none where there is nothing."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    routes: Sequence[Route] = getattr(scope["app"].state, "routes", ())
    found = {method for route in routes if route.path_regex.match(path) for method in route.methods or ()}
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())) if found else ()
