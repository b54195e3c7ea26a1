"""Where browsers are listened for: at sockets that systemd hands over, or at one of our own."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import MutableMapping, Sequence

from config.web_sections import WebSettings
from store.errors import StoreError

_FIRST = 3  # sd_listen_fds(3): the first that is handed over
_VARIABLES = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")


def sockets_for(web: WebSettings, environ: MutableMapping[str, str]) -> Sequence[socket.socket]:
    """Those of systemd, which are taken out of the environment; else one at `listen`. Raises StoreError."""
    handed = [one for one in _handed_over(environ) if _may_be(one, web)]
    return handed or [listening(web.listen)]


def listening(address: str) -> socket.socket:
    """A socket at HOST:PORT, IPv6 in brackets; raises StoreError where that cannot be."""
    host, _, port = address.rpartition(":")
    try:
        found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreError(f"web.listen {address}", reason.lower(), "name another address or port") from None
    return made


def _handed_over(environ: MutableMapping[str, str]) -> list[socket.socket]:
    """What this very process was given: of a parent's, that it left in the environment, nothing is taken."""
    process, number, _ = (environ.pop(name, "") for name in _VARIABLES)
    if process != str(os.getpid()) or not number.isdecimal():
        return []
    return [_socket(descriptor) for descriptor in range(_FIRST, _FIRST + int(number))]


def _socket(descriptor: int) -> socket.socket:
    try:
        os.set_inheritable(descriptor, False)
        return socket.socket(fileno=descriptor)
    except OSError:
        raise StoreError(
            f"descriptor {descriptor} of systemd", "is no socket", "look at the socket unit of systemd"
        ) from None


def _may_be(one: socket.socket, web: WebSettings) -> bool:
    """Raises StoreError for a socket that pages cannot be served at, or not safely."""
    if one.family not in (socket.AF_INET, socket.AF_INET6) or one.type != socket.SOCK_STREAM:
        remedy = "write an address and a port after ListenStream="
        raise StoreError("the socket of systemd", "is none of TCP", remedy)
    if not one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        raise StoreError("the socket of systemd", "does not listen", "leave Accept= out of the socket unit")
    host, port = one.getsockname()[:2]
    at = f"[{host}]:{port}" if one.family == socket.AF_INET6 else f"{host}:{port}"
    if not web.url and at != web.listen:
        raise StoreError(f"the socket of systemd at {at}", f"is not web.listen, {web.listen}", "set web.url, or either")
    if not ipaddress.ip_address(host).is_loopback and not web.url.lower().startswith("https://"):
        what = "is reached by others, and plain http is for this machine itself"
        raise StoreError(f"the socket of systemd at {at}", what, "set web.url to an https:// address")
    return True
