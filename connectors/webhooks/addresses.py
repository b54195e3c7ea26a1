"""Where a webhook may lead: to https anywhere in public, and elsewhere only to hosts that are allowed by name. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 beyond a NAT64
_NEVER = (  # what Python takes for everybody's: a firm's own NAT64, protocols' own, and clouds' own among them
    IPv6Network("64:ff9b:1::/48"),
    IPv4Network("192.0.0.0/24"),
    IPv4Network("168.63.129.16/32"),
)
_PORTS = {"https": 443, "http": 80}


class BadAddress(Exception):
    """An address that no webhook can have; `reason` and `remedy` are the rest of a sentence about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


class NotHttps(BadAddress):
    """Plain http to a host that is not allowed by name."""


class NotPublic(BadAddress):
    """Leads to this machine or inside, and the host is not allowed by name."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} is an address of this machine or of a network that is not public",
            f"if that is meant, name {host} in webhooks.allow of the configuration",
        )


@dataclass(frozen=True, slots=True)
class Target:
    """An address in its parts, read once: what is checked is what is connected to."""

    scheme: str
    host: str  # small, without a dot at its end or brackets
    port: int
    path: str  # with its query

    @property
    def origin(self) -> str:
        """Where it leads, without the path, which may be a secret: for sentences and logs."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != _PORTS[self.scheme] else "")


def target_of(url: str, allowed: Collection[str]) -> Target:
    """The address, where a webhook may lead there; raises BadAddress. What names mean is seen when it connects."""
    if not url.isascii() or not url.isprintable() or re.search(r"[\s\\]", url):
        raise BadAddress("is not written as addresses are", "write https://HOST/PATH in plain letters, IDNA for others")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress("is not an address", "write https://HOST/PATH") from None
    host = (parts.hostname or "").removesuffix(".")
    if parts.scheme not in _PORTS or not (_NAME.fullmatch(host) or _literal(host)):
        raise BadAddress("is not an address of https", "write https://HOST/PATH")
    if "@" in parts.netloc:
        raise BadAddress("has a login in it", "leave it out: what is sent is signed")
    if "#" in url:
        raise BadAddress("has a part after #, which is never sent", "leave it out")
    if port == 0:
        raise BadAddress("names no port", "leave it out, or write one from 1 to 65535")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(parts.scheme, host, port or _PORTS[parts.scheme], path)
    if not is_allowed(target.host, allowed):
        if target.scheme != "https":
            raise NotHttps("is not https", f"use https, or name {host} in webhooks.allow of the configuration")
        if (literal := _literal(host)) and not is_public(literal):
            raise NotPublic(host)
    return target


def is_allowed(host: str, allowed: Collection[str]) -> bool:
    """Whether the configuration allows it by name, wherever it is."""
    return host in {one.strip().strip("[]").removesuffix(".").lower() for one in allowed}


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet could connect to it as well: none of ours, of a cloud's own, or of many."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None or address.is_site_local:
            return False
        if inner is not None:
            return is_public(inner)
    if any(address in network for network in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
