"""What is limited of a server, and by which name all processes know it: the same wherever it is asked from."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlsplit

from connectors.gates import Limit

SHORT = 16  # of a digest: tells limits apart, and nobody what they are of


def of_server(endpoint: str, most: int) -> Limit:
    """All requests to it, whoever makes them."""
    host = _host(endpoint)
    return Limit(_key("server", host), host, most)


def of_login(endpoint: str, who: str, most: int | None) -> Limit:
    """Those of one user name, or of one application."""
    host = _host(endpoint)
    return Limit(_key("login", host, who.casefold()), f"{who or 'this machine'} at {host}", most)


def _key(kind: str, *what: str) -> str:
    return f"{kind} {sha256('|'.join(what).encode()).hexdigest()[:SHORT]}"


def _host(endpoint: str) -> str:
    """With its port where it is not the usual one."""
    url = urlsplit(endpoint)
    usual = {"https": 443, "http": 80}.get(url.scheme.lower())
    name = (url.hostname or "").lower()
    return name if url.port in (None, usual) else f"{name}:{url.port}"
