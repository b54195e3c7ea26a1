"""The pages that links lead to, one of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2
from lxml import html

from tests.web.routes import ROUTES


def walked(client: httpx2.Client, begin: str = "/") -> Iterator[tuple[str, Any]]:
    """Every page that is come to from `begin` by links alone: its address, and what it says."""
    seen: set[str] = set()
    waiting = [begin]
    while waiting:
        address = waiting.pop(0)
        if (pattern := pattern_of(address)) in seen:
            continue
        seen.add(pattern)
        answer = client.get(address, follow_redirects=True)
        if not answer.headers["content-type"].startswith("text/html"):  # a file
            continue
        page = html.fromstring(answer.text)
        yield address, page
        there = [urlsplit(urljoin(str(answer.url), link)) for link in page.xpath("//a/@href")]
        ours = [one for one in there if one.netloc == answer.url.netloc.decode()]
        waiting += [one.path + (f"?{one.query}" if one.query else "") for one in ours]


def pattern_of(address: str) -> str:
    """The route that the address is of, with the names of what is asked: pages that differ in nothing else are one."""
    path, _, query = address.partition("?")
    names = sorted({part.partition("=")[0] for part in query.split("&") if part})
    return route_of(path) + (f"?{'&'.join(names)}" if names else "")


def route_of(path: str, method: str = "GET") -> str:
    """The route as it is declared; the path itself where there is none."""
    found = (route for of, route, pattern in PATTERNS if of == method and pattern.fullmatch(path))
    return next(found, path)


PATTERNS = sorted(
    ((one.method, one.path, re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(one.path)))) for one in ROUTES),
    key=lambda one: one[1].count("{"),
)
