"""What a proxy in front says of browsers: where they are and who is there, believed from its own addresses only."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from config.web_sections import SignIn, WebSettings
from store.values import User

_FORWARDED = "x-forwarded-for"
_NOBODY = frozenset({"", "-", "(null)"})  # as proxies write that nobody is there


@dataclass(frozen=True)
class Vouched:
    """Somebody whom another service vouches for: an address, a login, or both; whose they are is looked up."""

    name: str  # as it was told
    email: str = ""
    login: str = ""

    def is_of(self, user: User) -> bool:
        is_login = self.login != "" and self.login.casefold() == user.login.casefold()
        return is_login or (self.email != "" and self.email.casefold() == user.email.casefold())


class Proxy:
    """The proxies that the configuration names; without any, nothing that requests say of these things is believed."""

    def __init__(self, settings: WebSettings) -> None:
        self._networks = [ipaddress.ip_network(one) for one in settings.trusted_proxies]
        self._header = settings.proxy_header.lower() if SignIn.PROXY in settings.sign_in else ""
        self._realm = settings.proxy_realm

    def came_from(self, request: Request) -> str:
        """The browser's address: the peer's, or the last one that a trusted proxy saw and that is no proxy itself."""
        peer = request.client.host if request.client else ""
        if not self._is_trusted(peer):
            return peer
        for told in reversed(",".join(request.headers.getlist(_FORWARDED)).split(",")):
            if not (address := _address(told)):
                break
            peer = address
            if not self._is_trusted(peer):
                break
        return peer

    def is_forged(self, scope: Scope) -> bool:
        """Whether a request says who is there and has no business to, or says so twice."""
        said = Headers(scope=scope).getlist(self._header) if self._header else []
        return bool(said) and (len(said) > 1 or not self._is_trusted((scope.get("client") or ("",))[0]))

    def vouches_for(self, request: Request) -> Vouched | None:
        """Who is there, as the proxy says; None where it does not say. Forged requests do not come this far."""
        if not self._header or (said := request.headers.get(self._header)) is None:
            return None
        try:
            name = said.encode("latin-1").decode("utf-8").strip()  # headers are bytes, of which proxies write UTF-8
        except UnicodeDecodeError:
            name = said.strip()
        return None if name in _NOBODY else vouched(name, self._realm)

    def _is_trusted(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._networks)


def vouched(name: str, realm: str) -> Vouched:
    """Who a name may be: `bob`, `bob@us.example`, or of the realm `bob@US.EXAMPLE` and `US\\bob`.

    A login of another realm is somebody else's, whatever it is called.
    """
    domain, backslash, login = name.rpartition("\\")
    if backslash:
        return Vouched(name, login=login if realm and domain.casefold() == realm.casefold() else "")
    login, at, domain = name.rpartition("@")
    if not at:
        return Vouched(name, login=name)
    return Vouched(name, email=name, login=login if realm and domain.casefold() == realm.casefold() else "")


def _address(told: str) -> str:
    """An address as proxies write it, perhaps with a port; "" for what is none."""
    told = told.strip()
    candidates: Sequence[str] = (told, told.rpartition(":")[0].strip("[]"), told.strip("[]"))
    for one in candidates:
        try:
            return str(ipaddress.ip_address(one))
        except ValueError:
            continue
    return ""
