"""One server, one login, one connection: exchangelib's protocol without its cache, its waits and its logs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from exchangelib.configuration import Configuration
from exchangelib.errors import ErrorServerBusy, RedirectError, UnauthorizedError
from exchangelib.protocol import BaseProtocol, FailFast
from exchangelib.util import is_xml
from exchangelib.version import Version
from requests.cookies import RequestsCookieJar

from connectors.ews.server import Server
from connectors.ews.wire.login import AUTH_TYPES, ClientCredentials, check_settings, credentials_for
from connectors.ews.wire.tls import Adapter, context_for
from connectors.ews.wire.xml import BadAnswer
from connectors.stopping import NEVER, Stop

# exchangelib logs requests whole, mail and Authorization header included.
logging.getLogger("exchangelib").setLevel(logging.CRITICAL)

AFFINITY = "X-BackEndOverrideCookie"
_OURS = "kept by dealtrail"  # an attribute of the cookie as we put it into a session


class HttpRefusal(Exception):
    """An HTTP status that is an answer of its own; `status` is its number."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Unavailable(ErrorServerBusy):
    """HTTP 503: what stands before the mailboxes asks to wait, and speaks of none of them."""


class OneTry(FailFast):
    """Every failure is told at once. FailFast itself takes a closed connection for "busy" and drops Retry-After."""

    def raise_response_errors(self, response: requests.Response) -> None:
        status = response.status_code
        if status == 200 or (status == 500 and response.content and is_xml(response.content)):
            return  # Exchange sends SOAP faults with status 500
        if status == 401:
            raise UnauthorizedError("HTTP 401")
        if status in (429, 503):
            kind = Unavailable if status == 503 else ErrorServerBusy
            raise kind(f"HTTP {status}", back_off=_retry_after(response))
        if status in (301, 302, 307, 308):
            raise RedirectError(url=response.headers.get("Location", ""))
        if status in (403, 404, 405):
            raise HttpRefusal(status)
        raise BadAnswer(f"the server answered with HTTP status {status}")


class Protocol(BaseProtocol):
    """exchangelib's cached one is shared by endpoint and credentials alone: the second configuration would be ignored.

    Not thread-safe, like the mailbox that has it.
    """

    USERAGENT = "dealtrail"

    def __init__(self, server: Server, affinity: Callable[[], str] = lambda: "", stop: Stop = NEVER) -> None:
        self._affinity = affinity  # the value of the cookie that names one of several servers, "" without
        self._stop = stop
        check_settings(server)
        self._context = context_for(server) if server.endpoint.startswith("https:") else None
        self.TIMEOUT = server.timeout.total_seconds()
        super().__init__(
            Configuration(
                service_endpoint=server.endpoint,
                credentials=credentials_for(server),
                auth_type=AUTH_TYPES[server.auth],
                version=Version(build=None, api_version=server.version),
                retry_policy=OneTry(),
                max_connections=1,  # with more, exchangelib's pool can deadlock when it shrinks
            )
        )

    @property
    def version(self) -> Version:
        return self.config.version

    def get_session(self) -> requests.Session:
        """The one that there is; raises Stopped once it is to stop, for what was stopped has not given it back."""
        self._stop.look()
        session: requests.Session = super().get_session()
        return session

    def raw_session(
        self,
        prefix: str,
        oauth2_client: Any = None,
        oauth2_session_params: dict[str, Any] | None = None,
        oauth2_token_endpoint: str | None = None,
    ) -> requests.Session:
        """A session with adapters of its own: exchangelib's hook for them is one for the whole process."""
        session: requests.Session = super().raw_session(
            prefix, oauth2_client, oauth2_session_params, oauth2_token_endpoint
        )
        session.trust_env = False  # no proxies, authorities or .netrc of the environment
        if affinity := self._affinity():
            keep_affinity(session.cookies, affinity, urlsplit(prefix).hostname or "")
        for address, is_guarded in ((oauth2_token_endpoint, False), (prefix, True)):
            if address:
                session.get_adapter(address).close()
                session.mount(address, Adapter(self._context, is_guarded=is_guarded, stop=self._stop))
        return session

    def retire_session(self, session: requests.Session) -> None:
        """The next request makes a new one: making it here, as exchangelib does, may log in once more at once."""
        session.close()
        self._session_pool_size -= 1

    def close_session(self, session: requests.Session) -> None:
        session.close()  # exchangelib's also forgets the application's token, which others share

    def renew_session(self, session: requests.Session) -> requests.Session:
        session.close()
        renewed: requests.Session = self.create_session()
        return renewed

    def forget_token(self, token: Any) -> bool:
        """After a refusal: True when it may have been the token's fault, and a new one will be asked for."""
        if token is None or not isinstance(self.credentials, ClientCredentials):
            return False
        self.credentials.forget(token)
        return True

    @property
    def token(self) -> Any:
        """The application's token that the next request carries, if it has been fetched already."""
        return self.credentials.access_token if isinstance(self.credentials, ClientCredentials) else None


def keep_affinity(cookies: RequestsCookieJar, value: str, host: str) -> None:
    """Have every request to this host, and to no other, come to the server of a cookie that another session got."""
    domain = host if "." in host else f"{host}.local"  # as the jar calls a host without a dot
    cookies.set(AFFINITY, value, domain=domain, path="/", rest={_OURS: ""})


def told_affinity(cookies: RequestsCookieJar) -> str:
    """The server that was told to come back to, last; "" for none. What was kept of another one is forgotten."""
    named = [cookie for cookie in cookies if cookie.name == AFFINITY]
    theirs = [cookie for cookie in named if not cookie.has_nonstandard_attr(_OURS)]
    for cookie in named if theirs else ():
        if cookie not in theirs:
            cookies.clear(cookie.domain, cookie.path, cookie.name)
    found = (theirs or named)[-1:]
    return next((cookie.value or "" for cookie in found), "")


def _retry_after(response: requests.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else None
