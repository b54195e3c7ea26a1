#!/usr/bin/env bash
# A router that is included in an application: one expects that its routes are made then, when the application is put together, and stand in `app.routes`.
# FastAPI 0.165.0 keeps the router as it is. Its routes are made a second time, with all that their signatures say, while the first request waits that passes by
# it on its way to its own; whoever names routes (`generate_unique_id_function`) is asked then. `app.routes` has none of them, so that what lists them there finds nothing.
# With some hundred routes the first request takes tenths of a second. Routes that are taken over (`app.router.routes.extend`) are made once.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check fastapi==0.165.0
venv/bin/python - > seen <<'PYTHON'
import asyncio

from fastapi import APIRouter, FastAPI

made = []


def told(what, *more):
    print(what, *more, "made:", " ".join(made) or "nothing")
    made.clear()


def named(route):
    made.append(route.path)
    return route.path


async def ask(app, path):
    said = []

    async def send(message):
        said.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode()}
    await app(scope | {"query_string": b"", "headers": [], "root_path": ""}, receive, send)
    return said[0]["status"]


def routers():
    for path in ("/orders", "/parts", "/people"):
        router = APIRouter(generate_unique_id_function=named)
        router.add_api_route(path, lambda: "", methods=["GET"])
        yield router


def application():
    return FastAPI(openapi_url=None)


for how in ("included", "taken over"):
    app, parts = application(), list(routers())
    told("defined,")
    for router in parts:
        app.include_router(router) if how == "included" else app.router.routes.extend(router.routes)
    told(f"{how},", "listed:", " ".join(route.path for route in app.routes if hasattr(route, "path")) or "nothing,")
    for path in ("/parts", "/parts", "/people"):
        told(f"asked for {path},", asyncio.run(ask(app, path)))
PYTHON
diff seen - <<'EXPECTED'
defined, made: /orders /parts /people
included, listed: nothing, made: nothing
asked for /parts, 200 made: /orders /parts
asked for /parts, 200 made: nothing
asked for /people, 200 made: /people
defined, made: /orders /parts /people
taken over, listed: /orders /parts /people made: nothing
asked for /parts, 200 made: nothing
asked for /parts, 200 made: nothing
asked for /people, 200 made: nothing
EXPECTED
echo "as seen: FastAPI 0.165.0 makes the routes of an included router while the first request waits"
