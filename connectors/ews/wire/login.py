"""Who logs in, in exchangelib's words."""

from __future__ import annotations

import ipaddress
from collections.abc import Hashable, MutableMapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from exchangelib.credentials import Credentials, OAuth2Credentials
from exchangelib.transport import AUTH_TYPE_MAP, BASIC, GSSAPI, NTLM, OAUTH2
from pydantic import SecretStr

from connectors.errors import Refused
from connectors.ews.server import ACCESSES, AUTHENTICATIONS, VERSIONS, Server

AUTH_TYPES = {"basic": BASIC, "ntlm": NTLM, "kerberos": GSSAPI, "oauth2": OAUTH2}


def bind_channels(handlers: MutableMapping[str, Any]) -> None:
    """Let Kerberos bind what it says to the TLS connection that it is said on, wherever it is installed.

    Exchange Server asks for that since it is installed with Extended Protection; exchangelib makes the handler without.
    NTLM's does it by itself.
    """
    made = handlers.get(GSSAPI)
    if made is not None and not isinstance(made, partial):
        handlers[GSSAPI] = partial(made, channel_bindings="tls-server-end-point")


bind_channels(AUTH_TYPE_MAP)


class ClientCredentials(OAuth2Credentials):
    """An application's own login. exchangelib fixes the address and the scope to Microsoft's public cloud."""

    def __init__(self, server: Server) -> None:
        super().__init__(server.client_id, reveal(server.client_secret), server.tenant_id)
        self._token_url = server.token_url
        self._scope = server.scope

    @property
    def token_url(self) -> str:
        return self._token_url or str(super().token_url)

    @property
    def scope(self) -> list[str]:
        return [self._scope] if self._scope else list(super().scope)

    def session_params(self) -> dict[str, Any]:
        # Without refresh tokens there is nothing to refresh: an expired token raises, and exchangelib gets a new one.
        return {"token": self.access_token}

    def refresh(self, session: Any) -> None:
        self.access_token = None

    def forget(self, token: Any) -> None:
        """Drop a token that the server refused, unless another thread has fetched a new one meanwhile."""
        with self.lock:
            if self.access_token == token:
                self.access_token = None


def credentials_for(server: Server) -> Credentials | ClientCredentials | None:
    """None for Kerberos, whose ticket comes from outside. Applications share their token between mailboxes."""
    match server.auth:
        case "kerberos":
            return None
        case "oauth2":
            return _application(server)
        case _:
            return Credentials(server.username, reveal(server.password))


@lru_cache(maxsize=64)
def _application(server: Server) -> ClientCredentials:
    return ClientCredentials(server)


def login_of(server: Server) -> Hashable:
    """What tells this login from others: where it logs in, as whom, and with which secret."""
    return (
        *(server.endpoint, server.auth, server.username, server.password),
        *(server.tenant_id, server.client_id, server.client_secret, server.token_url, server.scope),
    )


def reveal(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def check_settings(server: Server) -> None:
    """Raise Refused for settings that cannot work, or would send a password in the clear over a network."""
    for name, value, allowed in (
        ("auth", server.auth, AUTHENTICATIONS),
        ("access", server.access, ACCESSES),
        ("version", server.version, VERSIONS),
    ):
        if value not in allowed:
            raise Refused(server.endpoint, f"{name} is {value!r}", f"use one of {', '.join(allowed)}")
    if AUTH_TYPES[server.auth] not in AUTH_TYPE_MAP:
        raise Refused(server.endpoint, "Kerberos is not installed", "install dealtrail with its extra: kerberos")
    is_https = urlsplit(server.endpoint).scheme == "https"
    if not is_https and not (server.auth in ("basic", "ntlm") and _is_loopback(server.endpoint)):
        raise Refused(server.endpoint, "the address is not https", "plain http is for this machine alone")
    if server.auth == "oauth2" and server.token_url and urlsplit(server.token_url).scheme != "https":
        raise Refused(server.token_url, "the address for tokens is not https", "correct token_url")


def _is_loopback(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return parts.scheme == "http" and is_here
