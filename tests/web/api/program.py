"""A program that uses the interface: every answer that it gets is held to what OpenAPI says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.routing import Match, Mount

from daemon.web.api import create_api
from tests.web.site import TLS, WAIT, Site

PROBLEM = "application/problem+json"
ROOT = "/api/v1"


def token_of(site: Site, who: str, *, may_write: bool = True, lasts: timedelta = timedelta(days=30)) -> str:
    with site.writing(who) as unit:
        return unit.tokens.add(site.users[who], "Report", lasts, may_write=may_write)


@dataclass
class Program:
    site: Site
    client: httpx2.Client

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """`if_match="*"` and the like are headers."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        answer = self.client.request(
            method, path if path.startswith(ROOT) else f"{ROOT}{path}", json=body, headers=named
        )
        self.judge(answer)
        return answer

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.ask("GET", path, **headers)

    def make(self, path: str, body: Mapping[str, Any], **headers: str) -> dict[str, Any]:
        """What was made, with where it is as "at"."""
        answer = self.ask("POST", path, body, **headers)
        assert answer.status_code == 201, answer.text
        return {**answer.json(), "at": answer.headers["location"]}

    def change(self, path: str, body: Any, method: str = "PATCH") -> dict[str, Any]:
        """With the tag that the record has."""
        tag = self.get(path.removesuffix("/close").removesuffix("/reopen")).headers["etag"]
        answer = self.ask(method, path, body, if_match=tag)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def pages(self, path: str) -> list[list[Any]]:
        """All pages of a list, by the links between them."""
        found = []
        while path:
            answer = self.get(path)
            assert answer.status_code == 200, answer.text
            found.append(answer.json())
            path = answer.links["next"]["url"] if "next" in answer.links else ""
        return found

    def judge(self, answer: httpx2.Response) -> None:
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM
            assert answer.json()["status"] == answer.status_code
        elif answer.content:
            method, path = answer.request.method, answer.request.url.path.removeprefix(ROOT)
            route = route_of(described(), method, path)
            adapter_of(route.response_model).validate_json(answer.content)
            operation = described().openapi()["paths"][route.path][method.lower()]
            said = operation["responses"][str(answer.status_code)].get("headers", {})
            assert ("etag" in answer.headers, "location" in answer.headers) == ("ETag" in said, "Location" in said)
            assert "link" not in answer.headers or "Link" in said


@contextmanager
def program(site: Site, who: str = "ann", *, may_write: bool = True) -> Iterator[Program]:
    headers = {"authorization": f"Bearer {token_of(site, who, may_write=may_write)}"}
    with httpx2.Client(base_url=site.url, headers=headers, timeout=WAIT, verify=TLS) as client:
        yield Program(site, client)


@cache
def described() -> FastAPI:
    """What each site's interface says of itself, made once: it takes longer than most of what is asked."""
    return create_api()


@cache
def adapter_of(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def api_of(site: Site) -> FastAPI:
    (app,) = (one.app for one in site.app.routes if isinstance(one, Mount) and one.path == ROOT)
    assert isinstance(app, FastAPI)
    return app


def routes_of(app: Any) -> Iterator[APIRoute]:
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield route
        elif (router := getattr(route, "original_router", None)) is not None:  # as FastAPI keeps what was included
            yield from routes_of(router)


def route_of(app: FastAPI, method: str, path: str) -> APIRoute:
    scope = {"type": "http", "method": method, "path": path, "root_path": ""}
    return next(route for route in routes_of(app) if route.matches(scope)[0] is Match.FULL)
